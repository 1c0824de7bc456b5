// Folds the rail without a reload; the cookie tells the server how to draw the next page.

class NavRail extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#toggle(this.querySelector("button"));
    });
  }

  #toggle(button) {
    const root = document.documentElement;
    const collapsed = root.dataset.rail !== "collapsed";
    if (collapsed) root.dataset.rail = "collapsed";
    else delete root.dataset.rail;
    document.cookie = `rail=${collapsed ? "collapsed" : "open"}; path=/; max-age=31536000; samesite=lax`;
    button.value = collapsed ? "open" : "collapsed";
    button.setAttribute("aria-expanded", String(!collapsed));
  }
}

customElements.define("nav-rail", NavRail);
