"""The Japanese catalogue is complete and compiled. To bring it up to date: docs/running.md, "Words"."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("config", "leads", "handoff", "feedback", "templates", "static")
CATALOGUES = [ROOT / "config" / "locale" / language / "LC_MESSAGES" / "django.po" for language in ("ja", "en")]
JAPANESE = CATALOGUES[0]


def output(*command) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def holes(catalogue: Path) -> list[str]:
    """The entries without a translation, and those that gettext has only guessed."""
    found = output("msgattrib", "--no-wrap", "--untranslated", catalogue).split("\n\n")[1:]
    return found + output("msgattrib", "--no-wrap", "--only-fuzzy", catalogue).split("\n\n")[1:]


def test_every_japanese_entry_is_translated():
    assert holes(JAPANESE) == []


def test_every_text_of_the_source_is_in_the_japanese_catalogue(tmp_path):
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "manage.py").touch()
    options = ["-l", "ja", "--no-location", "--no-wrap", "--no-obsolete", "--settings=config.settings"]
    command = [sys.executable, "-m", "django", "makemessages", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert holes(tmp_path / JAPANESE.relative_to(ROOT)) == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=["ja", "en"])
def test_the_compiled_catalogue_is_that_of_the_text(catalogue, tmp_path):
    fresh = tmp_path / "django.mo"
    output("msgfmt", "--check-format", "-o", fresh, catalogue)
    assert output("msgunfmt", catalogue.with_suffix(".mo")) == output("msgunfmt", fresh)
