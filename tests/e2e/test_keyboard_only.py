"""From the login to an accepted deal without a mouse: Tab, Enter, arrows and the keys that `?` lists."""

import pytest
from playwright.sync_api import expect

from tests.e2e.leads import put_into_queue
from tests.stack import PASSWORD

pytestmark = pytest.mark.e2e

# The ring is drawn on the field, or on the label of a radio that looks like a button.
SHOWS_FOCUS = """
element => [element, element.closest("label")].some((each) => {
  const style = each && getComputedStyle(each);
  return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none");
})
"""
IS_FOCUSED = "element => element === document.activeElement"


def tab_to(page, target, most: int = 200) -> None:
    """Press Tab until the focus is there, and see that it shows."""
    for _ in range(most):
        if target.evaluate(IS_FOCUSED):
            break
        page.keyboard.press("Tab")
    assert target.evaluate(IS_FOCUSED), f"Tab never reaches {target}"
    assert target.evaluate(SHOWS_FOCUS), f"nothing shows that the focus is on {target}"


def choose(page, scope, field: str, value: str) -> None:
    """A radio is reached at its group's first or chosen one, and moved by arrows."""
    wanted = scope.locator(f"input[name$='{field}'][value='{value}']")
    group = scope.locator(f"input[name$='{field}']")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name ?? ''").endswith(field):
            break
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if wanted.is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(wanted).to_be_checked()


def open_row(page, name: str) -> None:
    """Walk the list by j until the row is reached, and open it by Enter."""
    link = page.locator("[data-list] .row-link", has_text=name).first
    link.wait_for()
    for _ in range(60):
        page.keyboard.press("j")
        if link.evaluate(IS_FOCUSED):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


@pytest.fixture
def sit_down(sign_in):
    """sit_down("is1@example.jp") → that person's page, signed in by keyboard."""

    def by_keyboard(email):
        page = sign_in()
        page.goto("/login/")
        tab_to(page, page.locator("input[name=login]"))
        page.keyboard.type(email)
        tab_to(page, page.locator("input[name=password]"))
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    return by_keyboard


def test_the_whole_job_is_done_by_keyboard_alone(stack, sit_down, tmp_path):
    put_into_queue(stack, tmp_path, ["鍵盤"], "KEY")

    rep = sit_down("is1@example.jp")
    with rep.expect_navigation():
        rep.keyboard.type("gq")  # the letter belongs to the g only for a moment
    rep.keyboard.press("/")
    rep.keyboard.type("鍵盤")
    rep.keyboard.press("Enter")
    expect(rep.locator("#queue-rows .row-link")).to_have_count(1)
    rep.keyboard.press("Escape")
    open_row(rep, "鍵盤")
    expect(rep.locator("#lead h1")).to_contain_text("鍵盤")
    rep.keyboard.press("c")
    rep.locator("#lead form[action$='/release/']").wait_for()
    rep.keyboard.press("h")
    hearing = rep.locator("#hearing-form")
    rep.keyboard.press("Shift+Tab")
    choose(rep, hearing, "timing", "within_3_months")
    choose(rep, hearing, "decision_maker", "self")
    choose(rep, hearing, "challenge", "clear")
    tab_to(rep, hearing.locator("[name=challenge_detail]"))
    rep.keyboard.type("集計に 3 日かかる")
    tab_to(rep, rep.locator("#hearing-submit"))
    rep.keyboard.press("Enter")
    expect(rep.locator("#lead .flag.target").first).to_be_visible()
    rep.keyboard.press("l")
    panel = rep.locator("#contact-panel")
    expect(panel).to_be_visible()
    choose(rep, panel, "result", "connected")
    tab_to(rep, panel.locator("[name=note]"))
    rep.keyboard.type("資料を送る")
    tab_to(rep, panel.locator("button[type=submit]"))
    rep.keyboard.press("Enter")
    expect(rep.locator("#timeline")).to_contain_text("資料を送る")
    rep.keyboard.press("t")
    rep.wait_for_url("**/toss-up/")
    tab_to(rep, rep.locator("[name=comment]"))
    rep.keyboard.type("午前がつながりやすい")
    tab_to(rep, rep.locator("form[action$='/submission/'] button.primary"))
    rep.keyboard.press("Enter")
    rep.wait_for_url(lambda url: "/toss-up/" not in url)

    manager = sit_down("manager@example.jp")
    with manager.expect_navigation():  # to where the manager starts anyway
        manager.keyboard.type("ga")
    open_row(manager, "鍵盤")
    row = manager.locator("tbody", has=manager.locator(".row-link", has_text="鍵盤"))
    assignee = row.locator("select[name$=assignee]").first
    assignee.wait_for()
    tab_to(manager, assignee)
    manager.keyboard.press("Home")
    for _ in range(assignee.locator("option").count()):
        if "関 翔" in assignee.locator("option:checked").inner_text():
            break
        manager.keyboard.press("ArrowDown")
    expect(assignee.locator("option:checked")).to_contain_text("関 翔")
    tab_to(manager, row.locator("form[action$='/approval/'] button.primary").first)
    manager.keyboard.press("Enter")
    expect(manager.locator("#flash-area")).to_contain_text("関 翔さんに割り振りました")

    sales = sit_down("sales1@example.jp")
    sales.wait_for_url("**/deals/**")
    open_row(sales, "鍵盤")
    sales.wait_for_url("**/deals/*/")
    tab_to(sales, sales.locator("form[action$='/acceptance/'] button").last)
    sales.keyboard.press("Enter")
    sales.locator("form[action$='/actions/']").wait_for()
