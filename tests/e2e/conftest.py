"""A stack of its own for the browser tests: real PostgreSQL, Redis, web, worker and beat, and headless Chromium."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.stack import ALWAYS_OPEN, PASSWORD, ROOT, Stack, wait_for

PATIENCE = 120_000  # ms: for whatever a busy machine takes; what never comes costs as long, once
expect.set_options(timeout=PATIENCE)
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@contextlib.contextmanager
def running(folder, name: str, redis_number: int, *children: str, furnish):
    """A Stack with a database of its own, which furnish(stack) fills before the children start."""
    server, name = os.environ["DATABASE_URL"], f"tossup_{name}_{os.getpid()}"
    with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as server_connection:
        server_connection.execute(f"CREATE DATABASE {name}")
        redis = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{redis_number}"))
        stack = Stack(folder, urlunsplit(urlsplit(server)._replace(path=f"/{name}")), redis)
        try:
            stack.manage("migrate")
            furnish(stack)
            for child in children:
                stack.start(child)

            def web_answers():
                with urllib.request.urlopen(f"{stack.url}/login/") as answer:
                    return answer.status == 200

            wait_for(web_answers)
            yield stack
        finally:
            for child in list(stack.children):
                stack.stop(child)
            server_connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def collected():
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, check=True, capture_output=True
    )


@pytest.fixture(scope="session")
def stack(tmp_path_factory, collected):
    def furnish(stack):
        stack.manage("demo", "--people-only")
        stack.manage("shell", "--no-imports", "-c", ALWAYS_OPEN)

    with running(tmp_path_factory.mktemp("stack"), "e2e", 9, "web", "worker", "beat", furnish=furnish) as stack:
        yield stack


@pytest.fixture(scope="session")
def showroom(tmp_path_factory, collected):
    """A site with something on every page, and no background work; .things as in tests/world.py."""

    def furnish(stack):
        command = "from tests.e2e.showroom import furnish; furnish()"
        stack.things = json.loads(stack.manage("shell", "--no-imports", "-c", command))

    with running(tmp_path_factory.mktemp("showroom"), "showroom", 10, "web", furnish=furnish) as stack:
        yield stack


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is missing: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def new_window(browser, **options):
    window = browser.new_context(**options)
    window.set_default_timeout(PATIENCE)
    return window


def is_mistake(message) -> bool:
    """Not an ended session (401), a form that comes back (422), a late answer about a row that is gone.

    Nor news that were asked for when the page was left: htmx says afterRequest, and then how it ended.
    """
    said = [words for code in (401, 422) for words in (f"status of {code}", f"Status Error Code {code}")]
    said += ["htmx:oobErrorNoTarget", "htmx:sendAbort", "htmx:afterRequest"]
    return message.type == "error" and not any(words in message.text for words in said)


def log_in(page, email: str) -> None:
    page.goto("/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.fixture
def sign_in(stack, browser):
    """sign_in("is1@example.jp") → a page of that person's own window; sign_in() → nobody's. A script error fails."""
    windows, errors = [], []

    def open_window(email: str = "", **options):
        context = new_window(browser, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=stack.url, **options)
        windows.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{email}: {error}"))
        page.on("console", lambda message: is_mistake(message) and errors.append(f"{email}: {message.text}"))
        if email:
            log_in(page, email)
        return page

    yield open_window
    for context in windows:
        context.close()
    assert not errors, errors
