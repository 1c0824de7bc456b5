"""The system's Chromium, as the browser benches start it."""

import shutil

CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def chromium() -> str:
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return next(found, None) or exit_without()


def exit_without() -> str:
    raise SystemExit("Chromium is missing. On Debian or Ubuntu: sudo apt-get install chromium")
