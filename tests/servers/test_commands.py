"""bin/run before there is a .venv: what it needs, and what it says when that is not there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Answers as a Python does that was installed without some of its modules.
WITHOUT = """
import importlib.util, os
missing, find = os.environ["MISSING"].split(), importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in missing else find(name, package)
"""


@pytest.fixture
def copy(tmp_path):
    """A clone with a space in its path and nothing installed."""
    clone = tmp_path / "a clone"
    for name in ("bin", "config"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    (clone / "requirements.txt").touch()
    return clone


def call(command, **environment) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "PYTHON": sys.executable, "LANG": "en_US.UTF-8"} | environment
    return subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True)


def test_help_needs_nothing_installed(copy):
    done = call([copy / "bin" / "run", "--help"])
    assert "--port N" in done.stdout
    assert not (copy / ".venv").exists()


def test_an_old_python_is_named_with_what_is_needed(copy, tmp_path):
    old = tmp_path / "old"
    old.mkdir()
    (old / "python3").write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    (old / "python3").chmod(0o755)
    for tool in ("sh", "dirname"):
        (old / tool).symlink_to(shutil.which(tool))
    done = call([copy / "bin" / "run"], PATH=str(old), PYTHON="python3")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed (found: Python 3.9.2)" in done.stderr


def test_a_python_without_venv_and_pip_says_which_package_to_install(copy, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    done = call([copy / "bin" / "run"], PYTHONPATH=str(tmp_path), MISSING="ensurepip pip")
    assert done.returncode == 1
    assert f"sudo apt-get install python3.{sys.version_info.minor}-venv" in done.stderr


def test_packages_are_installed_once_and_again_when_the_file_or_the_venv_is_not_as_it_was(copy, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)

    def venv() -> str:
        # Without ensurepip, pip is borrowed from the Python that makes .venv; and it takes a tenth of the time.
        return call([copy / "bin" / "venv", "requirements.txt"], PYTHONPATH=str(tmp_path), MISSING="ensurepip").stderr

    assert "Installing requirements.txt" in venv()
    assert venv() == ""
    (copy / "requirements.txt").write_text("# changed\n")
    assert "Installing requirements.txt" in venv()
    (copy / ".venv" / "whole").unlink()
    assert "Making .venv" in venv()
