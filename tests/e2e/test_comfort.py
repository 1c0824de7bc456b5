"""Twice the size, no motion, the system's own colours, and what a screen reader is told."""

import pytest
from playwright.sync_api import expect

from tests.e2e.leads import put_into_queue
from tests.e2e.pages import overflow

pytestmark = pytest.mark.e2e
TWICE = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}  # 1440 × 900 at 200 %
PAGES = {
    "is1@example.jp": ["/queue/", "/leads/", "/notices/"],
    "manager@example.jp": ["/approvals/", "/deadlines/", "/team/"],
    "sales1@example.jp": ["/deals/"],
    "admin@example.jp": ["/criteria/", "/settings/"],
}


@pytest.fixture(scope="module")
def queue(stack, tmp_path_factory):
    put_into_queue(stack, tmp_path_factory.mktemp("comfort"), ["拡大", "静止", "読上"], "EASE")


def open_lead(page, name):
    page.goto(f"/queue/?q={name}")
    page.locator("#queue-rows .row-link", has_text=name).click()
    expect(page.locator("#lead h1")).to_contain_text(name)


@pytest.mark.parametrize("email", PAGES)
def test_pages_at_twice_their_size_scroll_in_one_direction_only(email, sign_in, queue):
    page = sign_in(email, **TWICE)
    for address in PAGES[email]:
        page.goto(address)
        assert overflow(page) == [], address


def test_a_lead_at_twice_its_size_leaves_room_between_its_bars(sign_in, queue):
    page = sign_in("is1@example.jp", **TWICE)
    open_lead(page, "拡大")
    assert overflow(page) == []
    bar = page.locator(".action-bar").bounding_box()
    top = page.locator(".topbar").bounding_box()
    assert bar["y"] - (top["y"] + top["height"]) >= 450 / 2
    page.locator("#id_background").focus()
    field = page.locator("#id_background").bounding_box()
    assert field["y"] + field["height"] <= bar["y"]  # what has the focus is not under the bar


def test_nothing_moves_for_those_who_asked_for_that(sign_in, queue):
    page = sign_in("is1@example.jp", reduced_motion="reduce")
    open_lead(page, "静止")
    page.keyboard.press("l")
    expect(page.locator("#contact-panel")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".rail-toggle button").click()
    moving = "document.getAnimations().filter((each) => each.effect.getComputedTiming().duration > 1).length"
    assert page.evaluate(moving) == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_with_the_systems_colours_the_focus_and_what_is_chosen_still_show(sign_in, queue):
    page = sign_in("is1@example.jp", forced_colors="active")
    page.goto("/queue/")
    page.keyboard.press("j")
    row = page.locator("#queue-rows > li").first
    assert row.evaluate("row => parseFloat(getComputedStyle(row).outlineWidth)") >= 2
    chosen, other = page.locator(".filters .chip[aria-current]").first, page.locator(".filters .chip").last
    looks = "chip => ['borderColor', 'outlineStyle'].map((name) => getComputedStyle(chip)[name]).join()"
    assert chosen.evaluate(looks) != other.evaluate(looks)
    button = page.locator("button.primary").first
    assert button.evaluate("button => getComputedStyle(button).borderStyle") != "none"


def test_a_screen_reader_is_told_what_happened_and_keeps_its_place(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "読上")
    assert page.locator("#flash-area[role=status][aria-live=polite]").count() == 1
    page.get_by_role("button", name="着手").press("Enter")
    page.locator("#lead form[action$='/release/']").wait_for()
    assert page.evaluate("document.activeElement !== document.body"), "the focus fell to the top of the page"
    page.keyboard.press("l")
    page.locator("#contact-panel button[type=submit]").click()  # no result was chosen
    wrong = page.locator("#contact-panel [aria-describedby]:has(.field-error)").first
    expect(wrong.locator(f"#{wrong.get_attribute('aria-describedby')}")).to_be_visible()


def test_a_page_has_its_landmarks_and_names(sign_in, queue):
    page = sign_in("is1@example.jp")
    page.goto("/queue/")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.locator("nav.rail[aria-label]")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
