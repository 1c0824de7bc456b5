// <check-all><input type="checkbox" hidden></check-all> ticks every [data-select] of its table, and follows them.

class CheckAll extends HTMLElement {
  #all = () => [...this.closest("table").querySelectorAll("[data-select]:not(:disabled)")];
  #follow = (event) => event.target.matches("[data-select]") && this.#show();

  get box() { return this.querySelector("input"); }

  connectedCallback() {
    this.box.hidden = false;
    this.box.onchange = () => this.#all().forEach((each) => { each.checked = this.box.checked; });
    this.closest("table").addEventListener("change", this.#follow);
  }

  disconnectedCallback() { this.closest("table")?.removeEventListener("change", this.#follow); }

  #show() {
    const boxes = this.#all();
    const ticked = boxes.filter((each) => each.checked).length;
    this.box.checked = ticked > 0 && ticked === boxes.length;
    this.box.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

customElements.define("check-all", CheckAll);
