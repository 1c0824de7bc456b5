// <focus-keeper>: when htmx replaces what has the focus, and nothing of the same id comes back, the heading of what came
// gets it, so that a keyboard or a screen reader goes on from there and not from the top of the page.

class FocusKeeper extends HTMLElement {
  #held = false;
  #handlers = {
    "htmx:beforeSwap": ({ detail }) => { this.#held = detail.target !== document.body && detail.target.contains(document.activeElement); },
    "htmx:afterSettle": (event) => this.#give(event),
  };

  connectedCallback() {
    for (const [name, handler] of Object.entries(this.#handlers)) document.addEventListener(name, handler);
  }

  disconnectedCallback() {
    for (const [name, handler] of Object.entries(this.#handlers)) document.removeEventListener(name, handler);
  }

  #give({ target, detail }) {
    if (!this.#held || document.activeElement !== document.body) return;
    const came = target.isConnected && target !== document.body ? target : document.getElementById(detail.target.id);
    const heading = came?.querySelector("h1, h2, h3") ?? came;
    if (!heading) return;
    this.#held = false;
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
  }
}

customElements.define("focus-keeper", FocusKeeper);
