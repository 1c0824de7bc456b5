// <clear-slot><a href="page">Cancel</a></clear-slot>: empties the .slot that the form was put into, without leaving the page.

class ClearSlot extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const opener = document.querySelector(`[hx-target="#${CSS.escape(this.closest(".slot").id)}"]:not(.slot *)`);
      if (!opener) return; // the form has a page of its own: the link leads back
      event.preventDefault();
      this.closest(".slot").replaceChildren();
      opener.focus();
    });
  }
}

customElements.define("clear-slot", ClearSlot);
