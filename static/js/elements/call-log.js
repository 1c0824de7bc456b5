// Calling and writing down what came of it with as few keys as possible.

// Around a tel: link: a call opens the form that logs it.
class CallLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => {
      const panel = document.getElementById(this.dataset.panel);
      if (panel?.hasAttribute("popover") && !panel.matches(":popover-open")) panel.showPopover();
    });
  }
}

// Around choices in a panel: 1 to 9 choose one while the panel is open and no field has the focus.
class NumberKeys extends HTMLElement {
  #listen = (event) => this.#press(event);

  connectedCallback() { document.addEventListener("keydown", this.#listen); }
  disconnectedCallback() { document.removeEventListener("keydown", this.#listen); }

  #press(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.checkVisibility() || event.target.closest("textarea, select, input:not([type=radio])")) return;
    const choice = /^[1-9]$/.test(event.key) && this.querySelectorAll("input[type=radio]")[event.key - 1];
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    choice.click();
  }
}

customElements.define("call-link", CallLink);
customElements.define("number-keys", NumberKeys);
