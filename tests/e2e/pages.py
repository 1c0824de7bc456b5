"""What is asked of a page that stands in the browser, whichever it is."""

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

# Shown in both languages as they are: names of products, formats and ways to reach people.
KNOWN = re.compile(
    r"Tossup|Microsoft|Teams|Slack|Webhook|Excel|Google|Meet|Zoom|Salesforce|HubSpot|Marketo|Pardot|"
    r"Ctrl|Enter|Esc(ape)?|Shift|Tab|Space|BANT|CSV|UTF|CP932|BOM|PDF|Kanban|English"
)
ENGLISH = re.compile(r"[A-Za-z][a-z']+(?:[ ,]+[A-Za-z']{2,}){2,}")
AXE = """
async ([context, rules]) => {
  const found = await axe.run(context ?? document, {
    resultTypes: ["violations"],
    preload: false,
    runOnly: rules ?? undefined,
    rules: { "target-size": { enabled: true } },
  });
  const words = (node) => `${node.target}  ${node.html.slice(0, 160)}  ${node.failureSummary.replaceAll("\\n", " ")}`;
  return found.violations.map(
    (violation) => [`${violation.id}: ${violation.help}`, ...violation.nodes.slice(0, 4).map(words)].join("\\n    "));
}
"""
# What a narrow window or another colour scheme can change; the other rules ask only how the page is made.
OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
UNFOLD = """
() => {
  for (const fold of document.querySelectorAll("details:not(.menu)")) fold.open = true;
}
"""
STAND_STILL = """
() => document.addEventListener(
  "htmx:beforeRequest", (event) => event.detail.requestConfig.verb === "get" && event.preventDefault())
"""
# Popovers and dialogs are looked at one by one, each as it stands over the page; those that every page has, once.
ON_EVERY_PAGE = "#keys-dialog, #session-dialog"
OVERLAYS = f"[popover], dialog:not({ON_EVERY_PAGE})"
SHOW = "overlay => overlay.popover ? overlay.showPopover() : overlay.showModal()"
HIDE = "overlay => overlay.popover ? overlay.hidePopover() : overlay.close()"
WIDER_THAN_THE_WINDOW = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return [];
  const clips = (element) => getComputedStyle(element).overflowX !== "visible";
  const scrolls = (element) => element && (clips(element) || scrolls(element.parentElement));
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement));
  return [`${root.scrollWidth} px wide`, ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
}
"""
# A row-link is as large as its row; where the row does not hold it, it lies over everything else.
SPREAD = """
() => [...document.querySelectorAll(".row-link")].filter((link) => {
  if (!link.offsetParent || getComputedStyle(link, "::after").position !== "absolute") return false;
  const held = getComputedStyle(link).position === "static" ? link.offsetParent : link;
  return held.matches("body, main") || [...held.querySelectorAll(".row-link")].some((other) => other !== link);
}).slice(0, 5).map((link) => link.outerHTML.slice(0, 160))
"""
# People's own words, code and what is said in another language on purpose are not the page's words.
WORDS = """
() => {
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element.closest("script, style, code, pre, kbd, samp, [lang=en], textarea, option, .prewrap")) continue;
    words.push(walker.currentNode.textContent.trim());
  }
  for (const name of ["aria-label", "title", "placeholder"])
    for (const element of document.querySelectorAll(`[${name}]`)) words.push(element.getAttribute(name));
  return words.filter(Boolean);
}
"""


def prepare(page) -> None:
    """Every fold open, with what it loads when opened. From then on nothing is swapped under who looks at it."""
    page.evaluate(UNFOLD)
    page.evaluate(AXE_SCRIPT)
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.evaluate(STAND_STILL)
    expect(page.locator(".htmx-request")).to_have_count(0)


def opened(page, address: str, *, there: bool = True) -> bool:
    """Whether a whole page stands there. A part of one is seen in its page, and a file is none."""
    try:
        answer = page.goto(address)
    except PlaywrightError as problem:
        if "Download is starting" in str(problem) or "ERR_ABORTED" in str(problem):  # a file, or 204
            return False
        raise
    assert answer.status < 400 if there else answer.status == 404, answer.status
    return page.locator("head > link[rel=stylesheet]").count() > 0


def mistakes(page, rules: list[str] | None = None, overlays: str = OVERLAYS) -> list[str]:
    """What axe finds, on the page and on each panel and dialog over it."""
    page.evaluate(PAINTED)
    found = page.evaluate(AXE, [None, rules])
    for overlay in page.locator(overlays).element_handles():
        overlay.evaluate(SHOW)
        page.evaluate(PAINTED)
        found += page.evaluate(AXE, [overlay, rules])
        overlay.evaluate(HIDE)
    return found


def overflow(page) -> list[str]:
    return page.evaluate(WIDER_THAN_THE_WINDOW)


def spread(page) -> list[str]:
    return page.evaluate(SPREAD)


def untranslated(page) -> list[str]:
    """Three English words in a row on a Japanese page."""
    return sorted({words for words in page.evaluate(WORDS) if ENGLISH.search(KNOWN.sub("", words))})
