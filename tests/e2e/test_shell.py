"""Keys, folding, theme and an ended session, in a real browser."""

import pytest

pytestmark = pytest.mark.e2e

COMPOSING = """
key => document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, isComposing: true, keyCode: 229}))
"""


def keys_are_listed(page) -> bool:
    return page.evaluate("document.getElementById('keys-dialog').open")


def test_keys_go_search_and_list_themselves(sign_in):
    page = sign_in("is1@example.jp")
    page.keyboard.press("?")
    assert keys_are_listed(page)
    page.keyboard.press("Escape")
    page.keyboard.type("gl")  # the letter belongs to the g only for a moment
    page.wait_for_url("**/leads/")
    page.keyboard.press("/")
    page.keyboard.type("g?j")
    assert page.locator("#lead-search").input_value() == "g?j"
    assert not keys_are_listed(page)


def test_no_key_fires_while_an_input_method_composes(sign_in):
    page = sign_in("is1@example.jp")
    page.evaluate(COMPOSING, "?")
    assert not keys_are_listed(page)


def test_the_rail_stays_folded_and_the_theme_stays_dark(sign_in):
    page = sign_in("is1@example.jp")
    page.locator(".rail-toggle button").click()
    page.locator(".topbar summary[aria-label*=アカウント]").click()
    page.locator("button[value=dark]").click()
    root = page.locator("html[data-theme=dark][data-rail=collapsed]")
    root.wait_for()
    page.reload()
    root.wait_for()


def test_a_page_is_usable_on_a_phone(sign_in):
    page = sign_in("is1@example.jp", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".bottom-nav a[href='#rail']").click()
    page.locator("#rail").get_by_role("link", name="リード").click()
    page.wait_for_url("**/leads/")


def test_a_session_that_ended_opens_a_dialog_and_leaves_the_page_alone(sign_in):
    page = sign_in("is1@example.jp")
    page.evaluate("document.dispatchEvent(new CustomEvent('session-expired', {bubbles: true}))")
    link = page.locator("#session-dialog[open] [data-login]")
    assert "next=" in link.get_attribute("href")
    assert page.locator("#main").is_visible()
