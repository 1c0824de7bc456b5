"""From a file to an outcome in browsers that run no scripts: forms, links and folds only."""

import pytest
from playwright.sync_api import expect

from tests.e2e.leads import write_files
from tests.e2e.steps import pick, submit
from tests.stack import wait_for

pytestmark = pytest.mark.e2e


def import_file(page, kind: str, path) -> None:
    page.goto("/imports/new/")
    pick(page, "kind", kind)
    page.locator("input[type=file]").set_input_files(path)
    submit(page, "/imports/upload/")
    submit(page, "/check/")
    reload_until(page, "form[action$='/application/']")
    submit(page, "/application/")
    reload_until(page, ".steps li:last-child[aria-current=step], .steps li.done:last-child")


def reload_until(page, selector: str) -> None:
    def is_there():
        page.wait_for_load_state()
        page.goto(page.url)
        return page.locator(selector).count()

    wait_for(is_there, every=0.5)


def test_the_whole_job_is_done_without_scripts(stack, sign_in, tmp_path):
    leads, activities = write_files(tmp_path, ["無地"], "PLAIN")
    marketer = sign_in("marketing@example.jp", java_script_enabled=False)
    import_file(marketer, "leads", leads)
    import_file(marketer, "activities", activities)

    rep = sign_in("is2@example.jp", java_script_enabled=False)
    rep.goto("/queue/?q=無地")
    reload_until(rep, "#queue-rows .row-link")
    rep.locator("#queue-rows .row-link").click()
    rep.locator("form[action$='/claim/'] button").click()
    hearing = rep.locator("#hearing-form")
    pick(hearing, "timing", "within_3_months")
    pick(hearing, "decision_maker", "self")
    pick(hearing, "challenge", "clear")
    hearing.locator("[name=challenge_detail]").fill("二重入力をやめたい")
    rep.locator("#hearing-submit").click()
    expect(rep.locator("#lead .flag.target").first).to_be_visible()
    rep.locator("[popovertarget=contact-panel]").first.click()
    panel = rep.locator("#contact-panel")
    pick(panel, "result", "connected")
    panel.locator("[name=note]").fill("来週の訪問を希望")
    panel.locator("button[type=submit]").click()
    expect(rep.locator("#timeline")).to_contain_text("来週の訪問を希望")
    rep.locator(".action-bar a[href$='/toss-up/']").click()
    rep.locator("[name=comment]").fill("担当は二人体制")
    submit(rep, "/submission/")

    manager = sign_in("manager@example.jp", java_script_enabled=False)
    manager.goto("/approvals/")
    manager.locator(".row-link", has_text="無地").click()
    approval = manager.locator("form[action$='/approval/']")
    assignee = approval.locator("select[name$=assignee]")
    assignee.select_option(assignee.locator("option", has_text="関 翔").get_attribute("value"))
    submit(manager, "/approval/")
    expect(manager.locator("#flash-area")).to_contain_text("関 翔さんに割り振りました")

    sales = sign_in("sales1@example.jp", java_script_enabled=False, viewport={"width": 390, "height": 844})
    sales.goto("/deals/")
    sales.locator(".row-link", has_text="無地").click()
    submit(sales, "/acceptance/")
    sales.locator("form[action$='/actions/'] [name$=note]").fill("訪問済み")
    submit(sales, "/actions/")
    expect(sales.locator("#deal")).to_contain_text("訪問済み")
    for path, title in (("/opportunity/", "商談化"), ("/won/", "受注")):
        sales.locator("summary", has_text=title).first.click()
        submit(sales, path)
    expect(sales.locator("#deal")).to_contain_text("受注")
