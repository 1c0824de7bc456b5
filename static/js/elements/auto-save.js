// <auto-save data-url data-saving data-saved data-failed data-restore><form>…</form></auto-save>
// Posts the form as a draft within 2 s of the last key. What the server has not yet confirmed stays in this browser.

const WAIT = 1200; // ms after the last key
const RETRY = 5000;
const FORGET_AFTER = 7 * 24 * 60 * 60 * 1000;

class AutoSave extends HTMLElement {
  #timer;
  #sending = false;
  #left = false;
  #flush = () => document.visibilityState === "hidden" && !this.#left && this.#pending() && this.#send(true);

  get form() { return this.querySelector("form"); }
  get key() { return `draft:${document.body.dataset.user}:${this.dataset.url}`; }

  connectedCallback() {
    this.addEventListener("input", () => this.#typed());
    this.addEventListener("change", () => this.#typed());
    this.addEventListener("submit", () => this.#leave());
    this.addEventListener("htmx:beforeOnLoad", (event) => event.target === this.form && this.#submitted(event.detail.xhr.status));
    document.addEventListener("visibilitychange", this.#flush);
    this.#offerRestore();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#flush);
  }

  // A plain form goes with its page; a draft sent after it would outlive what it was a draft of.
  #leave() {
    clearTimeout(this.#timer);
    this.#left = !this.form.hasAttribute("hx-post");
  }

  // Accepted: what was typed is stored, nothing is left to restore.
  #submitted(status) { if (status < 300) localStorage.removeItem(this.key); }

  #entries() {
    const hidden = new Set([...this.form.elements].filter((field) => field.type === "hidden").map((field) => field.name));
    return [...new FormData(this.form)].filter(([name, value]) => !hidden.has(name) && typeof value === "string");
  }

  #pending() { return localStorage.getItem(this.key) !== null; }

  #typed() {
    this.#left = false;
    localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), entries: this.#entries() }));
    this.#again(WAIT);
  }

  #again(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  async #send(leaving = false) {
    if (this.#sending || !this.form) return;
    this.#sending = true;
    const kept = localStorage.getItem(this.key);
    this.#say("saving");
    try {
      const answer = await this.#post(leaving);
      if (answer.status === 401) this.dispatchEvent(new CustomEvent("session-expired", { bubbles: true }));
      if (!answer.ok) throw new Error(answer.status);
      if (localStorage.getItem(this.key) === kept) localStorage.removeItem(this.key);
      this.#say("saved");
      this.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
    } catch (error) {
      this.#say("failed");
      if (!(Number(error.message) >= 400 && Number(error.message) < 500)) this.#again(RETRY);
    } finally {
      this.#sending = false;
    }
    if (this.isConnected && this.#pending() && localStorage.getItem(this.key) !== kept) this.#again(WAIT);
  }

  #post(leaving) {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name); // a draft is words
    body.delete("csrfmiddlewaretoken"); // the cookie's is newer after a login in another tab
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    return fetch(this.dataset.url, { method: "POST", body, keepalive: leaving, headers: { "X-CSRFToken": token } });
  }

  #say(state) {
    const line = this.querySelector("[data-save-state]");
    if (!line) return;
    line.dataset.state = state;
    line.textContent = this.dataset[state] ?? "";
  }

  #offerRestore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    const bar = this.querySelector("[data-restore]");
    if (this.hasAttribute("data-answered")) return localStorage.removeItem(this.key); // the server kept it and shows it
    if (!kept || !this.form) return;
    if (Date.now() - kept.at > FORGET_AFTER || JSON.stringify(kept.entries) === JSON.stringify(this.#entries())) return localStorage.removeItem(this.key);
    if (!bar) return this.#restore(kept);
    bar.hidden = false;
    bar.querySelector("[data-take]").addEventListener("click", () => { this.#restore(kept); bar.hidden = true; });
    bar.querySelector("[data-drop]").addEventListener("click", () => { localStorage.removeItem(this.key); bar.hidden = true; });
  }

  #restore(kept) {
    const chosen = new Map();
    for (const [name, value] of kept.entries) chosen.set(name, [...(chosen.get(name) ?? []), value]);
    for (const field of this.form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "file") continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = (chosen.get(field.name) ?? []).includes(field.value);
      else if (chosen.has(field.name)) field.value = chosen.get(field.name)[0];
    }
    this.form.dispatchEvent(new Event("change", { bubbles: true })); // for those who follow what is chosen
  }
}

customElements.define("auto-save", AutoSave);
