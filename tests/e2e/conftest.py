"""A stack of its own for the browser tests: real PostgreSQL, Redis, web, worker and beat, and headless Chromium."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "tossup-demo"
# Notices go out only in open hours, and these tests run at any hour of any day.
ALWAYS_OPEN = """
from handoff.models import BusinessCalendar
BusinessCalendar.objects.update(weekly_hours={str(day): [["00:00", "23:59"]] for day in range(1, 8)}, country="")
"""
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds=60, every=0.2):
    """what() until it is true; its last value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if value := what():
                return value
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s for {what.__name__}")


class Stack:
    """web, worker and beat against one database, as the supervisor starts them."""

    def __init__(self, folder: Path, database_url: str, redis_url: str):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environment = os.environ | {
            "TOSSUP_MODE": "local",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SITE_URL": self.url,
            "PYTHONWARNINGS": "default",
        }
        self.children = {}

    def manage(self, *arguments, **options) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, name: str) -> None:
        beat_file = str(self.folder / "beat")
        command = {
            "web": ["uvicorn", "config.asgi:application", "--port", str(self.port), "--lifespan", "off"],
            "worker": [
                "celery",
                "-A",
                "config",
                "worker",
                "--concurrency",
                "1",
                "--without-gossip",
                "--without-mingle",
            ],
            "beat": ["celery", "-A", "config", "beat", "--schedule", beat_file, "--pidfile="],
        }[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def stop(self, name: str) -> None:
        child = self.children.pop(name)
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def send_task(self, name: str, *arguments) -> None:
        """Put a task on the real broker, for the real worker."""
        from celery import Celery

        with Celery(broker=self.environment["REDIS_URL"]) as sender:
            sender.send_task(name, args=arguments)


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    server = os.environ["DATABASE_URL"]
    name = f"tossup_e2e_{os.getpid()}"
    with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as server_connection:
        server_connection.execute(f"CREATE DATABASE {name}")
        redis = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/9"))
        stack = Stack(tmp_path_factory.mktemp("stack"), urlunsplit(urlsplit(server)._replace(path=f"/{name}")), redis)
        try:
            stack.manage("collectstatic", "--noinput")
            stack.manage("migrate")
            stack.manage("demo", "--people-only")
            stack.manage("shell", "--no-imports", "-c", ALWAYS_OPEN)
            for child in ("web", "worker", "beat"):
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
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is missing: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def is_mistake(message) -> bool:
    """An ended session (401) and a form that comes back (422) are answers, though the browser logs them as errors."""
    return message.type == "error" and not any(f"status of {code}" in message.text for code in (401, 422))


@pytest.fixture
def sign_in(stack, browser):
    """sign_in("is1@example.jp") → a page of that person's own browser window. A script error fails the test."""
    windows, errors = [], []

    def open_window(email: str, **options):
        context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", base_url=stack.url, **options)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{email}: {error}"))
        page.on("console", lambda message: is_mistake(message) and errors.append(f"{email}: {message.text}"))
        page.goto("/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form button[type=submit]").last.click()
        page.wait_for_url(lambda url: "/login/" not in url)
        windows.append(context)
        return page

    yield open_window
    for context in windows:
        context.close()
    assert not errors, errors
