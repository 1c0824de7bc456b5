"""A short soak: the long one is bin/soak."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_books_are_balanced_after_half_a_minute_of_kills(tmp_path):
    servers = [sys.executable, "-m", "config.embedded", "run", "--fast", "--dir", str(tmp_path / "servers"), "--"]
    soak = [*servers, sys.executable, "-m", "tests.soak", "0.5"]
    done = subprocess.run(soak, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "The books are balanced." in done.stdout
