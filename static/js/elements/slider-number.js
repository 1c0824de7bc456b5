// <slider-number><input type="number"><input type="range" hidden></slider-number>: the two follow each other.

class SliderNumber extends HTMLElement {
  connectedCallback() {
    const number = this.querySelector("input[type=number]");
    const slider = this.querySelector("input[type=range]");
    slider.hidden = false;
    slider.value = number.value;
    slider.oninput = () => { number.value = slider.value; };
    number.addEventListener("input", () => { slider.value = number.value; });
  }
}

customElements.define("slider-number", SliderNumber);
