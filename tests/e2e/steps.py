"""What each person does in a browser, step by step: the words of the loop test."""

from playwright.sync_api import Locator, Page, expect


def pick(scope, field: str, value: str) -> None:
    """Choose a radio or tick a box by what it sends; its label is what a person presses."""
    scope.locator(f"label:has(input[name$='{field}'][value='{value}'])").first.click()


def submit(page: Page | Locator, path_ending: str) -> None:
    """Press the button of the form that posts to this path."""
    page.locator(f"form[action$='{path_ending}'] button:not([formaction])").last.click()


def import_file(page: Page, kind: str, path) -> None:
    page.goto("/imports/new/")
    pick(page, "kind", kind)
    page.locator("input[type=file]").set_input_files(path)
    submit(page, "/imports/upload/")
    page.wait_for_url("**/columns/")
    submit(page, "/check/")
    page.locator("form[action$='/application/']").wait_for()
    submit(page, "/application/")
    page.locator(".steps li:last-child[aria-current=step], .steps li.done:last-child").wait_for()


def open_from_queue(page: Page, name: str, filters: str = "") -> None:
    page.goto(f"/queue/{filters}")
    page.locator(".row-link", has_text=name).first.click()
    expect(page.locator("#lead h1, #lead h2").first).to_contain_text(name)


def claim(page: Page) -> None:
    page.keyboard.press("c")
    expect(page.locator("form[action$='/claim/']")).to_have_count(0)
    page.locator("form[action$='/release/']").wait_for()


def hear(page: Page) -> None:
    """A complete hearing; the draft is kept while it is being typed."""
    hearing = page.locator("#hearing-form")
    pick(hearing, "timing", "within_3_months")
    pick(hearing, "decision_maker", "self")
    pick(hearing, "challenge", "clear")
    hearing.locator("[name=challenge_detail]").fill("部署ごとに Excel で管理しており、集計に 3 日かかる")
    expect(hearing.locator("[data-save-state]")).to_contain_text("下書き")
    page.locator("#hearing-submit").click()


def log_call(page: Page, note: str) -> None:
    page.keyboard.press("l")
    panel = page.locator("#contact-panel")
    pick(panel, "result", "connected")
    panel.locator("[name=note]").fill(note)
    panel.locator("button[type=submit]").click()
    expect(page.locator("#lead")).to_contain_text(note)


def toss_up(page: Page, comment: str) -> None:
    page.keyboard.press("t")
    page.wait_for_url("**/toss-up/")
    page.locator("[name=comment]").fill(comment)
    submit(page, "/submission/")
    page.wait_for_url(lambda url: "/toss-up/" not in url)


def open_in_inbox(page: Page, name: str):
    page.goto("/approvals/")
    row = page.locator("tbody", has=page.locator(".row-link", has_text=name))
    row.locator(".row-link").click()
    row.locator(".inbox-detail").wait_for()
    return row


def unread(page: Page) -> int:
    """The count at the bell."""
    page.goto("/notices/?show=unread")
    return page.locator(".notices > li").count()
