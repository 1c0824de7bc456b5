// <print-button hidden><button>Print</button></print-button>: shown where scripts run; elsewhere the browser's menu prints.

class PrintButton extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => window.print());
  }
}

customElements.define("print-button", PrintButton);
