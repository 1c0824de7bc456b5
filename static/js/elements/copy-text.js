// <copy-text data-from="id of an input" data-copied="Copied" hidden><button>…</button> <span role="status"></span></copy-text>
// Where there is no clipboard (plain http) the text is left selected, to be copied by hand.

class CopyText extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.#copy(document.getElementById(this.dataset.from)));
  }

  async #copy(input) {
    input.select();
    await navigator.clipboard?.writeText(input.value);
    if (navigator.clipboard) this.querySelector("[role=status]").textContent = this.dataset.copied;
  }
}

customElements.define("copy-text", CopyText);
