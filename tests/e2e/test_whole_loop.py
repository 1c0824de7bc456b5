"""From an imported file to a sales outcome: each person in an own browser, worker and beat really running."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for
from tests.e2e.exports import write_activities, write_leads
from tests.e2e.steps import (
    claim,
    hear,
    import_file,
    log_call,
    open_from_queue,
    open_in_inbox,
    pick,
    submit,
    toss_up,
    unread,
)

pytestmark = pytest.mark.e2e
TOKYO = dt.timezone(dt.timedelta(hours=9))


def test_from_a_file_to_an_outcome(stack, sign_in, tmp_path):
    now = dt.datetime.now(TOKYO)

    marketer = sign_in("marketing@example.jp")
    import_file(marketer, "leads", write_leads(tmp_path))
    import_file(marketer, "activities", write_activities(tmp_path, now))
    expect(marketer.locator("main")).to_contain_text("E-99")  # the refused row is named
    marketer.goto("/leads/?q=青空")
    expect(marketer.locator("tbody .row-link")).to_have_count(1)  # the same person twice is one lead

    rep = sign_in("is1@example.jp")
    rep.goto("/queue/")
    rep.keyboard.press("n")  # the next lead is claimed and opens
    rep.locator("#lead form[action$='/release/']").wait_for()
    open_from_queue(rep, "髙橋")
    if rep.locator("form[action$='/claim/']").count():
        claim(rep)
    hear(rep)
    expect(rep.locator("#lead .flag.target").first).to_be_visible()
    log_call(rep, "来週 15 分の打ち合わせを希望")
    toss_up(rep, "水曜の午後がつながりやすい")

    manager = sign_in("manager@example.jp")
    assert unread(manager) >= 1
    row = open_in_inbox(manager, "髙橋")
    expect(row).to_contain_text("水曜の午後がつながりやすい")
    pick(row, "priority", "1")
    assignee = row.locator("select[name$=assignee]")
    assignee.select_option(assignee.locator("option", has_text="関 翔").get_attribute("value"))
    submit(row, "/approval/")
    expect(manager.locator("#flash-area")).to_contain_text("関 翔さんに割り振りました")

    sales = sign_in("sales1@example.jp", viewport={"width": 390, "height": 844})
    assert unread(sales) >= 1
    sales.goto("/deals/")
    sales.locator(".row-link", has_text="髙橋").click()
    submit(sales, "/acceptance/")
    sales.locator("form[action$='/actions/'] [name$=note]").fill("初回訪問。決裁者同席")
    submit(sales, "/actions/")
    expect(sales.locator("#deal")).to_contain_text("初回訪問。決裁者同席")
    for path, title in (("/opportunity/", "商談化"), ("/won/", "受注")):
        sales.locator("summary", has_text=title).first.click()
        submit(sales, path)
        sales.locator("#deal").wait_for()
    pick(sales, "codes", "low_temperature")
    sales.locator("form[action$='/feedback/'] [name$=text]").fill("当初の温度感は低めでした")
    submit(sales, "/feedback/")
    expect(sales.locator("#deal")).to_contain_text("当初の温度感は低めでした")

    assert unread(rep) >= 3  # approved, won, feedback …
    rep.goto("/leads/?q=髙橋")
    rep.locator("tbody .row-link").click()
    expect(rep.locator("#lead")).to_contain_text("当初の温度感は低めでした")
    manager.goto("/reviews/")
    expect(manager.locator("main")).to_contain_text("温度感が低かった")


def test_a_returned_toss_up_comes_back_to_its_rep_with_the_comment(stack, sign_in):
    rep, manager = sign_in("is2@example.jp"), sign_in("manager@example.jp")
    open_from_queue(rep, "石﨑")
    claim(rep)
    hear(rep)
    expect(rep.locator("#lead .flag.target").first).to_be_visible()
    toss_up(rep, "予算は来期")
    row = open_in_inbox(manager, "石﨑")
    row.locator("summary", has_text="差し戻").click()
    pick(row, "reason", "hearing_insufficient")
    row.locator("form[action$='/return/'] [name$=comment]").fill("予算の時期を確認してください")
    submit(manager, "/return/")
    expect(manager.locator("#flash-area")).to_contain_text("差し戻")
    open_from_queue(rep, "石﨑", "?tab=returned")
    expect(rep.locator("#lead")).to_contain_text("予算の時期を確認してください")


def test_a_missed_deadline_is_told_by_the_worker_at_an_injected_moment(stack, sign_in):
    rep, manager = sign_in("is1@example.jp"), sign_in("manager@example.jp")
    open_from_queue(rep, "星野")
    expect(rep.locator("#lead")).not_to_contain_text("期限超過")
    later = dt.datetime.now(TOKYO) + dt.timedelta(days=30)
    mailed_before = len(stack.log("worker"))
    stack.send_task("handoff.tasks.sweep_clocks", later.isoformat())
    stack.send_task("handoff.tasks.deliver_notices", (later + dt.timedelta(days=1)).isoformat())

    def overdue():
        rep.reload()
        return rep.locator("#lead").get_by_text("期限超過").count()

    wait_for(overdue, every=1)
    wait_for(lambda: "過ぎました" in stack.log("worker")[mailed_before:], every=1)  # the mail, on the console
    open_from_queue(manager, "星野")
    expect(manager.locator("#lead")).to_contain_text("期限超過")


def test_an_admin_publishes_a_threshold_and_switches_the_profile(stack, sign_in):
    admin = sign_in("admin@example.jp")
    admin.goto("/criteria/draft/")
    admin.locator("input[type=number][name$=behaviour_min]").fill("50")
    admin.locator("input[type=number][name$=behaviour_min]").press("Tab")
    admin.get_by_role("link", name="確認して公開").click()
    admin.locator("[name=reason]").fill("問い合わせ直後の取りこぼしを減らす")
    submit(admin, "/publication/")
    admin.wait_for_url("**/runs/**")
    expect(admin.locator("main")).to_contain_text("完了")
    admin.goto("/criteria/history/")
    expect(admin.locator("main")).to_contain_text("問い合わせ直後の取りこぼしを減らす")
    for profile, reason in (("large", "大企業向けの運用へ"), ("mid", "元の運用に戻す")):
        admin.goto(f"/criteria/profiles/{profile}/")
        admin.locator("[name=reason]").fill(reason)
        submit(admin, "/activation/")
        expect(admin.locator("main")).to_contain_text("完了")
