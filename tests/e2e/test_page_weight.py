"""What the queue costs on the wire, counted by the browser itself."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import log_in, new_window
from tests.e2e.showroom import EMAILS

pytestmark = pytest.mark.e2e
KILOBYTE = 1024


@pytest.fixture
def weighed(showroom, browser):
    """weighed(page, do) → {address: bytes}, heads included, of what came while do() ran."""

    def weigh(page, do):
        session, addresses, found = page.context.new_cdp_session(page), {}, {}
        session.on("Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]}))

        def finished(event):
            answer = addresses.get(event["requestId"])
            if answer and not answer.get("fromDiskCache"):
                found[answer["url"]] = found.get(answer["url"], 0) + event["encodedDataLength"]

        session.on("Network.loadingFinished", finished)
        session.send("Network.enable")
        do()
        session.detach()
        return found

    return weigh


@pytest.fixture
def signed_in(showroom, browser):
    """A browser that knows who is there, and has nothing in its cache."""
    login = new_window(browser, base_url=showroom.url)
    log_in(login.new_page(), EMAILS["rep"])
    cookies = login.cookies()
    login.close()
    context = new_window(browser, base_url=showroom.url, viewport={"width": 1440, "height": 900})
    context.add_cookies(cookies)
    yield context.new_page()
    context.close()


def load(page) -> None:
    page.goto("/queue/")
    expect(page.locator("#rail-count-queue")).not_to_be_empty()  # the last that a page asks for when it opens


def in_words(found: dict[str, int]) -> str:
    heaviest = sorted(found.items(), key=lambda each: -each[1])[:12]
    return f"{sum(found.values()) / KILOBYTE:.1f} KB in {len(found)} answers\n" + "\n".join(
        f"{size:>7} {address}" for address, size in heaviest
    )


def test_the_first_load_of_the_queue_is_light_and_the_next_is_lighter(signed_in, weighed):
    first = weighed(signed_in, lambda: load(signed_in))
    assert len(first) > 10  # nothing came from a cache
    assert sum(first.values()) <= 120 * KILOBYTE, in_words(first)
    again = weighed(signed_in, lambda: load(signed_in))
    assert sum(again.values()) <= 15 * KILOBYTE, in_words(again)
