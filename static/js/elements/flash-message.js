// Good news leaves by itself; a warning or an error stays until it is dismissed.

const STAY = 6000; // ms

class FlashMessage extends HTMLElement {
  #timer;

  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("[data-dismiss]") && this.remove());
    if (this.matches(".error, .warning")) return;
    const wait = () => { this.#timer = setTimeout(() => this.remove(), STAY); };
    this.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.addEventListener("pointerleave", wait);
    this.addEventListener("focusin", () => clearTimeout(this.#timer));
    wait();
  }

  disconnectedCallback() { clearTimeout(this.#timer); }
}

customElements.define("flash-message", FlashMessage);
