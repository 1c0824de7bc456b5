// What a plain form in an <auto-save> sent needs no restoring: where the answer does not show the form, it has arrived.

const SENT = "sent-draft";

document.addEventListener("submit", ({ target }) => {
  const draft = target.closest("auto-save");
  if (!draft || target.hasAttribute("hx-post")) return;
  sessionStorage.setItem(SENT, JSON.stringify({ key: draft.key, url: draft.dataset.url, from: location.href }));
});

const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
sessionStorage.removeItem(SENT);
const isShown = sent && [...document.querySelectorAll("auto-save")].some((each) => each.dataset.url === sent.url);
if (sent && !isShown && sent.from === document.referrer) localStorage.removeItem(sent.key);
