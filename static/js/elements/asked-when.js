// <asked-when data-question="…" data-values='["…"]'>fields</asked-when>
// Hides and disables fields that hang on another answer of the form, until that is given. Without JS they all show.

class AskedWhen extends HTMLElement {
  #follow = () => this.#show();

  connectedCallback() {
    this.closest("form")?.addEventListener("change", this.#follow);
    this.#show();
  }

  disconnectedCallback() { this.closest("form")?.removeEventListener("change", this.#follow); }

  // A disabled field is not in FormData: what hangs on a question that is not asked is not asked either.
  #show() {
    const given = new FormData(this.closest("form")).getAll(this.dataset.question);
    const asked = JSON.parse(this.dataset.values).some((value) => given.includes(value));
    this.hidden = !asked;
    for (const field of this.querySelectorAll("input, select, textarea")) field.disabled = !asked;
  }
}

customElements.define("asked-when", AskedWhen);
