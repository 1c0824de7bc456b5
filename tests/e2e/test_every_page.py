"""Every page there is, by the table of URLs: nothing for axe to find, nothing too wide or over the rest, no English."""

import pytest
from django.urls import reverse

from tests.e2e.conftest import is_mistake, log_in, new_window
from tests.e2e.pages import OF_LOOKS, ON_EVERY_PAGE, mistakes, opened, overflow, prepare, spread, untranslated
from tests.e2e.showroom import EMAILS
from tests.permission_table import PUBLIC, TABLE

pytestmark = pytest.mark.e2e

# Who looks at a page when several may: the one whose page has most on it.
WATCHERS = ("admin", "manager", "rep", "sales", "marketer")
PAGES = sorted(name for name, (method, _thing, allowed) in TABLE.items() if method == "get")
FOR_ANYBODY = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
AT_A_DESK = {"width": 1440, "height": 900}
ON_A_PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def window(showroom, browser):
    """window("rep") → that person's page, the same all through this file, with its .errors."""
    opened = {}

    def of(who):
        if who not in opened:
            context = new_window(
                browser, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=showroom.url, reduced_motion="reduce"
            )
            page = opened[who] = context.new_page()
            if who:
                log_in(page, EMAILS[who])
            page.errors = []
            page.on("pageerror", lambda error: page.errors.append(str(error)))
            page.on("console", lambda message: counts(message) and page.errors.append(message.text))
        opened[who].errors.clear()
        return opened[who]

    yield of
    for page in opened.values():
        page.context.close()


def counts(message) -> bool:
    """A part of a page that is opened by itself names no icon, and the browser asks for one."""
    return is_mistake(message) and not message.location["url"].endswith("/favicon.ico")


def looked_at(page, address: str, *, there: bool = True) -> dict[str, list[str]]:
    """Everything found on the page, at a desk by day and on a phone by night."""
    page.set_viewport_size(AT_A_DESK)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    if not opened(page, address, there=there):
        return {}
    found = {"wider than the window at a desk": overflow(page), "lies over the page": spread(page)}
    prepare(page)
    found |= {"untranslated": untranslated(page), "axe at a desk": mistakes(page)}
    page.set_viewport_size(ON_A_PHONE)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found |= {"axe on a phone": mistakes(page, OF_LOOKS), "wider than a phone": overflow(page)}
    return {name: problems for name, problems in (found | {"script errors": list(page.errors)}).items() if problems}


def in_words(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}\n  " + "\n  ".join(problems) for name, problems in found.items())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_to_find_fault_with(name, showroom, window):
    _method, thing, allowed = TABLE[name]
    page = window(next(who for who in WATCHERS if who in allowed))
    address = reverse(name, args=showroom.things[thing] if thing else [])
    found = looked_at(page, address)
    assert not found, in_words(found)


def test_the_dialogs_of_every_page_have_nothing_to_find_fault_with(showroom, window):
    page = window("rep")
    opened(page, reverse("queue"))
    prepare(page)
    found = mistakes(page, overlays=ON_EVERY_PAGE)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", FOR_ANYBODY)
def test_a_page_before_signing_in_has_nothing_to_find_fault_with(name, showroom, window):
    assert name in PUBLIC
    found = looked_at(window(None), reverse(name))
    assert not found, in_words(found)


@pytest.mark.parametrize("address", ["/nothing/", "/queue/99999999/"])
def test_a_page_that_is_not_there_has_nothing_to_find_fault_with(address, showroom, window):
    page = window("rep")
    found = looked_at(page, address, there=False)
    found["script errors"] = [error for error in found.get("script errors", []) if "404" not in error]
    assert not any(found.values()), in_words(found)
