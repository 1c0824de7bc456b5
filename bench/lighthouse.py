"""`python -m bench.lighthouse`, which is bin/lighthouse: Lighthouse on the pages people spend their day on."""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.chromium import CHROMIUM_FLAGS, chromium
from bench.site import BASE, Site, database, free_port, served
from config import console

LIGHTHOUSE = "lighthouse@12.8.2"  # the last that runs on Node 18 and 20
HOME = BASE / "var" / "lighthouse"
REACH = {"performance": 95, "accessibility": 100, "best-practices": 100}
DESK = "--preset=desktop"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/lighthouse")
    parser.add_argument("--times", type=int, default=3, help="runs of each page, of which the median counts")
    parser.add_argument("--phone", action="store_true", help="a slow phone on 4G instead of a desk")
    parser.add_argument("--keep", type=Path, help="keep the reports in this folder")
    options = parser.parse_args()
    os.environ.setdefault("TOSSUP_MODE", "local")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    program = installed()
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    with database(f"tossup_lighthouse_{os.getpid()}") as name, served(furnished(Site(name, 0, 0))) as site:
        found = {}
        for title, email, path in pages(site):
            with console.step(f"{title} を測定しています", f"Measuring {title}"):
                found[title] = [measure(program, site, email, path, options) for _ in range(options.times)]
    return print_table(found)


def installed() -> Path:
    if not shutil.which("npm"):
        raise SystemExit("bin/lighthouse needs Node 18 or newer with npm. Everything else runs without it.")
    with console.step("Lighthouse を用意しています", f"Installing {LIGHTHOUSE}"):
        command = ["npm", "install", "--prefix", str(HOME), "--no-audit", "--no-fund", "--silent", LIGHTHOUSE]
        subprocess.run(command, check=True)
    return HOME / "node_modules" / ".bin" / "lighthouse"


def furnished(site: Site) -> Site:
    """The site with the demo on it."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    from config.prepare import collect_static

    site.use()
    with console.step("デモデータを用意しています", "Loading the demo"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("demo", verbosity=0)
        collect_static(settings.STATIC_ROOT)
    return site


def pages(site: Site) -> list[tuple[str, str, str]]:
    """(title, who looks, address)"""
    from handoff.models import QueueEntry

    site.use()
    entry = QueueEntry.objects.filter(owner__email="is1@example.jp", state="claimed").latest("pk")
    return [
        ("queue", "is1@example.jp", "/queue/"),
        ("lead", "is1@example.jp", f"/queue/{entry.pk}/"),
        ("inbox", "manager@example.jp", "/approvals/"),
        ("criteria", "admin@example.jp", "/criteria/"),
        ("board", "sales1@example.jp", "/deals/"),
    ]


def measure(program: Path, site: Site, email: str, path: str, options) -> dict:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, signed_in(site, email, port):
        report = (options.keep or Path(folder)) / f"{path.strip('/').replace('/', '-')}.json"
        report.parent.mkdir(parents=True, exist_ok=True)
        command = [str(program), f"http://127.0.0.1:{site.port}{path}", f"--port={port}", "--quiet", "--output=json"]
        command += [f"--output-path={report}", f"--only-categories={','.join(REACH)}"]
        subprocess.run([*command, *([] if options.phone else [DESK])], check=True)
        return json.loads(report.read_text())


@contextlib.contextmanager
def signed_in(site: Site, email: str, port: int) -> Iterator[None]:
    """Chromium with that person's session, which Lighthouse drives by the port."""
    flags = [*CHROMIUM_FLAGS, f"--remote-debugging-port={port}"]
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        window = playwright.chromium.launch_persistent_context(profile, executable_path=chromium(), args=flags)
        address = f"http://127.0.0.1:{site.port}"
        window.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in site.cookies(email).items()]
        )
        yield
        window.close()


def print_table(found: dict[str, list[dict]]) -> int:
    """The medians, and what the last run of each page found fault with. 1 if a page does not reach."""
    holds = True
    sys.stdout.write(f"\n| page | {' | '.join(REACH)} |\n|---|{'---:|' * len(REACH)}\n")
    faults = []
    for title, runs in found.items():
        scores = {name: median(runs, name) for name in REACH}
        holds &= all(scores[name] >= reach for name, reach in REACH.items())
        sys.stdout.write(f"| {title} | {' | '.join(f'{scores[name]:.0f}' for name in REACH)} |\n")
        faults += [f"{title}: {fault}" for fault in found_fault(runs[-1])]
    sys.stdout.write("\n" + "".join(f"{fault}\n" for fault in faults))
    return 0 if holds else 1


def median(runs: list[dict], category: str) -> float:
    return statistics.median(run["categories"][category]["score"] * 100 for run in runs)


def found_fault(run: dict) -> list[str]:
    weighty = {ref["id"] for name in REACH for ref in run["categories"][name]["auditRefs"] if ref["weight"]}
    audits = (run["audits"][name] for name in sorted(weighty))
    return [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < 0.9
    ]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
