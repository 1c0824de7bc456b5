"""Rows 15 and 16: what bin/run takes to start, and what it holds while nobody works, embedded servers included."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Line, row
from bench.site import BASE, Site, free_port, wait_for
from bench.timing import Timing, timed

SET_BY_US = ("DATABASE_URL", "REDIS_URL", "TOSSUP_MODE")
SETTLED = 20  # seconds until worker and beat have loaded what they need


@row(15)
def idle_memory(small: Site, large: Site) -> Iterator[Line]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        first, process = start(folder)
        time.sleep(SETTLED)
        held = sum(map(proportional, descendants(process.pid))) / 1024
        stop(process)
        again, process = start(folder)
        stop(process)
    yield Line("the whole stack idle, its servers included", None, "–", None, f"{held:.0f} MB", "≤ 500 MB", held <= 500)
    for work, found in (("first start: page answers", first), ("later start: page answers", again)):
        yield Line(work, found, "–", None, "packages installed, no demo data", "≤ 10 s", found.median <= 10_000)


def start(folder: str) -> tuple[Timing, subprocess.Popen]:
    """Start what bin/run starts, without demo data, with everything it keeps in the folder."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in SET_BY_US}
    command = [sys.executable, "-m", "config.supervisor", "--empty", "--port", str(port)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process: list[subprocess.Popen] = []

    def work() -> None:
        process.append(subprocess.Popen(command, cwd=BASE, env=kept | {"TOSSUP_VAR": folder}, **quiet))
        wait_for(port, process[0])

    return Timing((timed(work),)), process[0]


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGINT)
    process.wait(90)


def descendants(pid: int) -> list[int]:
    """The process and all that it has started."""
    parents = {int(path.name): parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found = [pid]
    for each in found:
        found += [child for child, its_parent in parents.items() if its_parent == each]
    return found


def parent(path: Path) -> int:
    try:
        return int(re.search(r"^PPid:\t(\d+)", (path / "status").read_text(), re.MULTILINE)[1])
    except OSError:
        return 0


def proportional(pid: int) -> int:
    """Kilobytes, what several share divided among them."""
    try:
        return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1])
    except OSError:
        return 0
