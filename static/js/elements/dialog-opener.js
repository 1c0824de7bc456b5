// <dialog-opener target="id-of-dialog"><button>…</button></dialog-opener>

class DialogOpener extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const dialog = document.getElementById(this.getAttribute("target"));
      if (!dialog || dialog.contains(event.target)) return;
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
      // A press on the backdrop lands on the dialog itself.
      dialog.onclick = (press) => press.target === dialog && dialog.close();
    });
  }
}

customElements.define("dialog-opener", DialogOpener);
