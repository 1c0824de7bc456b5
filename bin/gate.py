"""Run by bin/test on servers of its own: every check and test, each with its name and time, none in silence."""

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
REPORTS = BASE / "var" / "test"
PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
PRODUCTION = {
    "TOSSUP_MODE": "production",
    "SECRET_KEY": "only-for-the-check-0123456789-abcdefghijklmnopqrstuvwxyz-!?",
    "ALLOWED_HOSTS": "tossup.example.jp",
    "CSRF_TRUSTED_ORIGINS": "https://tossup.example.jp",
    "SITE_URL": "https://tossup.example.jp",
}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = {"chromium": "chromium", "xgettext": "gettext", "Japanese font": "fonts-noto-cjk"}

CHECKS = {
    "packages agree": [PYTHON, "-m", "pip", "check"],
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "djlint": [PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"],
    "mypy": [PYTHON, "-m", "mypy", "."],
    "import-linter": [PYTHON, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
    "check --deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "makemigrations --check": [*MANAGE, "makemigrations", "--check", "--dry-run"],
}
PARTS = {"lint", "unit", "servers", "e2e"}


class Gate:
    def __init__(self) -> None:
        self.results: dict[str, bool] = {}
        self.begun = time.monotonic()

    def step(self, name: str, command: list[str], **environment: str) -> None:
        print(f"\n── {name}", flush=True)
        begun = time.monotonic()
        code = subprocess.run(command, cwd=BASE, env=os.environ | environment).returncode
        self.note(name, code == 0, time.monotonic() - begun)

    def note(self, name: str, passed: bool, seconds: float) -> None:
        self.results[name] = passed
        print(f"── {name}: {'passed' if passed else 'FAILED'} ({seconds:.1f} s)", flush=True)

    def pytest(self, name: str, *arguments: str) -> None:
        report = REPORTS / f"{name.replace(' ', '-')}.xml"
        report.unlink(missing_ok=True)
        self.step(
            name, [PYTHON, "-m", "pytest", "-rfEs", "--tb=short", "--durations=10", f"--junitxml={report}", *arguments]
        )

    def summary(self) -> int:
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for report in (REPORTS / f"{name.replace(' ', '-')}.xml" for name in self.results):
            if report.exists():
                for suite in ElementTree.parse(report).iter("testsuite"):
                    for key in counts:
                        counts[key] += int(suite.get(key, 0))
        failed_tests = counts["failures"] + counts["errors"]
        passed_tests = counts["tests"] - failed_tests - counts["skipped"]
        failed = [name for name, passed in self.results.items() if not passed]
        minutes, seconds = divmod(round(time.monotonic() - self.begun), 60)
        print(f"\nSteps: {len(self.results) - len(failed)} passed, {len(failed)} failed in {minutes} min {seconds} s")
        for name in failed:
            print(f"  FAILED: {name}")
        skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
        # A step that fails without a failed test (a check, a crash) counts too: the last line never hides it.
        print(f"{passed_tests} passed, {max(failed_tests, len(failed))} failed{skipped}")
        return 1 if failed else 0


def missing_tools() -> list[str]:
    missing = []
    if not any(shutil.which(name) for name in CHROMIUM):
        missing.append("chromium")
    if not shutil.which("xgettext"):
        missing.append("xgettext")
    fonts = shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=ja"], capture_output=True).stdout
    if not fonts:
        missing.append("Japanese font")
    return missing


def provide_tools(gate: Gate) -> None:
    """Installs what the tests need beside Python packages, where that is allowed without a question."""
    begun = time.monotonic()
    print("\n── tools", flush=True)
    if (missing := missing_tools()) and shutil.which("apt-get"):
        packages = sorted(PACKAGES[name] for name in missing)
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not root or (
            shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
        ):
            print(f"installing {' '.join(packages)} with apt-get", flush=True)
            apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
            subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL)
            subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], stdout=subprocess.DEVNULL)
    for name in (still := missing_tools()):
        print(f"missing: {name}. On Debian or Ubuntu: sudo apt-get install {PACKAGES[name]}")
    gate.note("tools", not still, time.monotonic() - begun)


def main(words: list[str]) -> int:
    (REPORTS / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
    os.environ["TOSSUP_VAR"] = str(REPORTS)  # so that a Tossup that runs here is left alone
    gate = Gate()
    parts = PARTS & set(words) or PARTS
    rest = [word for word in words if word not in parts]
    if rest:
        gate.pytest("tests", *rest)
        return gate.summary()
    provide_tools(gate)
    if "lint" in parts:
        for name, command in CHECKS.items():
            gate.step(name, command, **(PRODUCTION if "deploy" in name else {}))
    if "unit" in parts:
        spread = ["-n", "2"] if (os.cpu_count() or 1) > 1 else []
        gate.pytest("tests", "tests", "--ignore=tests/e2e", "--ignore=tests/servers", *spread)
    if "servers" in parts:
        gate.pytest("server tests", "tests/servers")
    if "e2e" in parts:
        gate.pytest("browser tests", "tests/e2e")
    return gate.summary()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
