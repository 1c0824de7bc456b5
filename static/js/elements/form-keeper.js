// <form-keeper>: what was typed in a form that met an ended session or an error page stands there again afterwards.
// <form-keeper data-unsent>: on the pages one gets instead of an answer. Forms with drafts of their own are left alone.

const KEY = "typed";
const FORGET_AFTER = 60 * 60 * 1000;

function isTyped(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "select-one") return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return field.value !== field.defaultValue;
}

class FormKeeper extends HTMLElement {
  #handlers = {
    submit: (event) => this.#keep([event.target]),
    "session-expired": () => this.#keep([...document.forms].filter((form) => this.#fields(form).some(isTyped)), true),
    "htmx:load": () => this.#fill(),
  };

  connectedCallback() {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if ("unsent" in this.dataset) return kept && this.#store({ ...kept, unsent: true });
    if (!kept?.unsent || kept.user !== document.body.dataset.user || Date.now() - kept.at > FORGET_AFTER) sessionStorage.removeItem(KEY);
    for (const [name, handler] of Object.entries(this.#handlers)) document.addEventListener(name, handler);
    this.#fill();
  }

  disconnectedCallback() {
    for (const [name, handler] of Object.entries(this.#handlers)) document.removeEventListener(name, handler);
  }

  // A page that comes after this one without "unsent" says that all went well.
  #keep(forms, unsent = false) {
    const typed = {};
    for (const form of forms) {
      const entries = this.#entries(form);
      if (form.method === "post" && entries.length && !form.closest("auto-save")) typed[this.#place(form)] = entries;
    }
    if (Object.keys(typed).length) this.#store({ user: document.body.dataset.user, at: Date.now(), unsent, typed });
  }

  #store(kept) { sessionStorage.setItem(KEY, JSON.stringify(kept)); }

  #place(form) { return new URL(form.getAttribute("action") || location, location).pathname; }

  #fields(form) { return [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type)); }

  #entries(form) {
    const names = new Set(this.#fields(form).map((field) => field.name));
    return [...new FormData(form)].filter(([name, value]) => names.has(name) && typeof value === "string");
  }

  #fill() {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (!kept?.unsent) return;
    for (const form of document.forms) {
      const entries = form.method === "post" && !form.closest("auto-save") && kept.typed[this.#place(form)];
      if (!entries) continue;
      this.#restore(form, entries);
      delete kept.typed[this.#place(form)];
    }
    if (Object.keys(kept.typed).length) this.#store(kept);
    else sessionStorage.removeItem(KEY);
  }

  #restore(form, entries) {
    const folded = form.closest("details");
    if (folded) folded.open = true;
    for (const field of this.#fields(form)) {
      const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
  }
}

customElements.define("form-keeper", FormKeeper);
