"""`python -m config.supervisor`, which is what bin/run ends in: web, worker and beat, and the servers they need.

It starts them, starts them again when they end by themselves, and stops them in order on Ctrl-C or SIGTERM.
Were it killed itself, the kernel ends the three (Linux), and the next start ends what may be left.
"""

import argparse
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from config import console, embedded, programs
from config.child import BASE, Child, die_with_parent

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOGS = embedded.VAR / "log"
WEB_PATIENCE = 180  # seconds; a small machine that does other things as well takes its time
STOP_PATIENCE = {"web": 10, "beat": 10, "worker": 20}  # in this order; a worker finishes the task it has begun


class Failed(Exception):
    """Its text is the last thing bin/run says."""


class Supervisor:
    def __init__(self, port: int):
        self.port = port
        self.address = f"http://127.0.0.1:{port}/"
        web = ["--host", "127.0.0.1", "--port", str(port), "--timeout-graceful-shutdown", "5"]
        quiet = ["--lifespan", "off", "--no-access-log"]
        beat = ["--schedule", str(embedded.VAR / "celerybeat-schedule"), "--pidfile="]
        worker = ["--concurrency", os.environ.get("WORKER_CONCURRENCY", "2"), "--without-gossip", "--without-mingle"]
        self.children = [
            Child("web", LOGS, "uvicorn", "config.asgi:application", *web, *quiet),
            Child("worker", LOGS, "celery", "-A", "config", "worker", "--loglevel", "INFO", *worker),
            Child("beat", LOGS, "celery", "-A", "config", "beat", "--loglevel", "INFO", *beat),
        ]
        self.note = embedded.VAR / "run.json"
        self.noted = ""
        self.lock = (embedded.VAR / "run.lock").open("a")

    def run(self, empty: bool) -> None:
        self.be_the_only_one()
        self.end_leftovers()
        self.check_port()
        os.environ.setdefault("SITE_URL", self.address.rstrip("/"))
        with contextlib.ExitStack() as stack:
            missing = [name for name in embedded.VARIABLES if not os.environ.get(name)]
            servers = console.step("PostgreSQL と Redis を起動しています", "Starting PostgreSQL and Redis")
            with servers if missing else contextlib.nullcontext():
                leases = stack.enter_context(embedded.servers())
            for lease in leases:
                if lease.home != lease.directory:
                    console.say(
                        f"    {lease.kind} のデータの場所: {lease.home}",
                        f"    {lease.kind} keeps its data in {lease.home}",
                    )
            os.environ.setdefault("TOSSUP_MODE", "local")
            self.prepare("base")
            stack.callback(self.stop)
            with console.step("画面を起動しています", "Starting the web server"):
                self.start_web()
            logins = self.prepare("demo", *(["--empty"] if empty else []))
            with console.step("ワーカーとスケジューラを起動しています", "Starting worker and beat"):
                self.start()
            self.greet(logins)
            while True:
                time.sleep(0.5)
                self.look_after_servers(leases)
                for child in self.children:
                    child.look_after()
                self.write_note()

    def be_the_only_one(self) -> None:
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = json.loads(self.note.read_text()) if self.note.exists() else {}
            address, pid = running.get("address", "?"), running.get("pid", "?")
            raise Failed(
                console.choose(
                    f"すでに起動しています: {address} (pid {pid})。止めるには、その端末で Ctrl-C を押してください。",
                    f"Already running: {address} (pid {pid}). To stop it, press Ctrl-C in its terminal.",
                )
            ) from None

    def end_leftovers(self) -> None:
        """Ends the children of a supervisor that was killed, where the kernel has not."""
        left = json.loads(self.note.read_text()).get("children", []) if self.note.exists() else []
        for pid in left:
            if sys.executable in programs.command_line(pid):
                console.say(f"前回の残り (pid {pid}) を終了します。", f"Ending what an earlier run left (pid {pid}).")
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
        self.write_note()

    def write_note(self) -> None:
        children = [child.process.pid for child in self.children if child.process]
        text = json.dumps({"pid": os.getpid(), "address": self.address, "children": children})
        if text != self.noted:
            programs.write_durably(self.note, text)
            self.noted = text

    def check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as problem:
                other = self.port + 1
                raise Failed(
                    console.choose(
                        f"ポート {self.port} は使えません ({problem.strerror})。別のポートで: bin/run --port {other}",
                        f"Port {self.port} cannot be used ({problem.strerror}). Try another: bin/run --port {other}",
                    )
                ) from None

    def prepare(self, *arguments: str) -> str:
        """Runs config.prepare; returns what it prints."""
        command = [sys.executable, "-m", "config.prepare", *arguments]
        process = subprocess.Popen(
            command, cwd=BASE, stdout=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=die_with_parent
        )
        try:
            printed, _ = process.communicate()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if process.returncode != 0:
            raise Failed(
                console.choose("準備に失敗しました。原因は上のとおりです。", "It failed, for the reason above.")
            )
        return printed

    def start_web(self) -> None:
        web = self.children[0]
        web.start()
        self.write_note()
        deadline = time.monotonic() + WEB_PATIENCE
        while not answers(self.address):
            if web.process is None or web.process.poll() is not None or time.monotonic() > deadline:
                reason = console.choose("画面のサーバーが応答しません", "The web server does not answer")
                raise Failed(f"{reason}: {web.log}\n{web.log_tail()}")
            time.sleep(0.1)

    def start(self) -> None:
        for child in self.children:
            if child.process is None:
                child.start()
        self.write_note()

    def greet(self, logins: str) -> None:
        console.say(
            f"\nTossup を開けます: {self.address}   (Ctrl-C で停止)\n"
            f"記録: {LOGS}/{{web,worker,beat}}.log   送信メールの内容は worker.log と web.log に出ます。",
            f"\nTossup is at {self.address}   (Ctrl-C stops it)\n"
            f"Logs: {LOGS}/{{web,worker,beat}}.log   E-mail it would send is written to worker.log and web.log.",
        )
        console.write("\n" + logins if logins.strip() else self.first_account())

    def first_account(self) -> str:
        if os.environ["TOSSUP_MODE"] == "local":
            return console.choose(
                "まだ利用者がいないときは、このアドレスで最初のアカウントを作成できます。\n",
                "If nobody is here yet, the first account is made at that address.\n",
            )
        command = f"{sys.executable} manage.py first_account"
        return console.choose(f"最初のアカウントの作成: {command}\n", f"To make the first account: {command}\n")

    def look_after_servers(self, leases: list[embedded.Lease]) -> None:
        for lease in leases:
            if not lease.is_kept():
                console.say(f"{lease.kind} が止まりました。再起動します。", f"{lease.kind} stopped; starting it again.")
                before = os.environ[lease.variable]
                lease.start_keeper()
                lease.wait()
                if os.environ[lease.variable] != before:
                    self.stop_children()  # at a new address; look_after() starts them again with it

    def hurry(self, *_) -> None:
        """A second Ctrl-C: what still runs ends now."""
        for child in self.children:
            child.kill()

    def stop(self) -> None:
        console.say("\n停止しています…", "\nStopping…")
        self.stop_children()

    def stop_children(self) -> None:
        for name, patience in STOP_PATIENCE.items():
            next(child for child in self.children if child.name == name).stop(patience)
        self.write_note()


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  our own http address
    except urllib.error.HTTPError as problem:
        return problem.code < 500
    except OSError:
        return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/run")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--empty", action="store_true")
    options = parser.parse_args()
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
        supervisor = Supervisor(options.port)
    except PermissionError as problem:
        console.write(f"{embedded.not_ours(Path(problem.filename))}\n")
        return 1

    def interrupt(*_) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, supervisor.hurry)
        raise KeyboardInterrupt

    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means: stay
            signal.signal(number, interrupt)
    try:
        supervisor.run(options.empty)
    except KeyboardInterrupt:
        console.say("停止しました。", "Stopped.")
    except PermissionError as problem:
        console.write(f"{embedded.not_ours(Path(problem.filename))}\n")
        return 1
    except (Failed, embedded.NotStarted) as problem:
        console.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
