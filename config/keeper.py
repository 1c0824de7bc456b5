"""Keeps one embedded server, PostgreSQL or Redis, running for as long as somebody uses it.

config/embedded.py starts it as `python -I config/keeper.py KIND DIRECTORY LOCK_FD [fast]`, in a session of its own and
on the standard library alone. What is in DIRECTORY (var/postgres, var/redis):

    users.lock    held shared by every process that uses the server; the kernel drops it even after kill -9
    keeper.lock   held by the keeper, inherited locked, so that there is never a second one; its pid is in it
    ready.json    {"url"}, there while the server answers
    error.txt     why the last start failed
    server.log    what the server and its keeper say
    port, password, data/, and `elsewhere` when the data cannot live here (see config/programs.py)
"""

import contextlib
import ctypes
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import programs  # -I leaves this directory out, which keeps config/celery.py from hiding Celery
import servers

START_TIMEOUT = 120  # recovery after a power cut reads the whole write-ahead log first
STOP_TIMEOUT = 30
PR_SET_PDEATHSIG = 1


def free_port(directory: Path, first: int) -> int:
    """The remembered port if it is free, else the next free one, remembered from now on."""
    path = directory / "port"
    text = path.read_text() if path.exists() else ""
    remembered = [int(text)] if text.isdigit() else []
    for port in [*remembered, *range(first, first + 500)]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            programs.write_durably(path, str(port))
            return port
    raise programs.CannotStart(f"No free port from {first} to {first + 499} on 127.0.0.1.")


def secret(directory: Path) -> str:
    path = directory / "password"
    if not path.exists():
        programs.write_durably(path, secrets.token_urlsafe(24))
    return path.read_text()


class Keeper:
    def __init__(self, kind: str, directory: Path, fast: bool):
        self.directory = directory
        self.ready = directory / "ready.json"
        self.log = (directory / "server.log").open("ab", buffering=0)
        self.home = programs.Home.choose(directory, self.say)
        self.server = {"postgres": servers.Postgres, "redis": servers.Redis}[kind](self.home, secret(directory), fast)
        self.process: subprocess.Popen | None = None
        self.users = (directory / "users.lock").open("a")
        self.asked_to_stop = False

    def say(self, line: str) -> None:
        self.log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} keeper: {line}\n".encode())

    def run(self) -> None:
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "asked_to_stop", True))
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        try:
            process = self.start()
            while not self.asked_to_stop and self.somebody_uses_it():
                if (code := process.poll()) is not None:
                    self.say(f"{self.server.program} ended by itself ({code}); starting it again")
                    process = self.start()
                time.sleep(0.3)
        finally:
            self.stop()

    def start(self) -> subprocess.Popen:
        self.ready.unlink(missing_ok=True)
        self.end_orphan()
        self.server.prepare()
        deadline = time.monotonic() + START_TIMEOUT
        for pause in (0.2, 1, 2, 4, 8, 0):
            port = free_port(self.directory, self.server.first_port)
            said_before = self.log.seek(0, os.SEEK_END)
            process = self.process = self.spawn(port)
            while process.poll() is None and time.monotonic() < deadline and not self.asked_to_stop:
                if self.server.answers(port):
                    self.announce(port)
                    return process
                time.sleep(0.05)
            if self.asked_to_stop or process.poll() is None or b"in use" not in self.said_since(said_before):
                break
            time.sleep(pause)  # a port just taken, or memory of a killed server whose backends have not gone yet
        raise programs.CannotStart(f"{self.server.program} did not start.\n{self.log_tail()}")

    def spawn(self, port: int) -> subprocess.Popen:
        libc = ctypes.CDLL(None) if sys.platform == "linux" else None

        def die_with_keeper():
            if libc:
                libc.prctl(PR_SET_PDEATHSIG, int(self.server.stop_signals[0]))

        command = self.server.command(port)
        process = self.home.popen(command, self.server.stdin, self.log, preexec_fn=die_with_keeper)
        programs.write_durably(self.directory / "server.pid", f"{process.pid} {port}")
        return process

    def announce(self, port: int) -> None:
        programs.write_durably(self.ready, json.dumps({"url": self.server.url(port)}))

    def end_orphan(self) -> None:
        """Ends the server of a keeper that was killed, where the kernel has not already done so."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            pid, port = map(int, (self.directory / "server.pid").read_text().split())
            for how in (None, *self.server.stop_signals):
                for _ in range(50):
                    if self.server.identity(port) not in programs.command_line(pid):
                        return
                    time.sleep(0.1)
                if how:
                    os.kill(pid, how)

    def somebody_uses_it(self) -> bool:
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False  # and the lock stays ours: whoever comes now waits until this process is gone

    def stop(self) -> None:
        self.ready.unlink(missing_ok=True)
        if self.process is not None:
            end(self.process, self.server.stop_signals)
        (self.directory / "server.pid").unlink(missing_ok=True)

    def said_since(self, position: int) -> bytes:
        with (self.directory / "server.log").open("rb") as log:
            log.seek(position)
            return log.read()

    def log_tail(self) -> str:
        log = self.directory / "server.log"
        lines = log.read_text(errors="replace").splitlines()[-12:]
        return "\n".join([f"The end of {log}:", *(f"    {line}" for line in lines)])


def end(process: subprocess.Popen, signals: tuple[signal.Signals, ...]) -> None:
    for how in signals:
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT)
            return


def main(kind: str, directory: str, lock_fd: str, *flags: str) -> int:
    os.umask(0o077)
    os.set_inheritable(int(lock_fd), False)
    os.ftruncate(int(lock_fd), 0)
    os.pwrite(int(lock_fd), str(os.getpid()).encode(), 0)
    try:
        Keeper(kind, Path(directory), "fast" in flags).run()
    except (programs.CannotStart, OSError) as problem:
        (Path(directory) / "error.txt").write_text(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
