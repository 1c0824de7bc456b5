"""The queue in a real browser: keys, an input method, live rows, drafts, and no scripts at all."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import pick

pytestmark = pytest.mark.e2e

HEADER = "リードID,会社名,役職,氏名,メールアドレス,登録日時"
FAMILY_NAMES = ["佐倉", "榎本", "真鍋", "久世", "東雲", "古賀", "織部", "三雲", "早瀬", "志摩"]
COMPOSING = """
key => document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, isComposing: true, keyCode: 229}))
"""
NOT_BENEATH_THE_OUTLOOK = """
() => document.activeElement.parentElement.getBoundingClientRect().top
  >= document.querySelector("#hearing-outlook").getBoundingClientRect().bottom
"""


def import_leads(stack, folder, names) -> None:
    """Leads with enough behaviour to need a hearing: they enter the queue by themselves."""
    now = dt.datetime.now(dt.timezone(dt.timedelta(hours=9)))
    leads, activities = [HEADER], ["行動ID,リードID,種別,内容,日時"]
    for name in names:
        leads.append(
            f"Q-{name},株式会社{name}工業,部長,{name} 一郎,{ord(name[0])}{ord(name[1])}@example.co.jp,2026/10/01 09:00"
        )
        activities += [
            f"Q-{name}-{n},Q-{name},お問い合わせ,価格,{(now - dt.timedelta(days=n)).isoformat()}" for n in (1, 2, 3)
        ]
    for command, rows in (("import_leads", leads), ("import_activities", activities)):
        path = folder / f"{command}.csv"
        path.write_text("\n".join(rows), encoding="utf-8")
        stack.manage(command, str(path))


@pytest.fixture(scope="module")
def queue(stack, tmp_path_factory):
    import_leads(stack, tmp_path_factory.mktemp("queue"), FAMILY_NAMES)


def open_lead(page, name):
    page.goto(f"/queue/?q={name}")
    page.locator("#queue-rows .row-link", has_text=name).click()
    expect(page.locator("#lead h1")).to_contain_text(name)


def is_claimed(page) -> bool:
    return page.locator("form[action$='/release/']").count() > 0


def test_the_list_is_walked_and_opened_by_keys_and_back_works(sign_in, queue):
    page = sign_in("is1@example.jp")
    page.goto("/queue/")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    second = page.locator("#queue-rows .row-link").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue/*/")
    expect(second).to_have_attribute("aria-current", "true")
    expect(second).to_be_focused()
    page.reload()
    expect(page.locator("#lead h1")).to_contain_text(second.inner_text())
    page.go_back()
    page.wait_for_url("**/queue/")
    expect(page.locator("#lead")).to_have_count(0)


def test_the_keys_of_a_lead_do_what_they_say(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "佐倉")
    page.keyboard.press("c")
    page.locator("form[action$='/release/']").wait_for()
    page.keyboard.press("h")
    expect(page.locator("#id_timing_0")).to_be_focused()
    assert page.evaluate(NOT_BENEATH_THE_OUTLOOK)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("s")
    expect(page.locator("#snooze-panel")).to_be_visible()
    page.keyboard.press("n")  # nothing fires behind an open panel
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    panel = page.locator("#contact-panel")
    pick(panel, "result", "connected")
    panel.locator("[name=note]").press_sequentially("ncts jk")
    panel.locator("button[type=submit]").click()
    expect(page.locator("#timeline")).to_contain_text("ncts jk")
    page.keyboard.press("/")
    expect(page.locator("#queue-search")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    page.wait_for_url("**/toss-up/")


def test_a_call_is_logged_by_three_keys_and_a_colleague_sees_who_is_looking(sign_in, queue):
    page, colleague = sign_in("is1@example.jp"), sign_in("is2@example.jp")
    for each in (page, colleague):
        open_lead(each, "織部")
    expect(colleague.locator("#presence")).to_contain_text("さんが表示中")
    page.keyboard.press("l")
    page.keyboard.press("3")
    expect(page.locator("#contact-panel [value=callback]")).to_be_checked()
    expect(page.locator("#contact-panel [name=callback][value=hour]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".note", has_text="かけ直し")).to_be_visible()


def test_no_key_fires_while_an_input_method_composes(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "榎本")
    for key in "cnlst":
        page.evaluate(COMPOSING, key)
    assert not is_claimed(page)
    assert page.locator("[popover]:popover-open").count() == 0
    page.locator("#id_background").focus()
    typing = page.context.new_cdp_session(page)
    for text in ("c", "ci", "きたえ", "北江"):
        typing.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    typing.send("Input.insertText", {"text": "北江"})
    assert page.locator("#id_background").input_value() == "北江"
    assert not is_claimed(page)


def test_a_row_that_a_colleague_claims_changes_in_place_and_the_focus_stays(sign_in, queue):
    page, colleague = sign_in("is1@example.jp"), sign_in("is2@example.jp")
    page.goto("/queue/")
    row = page.locator("#queue-rows > li", has_text="真鍋")
    row.locator(".row-link").focus()
    open_lead(colleague, "真鍋")
    colleague.keyboard.press("c")
    colleague.locator("form[action$='/release/']").wait_for()
    expect(row.locator(".owner")).not_to_have_text("未着手")
    expect(row.locator(".row-link")).to_be_focused()


def test_new_leads_are_announced_by_a_quiet_bar(sign_in, stack, queue, tmp_path):
    page = sign_in("is1@example.jp")
    page.goto("/queue/")
    rows = page.locator("#queue-rows > li").count()
    import_leads(stack, tmp_path, ["新羅"])
    bar = page.locator("#queue-news .news")
    expect(bar).to_contain_text("1 件の新着")
    assert page.locator("#queue-rows > li").count() == rows
    bar.click()
    expect(page.locator("#queue-rows")).to_contain_text("新羅")


def test_what_a_target_still_lacks_is_said_while_one_answers_and_nothing_is_saved(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "志摩")
    outlook = page.locator("#hearing-outlook")
    expect(outlook).to_contain_text("未回答の必須項目: 導入時期、決裁者、課題")
    pick(page.locator("#hearing-form"), "timing", "within_3_months")
    expect(outlook).to_contain_text("未回答の必須項目: 決裁者、課題")
    pick(page.locator("#hearing-form"), "decision_maker", "self")
    pick(page.locator("#hearing-form"), "challenge", "clear")
    page.locator("#id_challenge_detail").fill("二重入力")
    expect(outlook).to_contain_text("この回答なら")
    expect(page.locator("#hearing-title ~ .badge")).to_have_count(0)


def test_a_hearing_survives_an_ended_session(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "久世")
    page.locator("#id_background").fill("代理店の紹介")
    expect(page.locator("#hearing-form [data-save-state]")).to_contain_text("下書きを保存しました")
    page.context.clear_cookies(name="sessionid")
    page.locator("#id_budget").fill("300万円")
    page.locator("#session-dialog[open] [data-login]").click()
    page.locator("input[name=login]").fill("is1@example.jp")
    page.locator("input[name=password]").fill("tossup-demo")
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url("**/queue/*/**")
    expect(page.locator("#id_background")).to_have_value("代理店の紹介")
    page.locator("#hearing-form [data-take]").click()
    expect(page.locator("#id_budget")).to_have_value("300万円")
    page.locator("#hearing-submit").click()
    expect(page.locator("#flash-area")).to_contain_text("ヒアリングを保存しました")
    page.reload()
    expect(page.locator("#id_budget")).to_have_value("300万円")
    expect(page.locator("#hearing-form")).not_to_contain_text("下書きを復元")


def test_two_people_hear_at_once_and_both_versions_are_shown(sign_in, queue):
    first, second = sign_in("is1@example.jp"), sign_in("is1@example.jp")
    for page in (first, second):
        open_lead(page, "東雲")
    for page, timing in ((first, "within_1_month"), (second, "later")):
        pick(page.locator("#hearing-form"), "timing", timing)
        page.locator("#hearing-submit").click()
        page.locator("#flash-area .flash, #hearing-form .two-versions").first.wait_for()
    expect(second.locator(".two-versions")).to_contain_text("1 か月以内")
    expect(second.locator(".two-versions")).to_contain_text("1 年より先")


def test_the_whole_job_works_without_scripts(sign_in, queue):
    page = sign_in("is2@example.jp", java_script_enabled=False)
    page.goto("/queue/?q=古賀")
    page.locator("#queue-rows .row-link").click()
    page.locator("form[action$='/claim/'] button").click()
    page.locator(".action-bar [popovertarget=contact-panel]").click()
    panel = page.locator("#contact-panel")
    panel.locator("[name=note]").fill("折り返し待ち")
    panel.locator("button[type=submit]").click()  # no result was chosen
    expect(page.locator("#contact-panel .field-error").first).to_be_visible()
    pick(page.locator("#contact-panel"), "result", "no_answer")
    page.locator("#contact-panel button[type=submit]").click()
    expect(page.locator("#timeline")).to_contain_text("折り返し待ち")
    page.locator(".action-bar [popovertarget=nurture-panel]").click()
    pick(page.locator("#nurture-panel"), "reason", "timing_far")
    page.locator("#nurture-panel button[type=submit]").click()
    page.locator("form[action$='/undo/'] button").click()
    page.locator("form[action$='/release/']").wait_for()


def test_on_a_phone_the_lead_is_a_page_of_its_own(sign_in, queue):
    page = sign_in("is1@example.jp", viewport={"width": 390, "height": 844})
    page.goto("/queue/?q=織部")
    page.locator("#queue-rows .row-link").click()
    expect(page.locator("#lead h1")).to_be_visible()
    expect(page.locator("#queue-list")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".back").click()
    expect(page.locator("#queue-list")).to_be_visible()


def test_ticked_rows_keep_their_ticks_and_are_claimed_and_taken_back(sign_in, queue):
    page, colleague = sign_in("is1@example.jp"), sign_in("is2@example.jp")
    page.goto("/queue/?tab=unclaimed")
    row = page.locator("#queue-rows > li", has_text="志摩")
    row.locator(".row-link").focus()
    page.keyboard.press("x")
    expect(page.locator("[data-count]")).to_have_text("選択中: 1")
    open_lead(colleague, "志摩")
    colleague.keyboard.press("c")
    colleague.locator("form[action$='/release/']").wait_for()
    expect(row.locator(".owner")).not_to_have_text("未着手")
    expect(row.locator("[data-select]")).to_be_checked()
    page.locator("#queue-rows > li", has_text="早瀬").locator("[data-select]").check()
    page.locator("#queue-bulk button", has_text="着手").click()
    latest = page.locator(".queue-latest")
    expect(latest).to_contain_text("1 件完了")
    expect(latest).to_contain_text("ほかの担当者が対応中です")
    expect(page.locator("#queue-rows :checked")).to_have_count(0)
    latest.locator("button").click()
    expect(latest).to_contain_text("1 件を取り消しました")
    expect(page.locator("#queue-rows")).to_contain_text("早瀬")


def test_typing_in_the_search_narrows_the_rows_and_keeps_the_focus(sign_in, queue):
    page = sign_in("is1@example.jp")
    page.goto("/queue/?sort=score")
    field = page.locator("#queue-search")
    field.press_sequentially("三雲")
    expect(page.locator("#queue-rows .row-link")).to_have_count(1)
    expect(field).to_be_focused()
    expect(page.locator("#queue-list")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"sort=score"))


def test_next_lead_by_key_opens_a_lead_of_ones_own(sign_in, queue):
    page = sign_in("is2@example.jp")
    page.goto("/queue/")
    page.keyboard.press("n")
    page.wait_for_url("**/queue/*/")
    page.locator("form[action$='/release/']").wait_for()
