"""Run by bin/screenshots: opens the pages that docs/ describes, in both languages, and keeps them as small pictures."""

import base64
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import CHROMIUM_FLAGS, running
from tests.stack import PASSWORD, ROOT, Stack

IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 60_000
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 760}
# Playwright writes PNG and JPEG; the browser itself writes WebP, at a quarter of the size.
TO_WEBP = """async ([png, quality]) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality })).arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


class Shot(NamedTuple):
    name: str
    who: str
    path: str
    then: Callable[[Page], None] = lambda page: None
    size: dict[str, int] = LAPTOP


def first_row(page: Page) -> None:
    page.locator("main .row-link").first.click()
    page.wait_for_load_state("networkidle")


def toss_up(page: Page) -> None:
    page.locator("main li:has(.target) .row-link").first.click()
    page.locator("a[data-key=t]").click()
    page.wait_for_url("**/toss-up/")


def help_panel(page: Page) -> None:
    page.locator(".help > summary").click()


SHOTS = (
    Shot("imports", "marketing", "/imports/"),
    Shot("import-new", "marketing", "/imports/new/"),
    Shot("nurture", "marketing", "/nurture/"),
    Shot("queue", "is1", "/queue/", first_row),
    Shot("toss-up", "is1", "/queue/?tab=mine", toss_up),
    Shot("help", "is1", "/queue/", help_panel),
    Shot("approvals", "manager", "/approvals/", first_row),
    Shot("deadlines", "manager", "/deadlines/"),
    Shot("reviews", "manager", "/reviews/"),
    Shot("deals", "sales1", "/deals/"),
    Shot("deals-phone", "sales1", "/deals/", size=PHONE),
    Shot("criteria", "admin", "/criteria/"),
    Shot("criteria-draft", "admin", "/criteria/draft/"),
    Shot("start", "admin", "/start/"),
    Shot("people", "admin", "/settings/people/"),
)


def main(names: list[str]) -> int:
    chosen = [shot for shot in SHOTS if not names or shot.name in names]
    if unknown := set(names) - {shot.name for shot in SHOTS}:
        sys.exit(f"no such picture: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "pictures", 8, "web", furnish=furnish) as stack:
        return take(stack, chosen)


def furnish(stack: Stack) -> None:
    for command in (["collectstatic", "--noinput"], ["createcachetable"], ["demo"]):
        stack.manage(*command)


def take(stack: Stack, shots: list[Shot]) -> int:
    """How many pictures are larger than they may be."""
    large = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        blank = browser.new_page()
        for language in ("ja", "en"):
            (IMAGES / language).mkdir(parents=True, exist_ok=True)
            for shot in shots:
                picture = small(blank, photograph(browser, stack, shot, language))
                (IMAGES / language / f"{shot.name}.webp").write_bytes(picture)
                large += len(picture) > MOST_BYTES
                sys.stdout.write(f"{language}/{shot.name}.webp {len(picture):,} bytes\n")
                sys.stdout.flush()
        browser.close()
    return min(large, 1)


def photograph(browser, stack: Stack, shot: Shot, language: str) -> bytes:
    context = browser.new_context(viewport=shot.size, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=stack.url)
    cookies = {"django_language": language, "theme": "light"}
    context.add_cookies([{"name": name, "value": value, "url": stack.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto("/login/")
    page.locator("input[name=login]").fill(f"{shot.who}@example.jp")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(shot.path)
    page.wait_for_load_state("load")
    shot.then(page)
    page.wait_for_timeout(600)  # counts and bells that the page asks for after it is there
    picture = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return picture


def small(blank: Page, png: bytes) -> bytes:
    """As WebP, as good as fits into the size."""
    text, picture = base64.b64encode(png).decode(), b""
    for quality in (0.8, 0.65, 0.5, 0.35, 0.25):
        picture = base64.b64decode(blank.evaluate(TO_WEBP, [text, quality]))
        if len(picture) <= MOST_BYTES:
            break
    return picture


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
