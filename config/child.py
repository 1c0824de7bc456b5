"""A process that is to run all the time: started, looked after, stopped. Its output goes to a log file of its own."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config import console

BASE = Path(__file__).resolve().parent.parent
LOG_BYTES = 10_000_000
STEADY = 60  # seconds a child must have lived for its next restart to be quick again
PR_SET_PDEATHSIG = 1


class Child:
    def __init__(self, name: str, logs: Path, *arguments: str):
        self.name = name
        self.command = [sys.executable, "-m", *arguments]
        self.log = logs / f"{name}.log"
        self.process: subprocess.Popen | None = None
        self.begun = self.start_at = 0.0
        self.failures = 0

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=BASE,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor alone
                preexec_fn=die_with_parent,
            )
        self.begun = time.monotonic()

    def look_after(self) -> None:
        """Starts the process again if it has ended, later each time."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.kill()  # the pool of a worker that was killed
            self.process = None
            self.failures = 1 if now - self.begun > STEADY else self.failures + 1
            pause = min(2 ** (self.failures - 1), 30)
            self.start_at = now + pause
            console.say(
                f"{self.name} が終了しました (code {code})。{pause} 秒後に再起動します。記録: {self.log}",
                f"{self.name} ended (code {code}); starting it again in {pause} s. Log: {self.log}",
            )

    def stop(self, patience: float) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
        self.process = None

    def kill(self) -> None:
        """Ends the process and those it made, at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join(f"    {line}" for line in lines)


def die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
