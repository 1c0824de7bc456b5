"""Two admins at the draft of the scoring model, each in a browser of their own; and one of them without scripts."""

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import submit
from tests.e2e.test_criteria_workshop import ANOTHER_ADMIN

pytestmark = pytest.mark.e2e
PAGE = "/scoring/draft/"


@pytest.fixture
def both(stack, sign_in):
    """Two pages that show the same draft."""
    stack.manage("shell", "--no-imports", "-c", ANOTHER_ADMIN)
    first, second = sign_in("admin@example.jp"), sign_in("admin2@example.jp")
    for page in (first, second):
        page.goto(PAGE)
        page.locator(".histogram").first.wait_for()
    yield first, second
    first.goto(PAGE)
    if first.locator("form[action$='/discard/']").count():
        submit(first, "/discard/")
        first.locator("dialog[open] button.danger").click()
        first.wait_for_url("**/scoring/")


def write(page, field: str, value: str) -> None:
    page.fill(f"#{field}", value)
    page.press(f"#{field}", "Tab")


def rules(page) -> list[str]:
    return page.locator(".behaviour .score-rule").evaluate_all("rules => rules.map(rule => rule.id)")


def saved(page):
    return page.locator("#scoring-draft-bar .save-state")


def test_both_see_each_others_changes_and_choose_where_they_meet(both):
    first, second = both
    write(first, "behaviour-9-points", "60")
    expect(saved(first)).to_contain_text("下書きに保存しました")
    assert first.evaluate("document.activeElement.id") == "behaviour-9-fresh_days"
    expect(second.locator("#draft-news")).to_contain_text("40 → 60")
    write(second, "behaviour-1-points", "2")
    expect(saved(second)).to_contain_text("下書きに保存しました")
    write(second, "behaviour-9-points", "44")
    conflict = second.locator("#draft-conflicts")
    expect(conflict).to_contain_text("60")
    conflict.get_by_role("button", name="自分の値にする").click()
    expect(conflict).to_have_count(0)
    first.goto(PAGE)
    expect(first.locator("#behaviour-9-points")).to_have_value("44")
    expect(first.locator("#behaviour-1-points")).to_have_value("2")


def test_rules_are_copied_moved_by_keys_and_by_hand_and_come_back_after_a_removal(both):
    page, _other = both
    before = rules(page)
    page.locator("#more-behaviour-1").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".behaviour .score-rule").nth(1)).to_have_id("rule-behaviour-1")
    page.locator("#rule-behaviour-6 .rule-handle").drag_to(
        page.locator("#rule-behaviour-3"), target_position={"x": 9, "y": 2}
    )
    expect(page.locator(".behaviour .score-rule").nth(2)).to_have_id("rule-behaviour-6")
    page.locator("#more-behaviour-4").click()
    page.locator("#rule-behaviour-4").get_by_role("button", name="削除").click()
    expect(page.locator("#rule-behaviour-4")).to_have_count(0)
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("#rule-behaviour-4")).to_have_count(1)
    assert sorted(rules(page)) == sorted(before)


def test_a_wrong_value_stays_in_its_field_with_what_is_wrong_and_is_not_saved(both):
    page, _other = both
    write(page, "behaviour-1-cap", "-5")
    expect(page.locator("#behaviour-1-cap_error")).to_be_visible()
    expect(page.locator("#behaviour-1-cap")).to_have_value("-5")
    expect(saved(page)).to_contain_text("保存していません")
    page.goto(PAGE)
    expect(page.locator("#behaviour-1-cap")).to_have_value("10")


def test_everything_works_without_scripts(sign_in):
    page = sign_in("admin@example.jp", java_script_enabled=False)
    page.goto(PAGE)
    page.fill("#behaviour-1-points", "3")
    page.locator("#rule-behaviour-1").get_by_role("button", name="保存").click()
    expect(page.locator("#behaviour-1-points")).to_have_value("3")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("#behaviour-1-points")).to_have_value("1")
    page.get_by_role("link", name="変化を見る").click()
    expect(page.locator(".histogram")).to_have_count(2)
    page.goto(PAGE)
    page.locator("form[action$='/discard/'] button").click()
    page.wait_for_url("**/scoring/")
