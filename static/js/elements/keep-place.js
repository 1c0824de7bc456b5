// <keep-place target="#draft">: the page stays where it is scrolled to while htmx replaces the target. The browser would
// follow what is moved about during a swap: an open form that stays, or a field that has the focus.

class KeepPlace extends HTMLElement {
  #place = null;
  #handlers = {
    "htmx:beforeSwap": (event) => this.#remember(event),
    "htmx:afterSwap": () => this.#place !== null && window.scrollTo(window.scrollX, this.#place),
    "htmx:afterSettle": () => { this.#place = null; },
  };

  connectedCallback() {
    for (const [name, handler] of Object.entries(this.#handlers)) document.addEventListener(name, handler);
  }

  disconnectedCallback() {
    for (const [name, handler] of Object.entries(this.#handlers)) document.removeEventListener(name, handler);
  }

  #remember({ detail }) {
    const swap = detail.swapOverride ?? detail.requestConfig.elt.getAttribute("hx-swap") ?? "";
    if (detail.target.matches(this.getAttribute("target")) && !swap.includes("show:")) this.#place = window.scrollY;
  }
}

customElements.define("keep-place", KeepPlace);
