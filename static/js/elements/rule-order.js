// <rule-order data-target="#draft"><ol><li data-url data-number>…<span class="rule-handle" hidden>: rules are dragged by
// their handles, and moved by Alt with an arrow key. The server moves them; without scripts the arrow buttons do.

class RuleOrder extends HTMLElement {
  #dragged;

  connectedCallback() {
    for (const handle of this.querySelectorAll(".rule-handle")) {
      handle.hidden = false;
      handle.draggable = true;
    }
    this.addEventListener("dragstart", (event) => this.#start(event));
    this.addEventListener("dragover", (event) => this.#over(event));
    this.addEventListener("drop", (event) => this.#drop(event));
    this.addEventListener("dragend", () => this.#end());
    this.addEventListener("keydown", (event) => this.#press(event));
  }

  #start(event) {
    if (!event.target.closest?.(".rule-handle")) return;
    this.#dragged = event.target.closest("li");
    this.#dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.#dragged.dataset.number);
    event.dataTransfer.setDragImage(this.#dragged, 16, 16);
  }

  #over(event) {
    const over = this.#dragged && event.target.closest("li[data-number]");
    if (!over) return;
    event.preventDefault();
    this.#mark(over, this.#after(over, event) ? "drop-after" : "drop-before");
  }

  #drop(event) {
    const over = this.#dragged && event.target.closest("li[data-number]");
    if (!over) return;
    event.preventDefault();
    const from = Number(this.#dragged.dataset.number);
    const before = Number(over.dataset.number) + (this.#after(over, event) ? 1 : 0);
    this.#move(this.#dragged, before > from ? before - 1 : before);
  }

  #end() {
    this.#dragged?.classList.remove("dragged");
    this.#dragged = undefined;
    this.#mark();
  }

  #press(event) {
    if (event.isComposing || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    if (event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    event.target.closest("li")?.querySelector(`[data-move="${event.key === "ArrowUp" ? "up" : "down"}"]`)?.click();
  }

  #after(over, event) {
    const place = over.getBoundingClientRect();
    return event.clientY > place.top + place.height / 2;
  }

  #mark(over, side) {
    for (const item of this.querySelectorAll(".drop-before, .drop-after")) item.classList.remove("drop-before", "drop-after");
    over?.classList.add(side);
  }

  #move(item, number) {
    if (number === Number(item.dataset.number)) return;
    const { target } = this.dataset;
    const seen = item.querySelector("input[name=seen]").value;
    window.htmx.ajax("POST", item.dataset.url, { target, swap: "outerHTML", values: { seen, number } });
  }
}

customElements.define("rule-order", RuleOrder);
