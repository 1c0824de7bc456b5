// When the session ran out or the server cannot be reached: says so, and keeps the page as it is.

class SessionGuard extends HTMLElement {
  #handlers = {
    "htmx:configRequest": (event) => this.#sign(event.detail),
    "session-expired": () => this.#askToLogIn(),
    "htmx:sendError": () => this.#say(this.dataset.offline),
    "htmx:responseError": (event) => this.#refused(event.detail.xhr.status),
  };

  connectedCallback() {
    for (const [name, handler] of Object.entries(this.#handlers)) document.addEventListener(name, handler);
  }

  disconnectedCallback() {
    for (const [name, handler] of Object.entries(this.#handlers)) document.removeEventListener(name, handler);
  }

  // The cookie's token is the newest: a page left open still works after a new login in another tab.
  #sign(request) {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (!token) return;
    request.headers["X-CSRFToken"] = token;
    request.formData?.delete("csrfmiddlewaretoken");
  }

  #refused(status) {
    if (status === 401) return;
    this.#say(status >= 500 ? this.dataset.failed : this.dataset.refused);
  }

  #askToLogIn() {
    const dialog = this.querySelector("dialog");
    const link = dialog.querySelector("[data-login]");
    const here = location.pathname + location.search;
    link.href = `${link.pathname}?next=${encodeURIComponent(here)}`;
    if (!dialog.open) dialog.showModal();
  }

  // One message at a time: a poll that fails every few seconds must not fill the screen.
  #say(text) {
    const area = document.getElementById("flash-area");
    area.querySelector("[data-guard]")?.remove();
    const flash = document.getElementById("flash-template").content.cloneNode(true).firstElementChild;
    flash.dataset.guard = "";
    flash.querySelector("p").textContent = text;
    area.append(flash);
  }
}

customElements.define("session-guard", SessionGuard);
