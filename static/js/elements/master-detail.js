// <master-detail class="split">: the list marks what the address says is open; a narrow screen shows only that.

class MasterDetail extends HTMLElement {
  #follow = () => {
    const rows = [...this.querySelectorAll(".row-link")];
    for (const link of rows) link.toggleAttribute("aria-current", false);
    const open = rows.find((link) => link.pathname === location.pathname);
    open?.setAttribute("aria-current", "true");
    const opened = /\/queue\/\d+\/$/.test(location.pathname);
    if (opened) this.dataset.show = "detail";
    else delete this.dataset.show;
  };

  connectedCallback() {
    document.addEventListener("htmx:pushedIntoHistory", this.#follow);
    document.addEventListener("htmx:replacedInHistory", this.#follow);
    this.querySelector(".row-link[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:pushedIntoHistory", this.#follow);
    document.removeEventListener("htmx:replacedInHistory", this.#follow);
  }
}

customElements.define("master-detail", MasterDetail);
