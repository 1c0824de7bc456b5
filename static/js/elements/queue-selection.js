// <queue-selection> in the form of ticked rows: counts them, ticks a stretch with Shift or x, keeps ticks when a row is drawn anew.

const BOX = "#queue-rows [data-select]";

class QueueSelection extends HTMLElement {
  #ticked = new Set();
  #last = null;

  connectedCallback() {
    for (const button of this.querySelectorAll("button")) button.hidden = false;
    this.querySelector("[data-page]").onclick = () => this.#all(true);
    this.querySelector("[data-none]").onclick = () => this.#all(false);
    this.querySelector("[name=all]").onchange = () => this.#show();
    document.addEventListener("change", this.#change);
    document.addEventListener("click", this.#stretch);
    document.addEventListener("keydown", this.#press);
    document.addEventListener("htmx:oobAfterSwap", this.#again);
    this.#show();
  }

  disconnectedCallback() {
    document.removeEventListener("change", this.#change);
    document.removeEventListener("click", this.#stretch);
    document.removeEventListener("keydown", this.#press);
    document.removeEventListener("htmx:oobAfterSwap", this.#again);
  }

  // Of its own list only: while one is swapped for another, both stand in the page.
  get boxes() { return [...this.closest("#queue-list").querySelectorAll(BOX)]; }

  #change = (event) => event.target.matches(BOX) && this.#show();

  // Every few seconds changed rows come anew from the server, which knows nothing of ticks.
  #again = () => {
    for (const box of this.boxes) box.checked ||= this.#ticked.has(box.value);
    this.#show();
  };

  #stretch = (event) => {
    if (!event.target.matches?.(BOX)) return;
    const boxes = this.boxes;
    const [from, to] = [boxes.indexOf(this.#last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
    this.#last = event.target;
    this.#show();
  };

  #press = (event) => {
    if (event.isComposing || event.keyCode === 229 || event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.target.closest?.("#queue-rows > li")?.querySelector("[data-select]");
    if (box && event.target.matches(".row-link")) box.click();
  };

  #all(checked) {
    for (const box of this.boxes) box.checked = checked;
    if (!checked) this.querySelector("[name=all]").checked = false;
    this.#show();
  }

  #show() {
    const ticked = this.boxes.filter((box) => box.checked);
    this.#ticked = new Set(ticked.map((box) => box.value));
    const all = this.querySelector("[name=all]").checked;
    this.querySelector("[data-count]").textContent = all ? "" : `${this.dataset.words} ${ticked.length}`;
  }
}

customElements.define("queue-selection", QueueSelection);
