// <confirm-button data-message data-confirm data-cancel><button>…</button></confirm-button> inside a form.

class ConfirmButton extends HTMLElement {
  #sure = false;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      if (this.#sure || event.target.closest("dialog")) return;
      event.preventDefault();
      event.stopPropagation();
      this.#ask(event.target.closest("button, input"));
    }, { capture: true });
  }

  #ask(button) {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.append(this.#part("p", "dialog-body", this.dataset.message));
    const foot = this.#part("footer", "dialog-foot");
    const cancel = this.#part("button", "button", this.dataset.cancel);
    const confirm = this.#part("button", `${button.className} primary`, this.dataset.confirm || button.textContent.trim());
    cancel.type = confirm.type = "button";
    cancel.onclick = () => dialog.close();
    confirm.onclick = () => { dialog.close(); this.#go(button); };
    dialog.onclose = () => { dialog.remove(); button.focus(); };
    foot.append(cancel, confirm);
    dialog.append(foot);
    document.body.append(dialog);
    dialog.showModal();
  }

  #part(tag, className, text = "") {
    return Object.assign(document.createElement(tag), { className, textContent: text });
  }

  #go(button) {
    this.#sure = true;
    button.click();
    this.#sure = false;
  }
}

customElements.define("confirm-button", ConfirmButton);
