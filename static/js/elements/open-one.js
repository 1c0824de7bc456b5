// <details class="menu"> and <details class="why"> close on Escape, on a press elsewhere, and when another opens.

const FLOATING = "details:is(.menu, .why)[open]";

function closeAll(except) {
  for (const details of document.querySelectorAll(FLOATING)) if (!details.contains(except)) details.open = false;
}

document.addEventListener("click", (event) => closeAll(event.target));
document.addEventListener("focusin", (event) => closeAll(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const details = document.querySelector(FLOATING);
  if (!details) return;
  details.open = false;
  details.querySelector("summary").focus();
});
