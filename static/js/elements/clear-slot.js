// <clear-slot><a href="page">Cancel</a></clear-slot>, the last thing in a form that was put into a .slot: empties the slot
// without leaving the page. When the form arrives, its [data-focus] gets the focus, once.

class ClearSlot extends HTMLElement {
  connectedCallback() {
    this.#focus(this.closest("form").querySelector("[data-focus]"));
    this.onclick = (event) => this.#clear(event);
  }

  #clear(event) {
    const slot = this.closest(".slot");
    const opener = document.querySelector(`[hx-target="#${CSS.escape(slot.id)}"]:not(.slot *)`);
    if (!opener) return; // the form has a page of its own: the link leads back
    event.preventDefault();
    slot.replaceChildren();
    opener.focus();
  }

  #focus(first) {
    if (!first) return;
    first.removeAttribute("data-focus");
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("clear-slot", ClearSlot);
