"""What was typed when the session ended is there again after the new login, in forms without a draft too."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.leads import put_into_queue
from tests.e2e.pages import STAND_STILL

pytestmark = pytest.mark.e2e


def end_session(page) -> None:
    """Ended when the form is sent, and not when the page looks for news: that would open the dialog."""
    page.evaluate(STAND_STILL)
    page.context.clear_cookies(name="sessionid")


def log_in_again(page, email: str) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").last.click()


def test_a_form_that_was_sent_after_the_session_ended(sign_in):
    page = sign_in("admin@example.jp")
    page.goto("/criteria/profiles/large/")
    page.locator("textarea[name=reason]").fill("大企業の基準を試す")
    end_session(page)
    page.locator("main form button").last.click()
    log_in_again(page, "admin@example.jp")
    page.wait_for_url("**/criteria/profiles/large/")
    expect(page.locator("textarea[name=reason]")).to_have_value("大企業の基準を試す")
    page.goto("/criteria/profiles/large/")
    expect(page.locator("textarea[name=reason]")).to_have_value("")


def test_of_many_forms_only_that_in_which_something_was_typed(sign_in):
    page = sign_in("admin@example.jp")
    page.goto("/settings/assignment/")
    capacity = page.locator("form[action$='/capacity/'] input[type=number]")
    capacity.first.fill("5")
    end_session(page)
    page.locator("form[action$='/capacity/'] button").first.click()
    page.locator("dialog[open] [data-login]").wait_for()
    assert page.evaluate("Object.keys(JSON.parse(sessionStorage.getItem('typed')).typed).length") == 1
    page.locator("dialog[open] [data-login]").click()
    log_in_again(page, "admin@example.jp")
    page.wait_for_url("**/settings/assignment/")
    expect(capacity.first).to_have_value("5")
    assert page.evaluate("sessionStorage.getItem('typed')") is None


def test_nothing_is_kept_of_a_form_that_arrived(sign_in):
    page = sign_in("is1@example.jp")
    page.goto("/notices/")
    with page.expect_navigation():
        page.locator("form[action$='/notices/language/'] button").click()
    assert page.evaluate("sessionStorage.getItem('typed')") is None


def test_somebody_else_at_the_same_browser_does_not_get_it(sign_in):
    page = sign_in("is1@example.jp")
    page.goto("/notices/")
    page.locator("select[name=language]").select_option("en")
    end_session(page)
    page.locator("form[action$='/notices/language/'] button").click()
    log_in_again(page, "is2@example.jp")
    page.wait_for_url("**/notices/")
    expect(page.locator("select[name=language]")).to_have_value("ja")
    assert page.evaluate("sessionStorage.getItem('typed')") is None


def test_a_toss_up_that_arrived_leaves_no_draft_behind(sign_in, stack, tmp_path):
    put_into_queue(stack, tmp_path, ["送信"], "SENT")
    page = sign_in("is1@example.jp")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/queue/?q=送信")
    page.locator("#queue-rows .row-link", has_text="送信").click()
    page.locator(".action-bar a[href$='/toss-up/']").click()
    page.locator("[name=reason_text]").fill("急ぎの案件")
    page.locator("[name=comment]").fill("本日中の連絡をご希望")
    page.locator("form[action$='/submission/'] button:not([formaction])").last.click()
    page.wait_for_url("**/handoffs/**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []
    page.go_back()
    expect(page.locator("[data-take]")).not_to_be_visible()
    (sent,) = (place for place, url in enumerate(asked) if url.endswith("/submission/"))
    assert not [url for url in asked[sent:] if url.endswith("/draft/")]
