"""`bin/bench interactions`: from a press to the paint that shows what it did, in Chromium, over a long queue.

Two times for each: to the next paint, as browsers count it (Interaction to Next Paint), and to the paint with the
server's answer. Both are to be within 100 ms.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator

from playwright.sync_api import Page, sync_playwright

from bench.chromium import CHROMIUM_FLAGS, chromium
from bench.site import Site, database, served
from bench.timing import Timing
from config import console

REP = "rep1@example.jp"
REACH = 100  # ms
ROWS = "#queue-rows .row-link"
# From the input's own time stamp to a task after the frame in which the result stands.
WATCH = """
() => {
  window.watch = { slowest: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.interactionId) watch.slowest = Math.max(watch.slowest, entry.duration);
  }).observe({ type: "event", durationThreshold: 16 });
  const begin = (event) => { watch.begun ??= event.timeStamp; };
  for (const name of ["keydown", "pointerdown"]) addEventListener(name, begin, true);
  const look = () => {
    if (watch.done || !watch.begun || !watch.shows || !document.querySelector(watch.shows)) return;
    watch.done = true;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { watch.painted = performance.now() - watch.begun; };
      port2.postMessage(0);
    });
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  addEventListener("toggle", look, true);
}
"""
QUEUED = """
INSERT INTO handoff_queueentry (lead_id, team_id, state, entered_at, due_at, score, disposition, disposition_reason,
    disposition_note)
SELECT lead.id, (SELECT min(id) FROM handoff_team), 'waiting', now(), now(), coalesce(score.total, 0), '', '', ''
FROM leads_lead lead
LEFT JOIN (SELECT lead_id, behaviour_score + attribute_score AS total FROM leads_score) score ON score.lead_id = lead.id
WHERE NOT EXISTS (SELECT FROM handoff_queueentry entry WHERE entry.lead_id = lead.id AND entry.state <> 'closed')
LIMIT %s
RETURNING id
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench interactions")
    parser.add_argument("--queued", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    os.environ.setdefault("TOSSUP_MODE", "local")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    import django

    django.setup()
    from bench.__main__ import fill, prepare

    leads = options.queued + options.queued // 5
    with database(f"tossup_interactions_{os.getpid()}") as name:
        site = Site(name, leads, 3 * leads)
        prepare(site)
        fill(site)
        queue_up(site, options.queued)
        with served(site), browser(site) as page:
            found = {name: measure(page, act, options.times) for name, act in ACTS.items()}
    return print_table(site, found)


def queue_up(site: Site, queued: int) -> None:
    """Leads without an entry stand in the queue too, until there are so many."""
    from django.db import connection
    from django.utils import timezone

    from handoff.models import Clock, QueueEntry

    site.use()
    with console.step(f"{queued:,} 件をキューに入れています", f"Queueing {queued:,} leads"):
        with connection.cursor() as cursor:
            cursor.execute(QUEUED, [max(0, queued - QueueEntry.objects.open().count())])
            entries = [pk for (pk,) in cursor]
        Clock.objects.start_for_entries(entries, Clock.Kind.FIRST_RESPONSE, timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        site.queued = QueueEntry.objects.open().count()


@contextlib.contextmanager
def browser(site: Site) -> Iterator[Page]:
    address = f"http://127.0.0.1:{site.port}"
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        context = window.new_context(base_url=address, viewport={"width": 1440, "height": 900}, bypass_csp=True)
        cookies = site.cookies(REP).items()
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies])
        yield context.new_page()
        window.close()


def opened(page: Page, turn: int) -> tuple[str, Callable]:
    page.goto("/queue/?tab=unclaimed")
    link = page.locator(ROWS).nth(turn % 20)
    return f"#lead a[href*='{link.get_attribute('href').split('?')[0]}']", link.click


def claimed(page: Page, turn: int) -> tuple[str, Callable]:
    open_one(page, "unclaimed")
    return "#lead form[action$='/release/']", lambda: page.keyboard.press("c")


def call_panel(page: Page, turn: int) -> tuple[str, Callable]:
    open_one(page, "mine")
    return "#contact-panel:popover-open", lambda: page.keyboard.press("l")


def logged(page: Page, turn: int) -> tuple[str, Callable]:
    open_one(page, "mine")
    page.keyboard.press("l")
    panel = page.locator("#contact-panel")
    panel.locator("label:has(input[name$='result'][value='no_answer'])").click()
    panel.locator("[name=note]").fill(f"turn {turn}")
    return "#lead:not(:has(#contact-panel:popover-open))", panel.locator("[type=submit]").click


def filtered(page: Page, turn: int) -> tuple[str, Callable]:
    page.goto("/queue/")
    chip = page.locator(".filters .chip[href*='tab=']").nth(turn % 5)
    wanted = chip.get_attribute("href")
    return f".filters .chip[aria-current][href='{wanted}']", chip.click


def taken(page: Page, turn: int) -> tuple[str, Callable]:
    page.goto("/queue/")
    return "#lead form[action$='/release/']", lambda: page.keyboard.press("n")


ACTS = {
    "open a lead": opened,
    "claim it": claimed,
    "open the call form": call_panel,
    "log the call": logged,
    "filter the queue": filtered,
    "take the next lead": taken,
}


def open_one(page: Page, tab: str) -> None:
    page.goto(f"/queue/?tab={tab}")
    page.locator(ROWS).first.click()
    page.locator("#lead .action-bar").wait_for()


def measure(page: Page, act: Callable, times: int) -> tuple[Timing, Timing]:
    """Each act on a page of its own, once for warming up: (to the next paint, to the result)."""
    nexts, results = [], []
    for turn in range(times + 1):
        shows, press = act(page, turn)
        page.evaluate(WATCH)
        page.evaluate("shows => { watch.shows = shows; }", shows)
        press()
        result = page.wait_for_function("window.watch.painted").json_value()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        if turn:
            nexts.append(page.evaluate("watch.slowest"))
            results.append(result)
    return Timing(tuple(nexts)), Timing(tuple(results))


def print_table(site: Site, found: dict[str, tuple[Timing, Timing]]) -> int:
    head = f"{site.queued:,} entries in the queue; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; ms"
    sys.stdout.write(
        f"\n{head}\n\n| act | to the next paint | p95 | to the result | p95 | |\n|---|---:|---:|---:|---:|---|\n"
    )
    for act, (shown, result) in found.items():
        holds = "✓" if max(shown.median, result.median) <= REACH else "✗"
        times = f"{shown.median:.0f} | {shown.p95:.0f} | {result.median:.0f} | {result.p95:.0f}"
        sys.stdout.write(f"| {act} | {times} | {holds} |\n")
    return 0 if all(max(shown.median, result.median) <= REACH for shown, result in found.values()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
