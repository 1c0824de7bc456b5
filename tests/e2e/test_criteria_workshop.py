"""Two admins at the draft of the criteria, each in a browser of their own."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import submit

pytestmark = pytest.mark.e2e

ANOTHER_ADMIN = """
from django.contrib.auth.models import Group, User
name = "admin2@example.jp"
if not User.objects.filter(username=name).exists():
    user = User.objects.create_user(name, name, "tossup-demo", last_name="泉", first_name="薫")
    user.groups.add(Group.objects.get(name="admin"))
"""


@pytest.fixture
def both(stack, sign_in):
    """Two pages that show the same draft."""
    stack.manage("shell", "--no-imports", "-c", ANOTHER_ADMIN)
    first, second = sign_in("admin@example.jp"), sign_in("admin2@example.jp")
    for page in (first, second):
        page.goto("/criteria/draft/")
    yield first, second
    first.goto("/criteria/draft/")
    if first.locator("form[action$='/discard/']").count():
        submit(first, "/discard/")
        first.locator("dialog[open] button.danger").click()
        expect(first.locator("form[action$='/discard/']")).to_have_count(0)


def rule(page, place: int):
    return page.locator("li.draft-rule").nth(place)


def sentence(page, place: int):
    return rule(page, place).locator(".rule-body")


def test_the_second_sees_the_firsts_change_and_loses_nothing(both):
    first, second = both
    second.locator("li.draft-rule").first.get_by_role("link", name="編集").click()
    form = rule(second, 0).locator(".rule-form")
    form.locator("select[name$=-field]").last.select_option("employees")
    value = form.locator("input[name=c3-value]")
    value.fill("50")
    expect(form.locator(".rule-reads")).to_contain_text("従業員数が 50 人以上")

    first.locator("input[name=t-behaviour_min]").fill("90")
    first.locator("input[name=t-behaviour_min]").press("Tab")
    expect(sentence(first, 0)).to_contain_text("行動スコアが 90 以上")

    expect(second.locator("#draft-news")).to_contain_text("行動スコア（以上）: 90 点")
    expect(value).to_have_value("50")
    form.get_by_role("button", name="下書きに保存").click()
    expect(sentence(second, 0)).to_contain_text("行動スコアが 90 以上")
    expect(sentence(second, 0)).to_contain_text("従業員数が 50 人以上")
    expect(rule(second, 0).locator(".rule-form")).to_have_count(0)


def test_both_versions_are_shown_when_they_change_the_same_thing(both):
    first, second = both
    for page, value in ((first, "91"), (second, "92")):
        page.locator("input[name=t-behaviour_min]").fill(value)
        page.locator("input[name=t-behaviour_min]").press("Tab")
        expect(page.locator("#draft")).to_contain_text("最終更新")
    expect(second.locator(".conflict")).to_contain_text("91")
    expect(second.locator(".conflict")).to_contain_text("92")
    second.get_by_role("button", name="自分の変更を使う").click()
    expect(second.locator("input[name=t-behaviour_min]")).to_have_value("92")


def test_what_is_typed_in_one_rule_stays_while_another_is_switched_moved_and_deleted(both):
    page, _second = both
    rule(page, 0).get_by_role("link", name="編集").click()
    typed = rule(page, 0).locator("input[name=o-own_reason]")
    typed.fill("書きかけ")
    rule(page, 1).locator("button.chip", has_text="自動").click()
    expect(rule(page, 1).locator("button.chip", has_text="自動")).to_have_attribute("aria-pressed", "true")
    expect(typed).to_have_value("書きかけ")
    second_words = sentence(page, 1).inner_text()
    rule(page, 1).locator("[data-move=up]").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(sentence(page, 0)).to_have_text(re.compile(re.escape(second_words.split("\n")[0])))
    count = page.locator("li.draft-rule").count()
    rule(page, 2).get_by_role("button", name="削除").click()
    expect(page.locator("li.draft-rule")).to_have_count(count - 1)
    page.get_by_role("button", name="直前の変更を元に戻す").click()
    expect(page.locator("li.draft-rule")).to_have_count(count)
    expect(rule(page, 1).locator("input[name=o-own_reason]")).to_have_value("書きかけ")


def test_a_rule_is_dragged_to_another_place(both):
    page, _second = both
    words = sentence(page, 2).locator("p").first.inner_text()
    rule(page, 2).locator(".rule-handle").hover()
    page.mouse.down()
    above = rule(page, 0).bounding_box()
    page.mouse.move(above["x"] + 40, above["y"] + 20, steps=5)
    page.mouse.move(above["x"] + 40, above["y"] + 4, steps=3)
    page.mouse.up()
    expect(sentence(page, 0)).to_contain_text(words)


def test_the_draft_is_edited_without_scripts(stack, sign_in, both):
    page = sign_in("admin@example.jp", java_script_enabled=False)
    page.goto("/criteria/draft/")
    rule(page, 0).get_by_role("link", name="編集").click()
    page.locator("select[name$=-field]").last.select_option("employees")
    page.get_by_role("button", name="選択内容に合わせて入力欄を表示").click()
    page.locator("input[name=c3-value]").fill("30")
    page.get_by_role("button", name="下書きに保存").click()
    expect(sentence(page, 0)).to_contain_text("従業員数が 30 人以上")
    rule(page, 0).get_by_role("button", name="複製").click()
    expect(sentence(page, 1)).to_contain_text("従業員数が 30 人以上")


def test_a_refused_threshold_loses_its_message_once_it_is_right(both):
    first, _second = both
    threshold = first.locator("input[name=t-behaviour_min]")
    threshold.fill("-1")
    threshold.press("Tab")
    expect(first.locator("#thresholds-form .field-error")).to_be_visible()

    threshold.fill("120")
    threshold.press("Tab")
    expect(sentence(first, 0)).to_contain_text("行動スコアが 120 以上")
    expect(first.locator("#thresholds-form .field-error")).to_have_count(0)
