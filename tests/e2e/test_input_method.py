"""A Japanese input method at work in every kind of field: keys go to it alone, and nothing typed is lost."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.leads import put_into_queue

pytestmark = pytest.mark.e2e
KANA = ["c", "ch", "ち", "ちn", "ちゅ", "ちゅう", "中"]  # on the way to 中, through many of the page's keys


class InputMethod:
    """Types as one does: keydown "Process" (229) for every key, and a composition that changes under it."""

    def __init__(self, page):
        self.page, self.browser = page, page.context.new_cdp_session(page)

    def key(self, code: str, **more) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            key = {"type": kind, "key": "Process", "code": code, "windowsVirtualKeyCode": 229}
            self.browser.send("Input.dispatchKeyEvent", key | more)

    def compose(self, texts=KANA, codes="KeyC KeyH KeyI KeyN KeyT KeyS Space") -> None:
        for text, code in zip(texts, codes.split(), strict=True):
            self.key(code)
            length = {"selectionStart": len(text), "selectionEnd": len(text)}
            self.browser.send("Input.imeSetComposition", {"text": text} | length)

    def commit(self, text: str) -> None:
        """Enter takes the conversion; the browser must not take it for a press of Enter."""
        self.key("Enter")
        self.browser.send("Input.insertText", {"text": text})


@pytest.fixture(scope="module")
def queue(stack, tmp_path_factory):
    put_into_queue(stack, tmp_path_factory.mktemp("composed"), ["変換", "入力", "確定"], "IME")


def open_lead(page, name):
    page.goto(f"/queue/?q={name}")
    page.locator("#queue-rows .row-link", has_text=name).click()
    expect(page.locator("#lead h1")).to_contain_text(name)


@pytest.mark.parametrize("field", ["#lead-search, .topbar [data-search]", "#queue-search", "#id_background"])
def test_a_word_is_composed_in_a_field_and_no_key_fires(field, sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "変換")
    lead = urlsplit(page.url).path
    page.locator(field).first.focus()
    typing = InputMethod(page)
    typing.compose()
    typing.commit("中")
    assert "中" in page.locator(field).first.input_value()
    assert urlsplit(page.url).path == lead  # a search may add what it looks for
    assert page.locator("#lead form[action$='/release/']").count() == 0  # nobody pressed c
    assert page.locator("[popover]:popover-open, dialog[open]").count() == 0


def test_keys_pressed_beside_a_field_while_an_input_method_is_on_do_nothing(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "変換")
    page.locator("#lead h1").click()
    typing = InputMethod(page)
    for code in ("KeyC", "KeyL", "KeyS", "KeyT", "KeyN", "KeyJ", "KeyG", "KeyQ", "Slash"):
        typing.key(code)
    assert page.locator("#lead form[action$='/claim/']").count() == 1
    assert page.locator("[popover]:popover-open, dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") not in ("INPUT", "TEXTAREA")


def test_a_composition_outlives_the_draft_and_the_outlook_that_are_fetched_under_it(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "入力")
    background = page.locator("#id_background")
    background.fill("前の週に")
    background.press("End")
    typing = InputMethod(page)
    typing.compose()
    expect(page.locator("#hearing-form [data-save-state]")).to_contain_text("下書き")
    expect(background).to_be_focused()
    typing.commit("中")
    expect(background).to_have_value("前の週に中")


def test_a_note_is_composed_in_the_call_panel_and_saved_as_written(sign_in, queue):
    page = sign_in("is1@example.jp")
    open_lead(page, "確定")
    page.keyboard.press("l")
    panel = page.locator("#contact-panel")
    panel.locator("[name=note]").focus()
    typing = InputMethod(page)
    typing.compose()
    typing.commit("中")
    expect(panel).to_be_visible()
    panel.locator("label:has(input[name$='result'][value='connected'])").click()
    panel.locator("button[type=submit]").click()
    expect(page.locator("#timeline")).to_contain_text("中")
