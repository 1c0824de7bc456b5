"""web, workers and beats against one database, as processes of their own, for the browser tests and the soak."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "tossup-demo"
# Notices go out only in open hours, and these tests run at any hour of any day.
ALWAYS_OPEN = """
from handoff.models import BusinessCalendar
BusinessCalendar.objects.update(weekly_hours={str(day): [["00:00", "23:59"]] for day in range(1, 8)}, country="")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds=240, every=0.2):
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
        """web, worker or beat; more of a kind by a number, such as worker2."""
        beat_file = str(self.folder / name)
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
        }[name.rstrip("0123456789")]
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

    def kill(self, name: str) -> None:
        """As a power cut would: at once, with all its children."""
        child = self.children.pop(name)
        for process in (*_descendants(child.pid), child.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        child.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def send_task(self, name: str, *arguments) -> None:
        """Put a task on the real broker, for the real worker."""
        from celery import Celery

        with Celery(broker=self.environment["REDIS_URL"]) as sender:
            sender.send_task(name, args=arguments)


def _descendants(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                child = int(path.parent.name)
                found += [*_descendants(child), child]
    return found
