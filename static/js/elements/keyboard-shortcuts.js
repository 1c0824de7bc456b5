// Keys of the whole page: [data-key="c"] is pressed by c, [data-go="q"] by g then q, rows of [data-list] are walked by j and k.

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range]), textarea, select, [contenteditable]";
const GO_WITHIN = 1500; // ms between g and the letter

class KeyboardShortcuts extends HTMLElement {
  #goUntil = 0;
  #listen = (event) => this.#press(event);

  connectedCallback() { document.addEventListener("keydown", this.#listen); }
  disconnectedCallback() { document.removeEventListener("keydown", this.#listen); }

  #press(event) {
    // 229 is what some browsers say of a key an input method is still converting.
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest(FIELDS);
    if (field) return event.key === "Escape" && field.matches("[data-search]") ? field.blur() : undefined;
    if (document.querySelector("dialog[open], [popover]:popover-open")) return;
    if (this.#act(event.key)) event.preventDefault();
  }

  #act(key) {
    if (Date.now() < this.#goUntil) {
      this.#goUntil = 0;
      return this.#click(`[data-go="${CSS.escape(key)}"]`);
    }
    if (key === "g") return (this.#goUntil = Date.now() + GO_WITHIN);
    if (key === "j") return this.#walk(1);
    if (key === "k") return this.#walk(-1);
    if (key === "/") return this.#search();
    return key.length === 1 && this.#click(`[data-key="${CSS.escape(key)}"]`);
  }

  #click(selector) {
    const target = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility() && !element.disabled);
    target?.click();
    return target;
  }

  #search() {
    const field = document.querySelector("main [data-search]") ?? document.querySelector("[data-search]");
    field?.focus();
    field?.select();
    return field;
  }

  // Enter opens by itself: what is focused is the row's own link.
  #walk(step) {
    const links = [...document.querySelectorAll("[data-list] .row-link")].filter((link) => link.checkVisibility());
    if (!links.length) return false;
    const focused = links.indexOf(document.activeElement?.closest("li, tr")?.querySelector(".row-link"));
    const here = focused >= 0 ? focused : links.findIndex((link) => link.closest("[aria-current], [aria-selected=true]"));
    const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }
}

customElements.define("keyboard-shortcuts", KeyboardShortcuts);
