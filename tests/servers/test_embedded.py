"""The embedded servers, for real: started, shared, killed, and gone when nobody uses them."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
TAKE_PORT = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("taken", flush=True)
input()
"""
ANSWER = "import os; print(os.environ.get('DATABASE_URL'), os.environ.get('REDIS_URL'), flush=True); input()"


@pytest.fixture(scope="module")
def place():
    """A directory with a space in its path, that other accounts can enter (pytest's own they cannot)."""
    path = Path(tempfile.mkdtemp(prefix="tossup embedded "))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


class User:
    """A process that uses the servers from start() until release()."""

    def __init__(self, place: Path):
        command = [sys.executable, "-m", "config.embedded", "run", "--fast", "--dir", str(place), "--"]
        self.process = subprocess.Popen(
            [*command, sys.executable, "-c", ANSWER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def urls(self) -> list[str]:
        if not hasattr(self, "_urls"):
            self._urls = self.process.stdout.readline().split()
        return self._urls

    def query(self, sql: str):
        with psycopg.connect(self.urls[0], autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None

    def release(self) -> None:
        self.process.communicate("\n", timeout=120)


@contextlib.contextmanager
def using(place: Path):
    user = User(place)
    assert user.urls, f"no servers: {logs(place)}"
    try:
        yield user
    finally:
        user.release()


def logs(place: Path) -> str:
    return "\n".join(path.read_text() for path in place.glob("*/server.log"))


def running(place: Path) -> list[str]:
    """Command lines of the processes that have something to do with the directory."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(place) in (line := entry.read_text().replace("\0", " ")):
                found.append(line)
    return found


def keeper_pid(place: Path, kind: str) -> int:
    return int((place / kind / "keeper.lock").read_text())


def is_kept(place: Path, kind: str) -> bool:
    with (place / kind / "keeper.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def wait_until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def test_the_servers_answer_and_are_gone_afterwards(place):
    with using(place) as user:
        assert user.query("SHOW server_version_num") >= "180000"
        assert user.urls[1].startswith("redis://:")
        assert running(place)
    assert running(place) == []


def test_the_servers_do_not_run_as_root(place):
    with using(place):
        pid = int((place / "postgres" / "server.pid").read_text().split()[0])
        assert Path(f"/proc/{pid}").stat().st_uid != 0
        assert (place / "postgres" / "data").stat().st_uid == Path(f"/proc/{pid}").stat().st_uid


def test_the_password_is_private_and_needed(place):
    with using(place) as user:
        assert (place / "postgres" / "password").stat().st_mode & 0o077 == 0
        without = user.urls[0].replace((place / "postgres" / "password").read_text(), "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(without)


def test_the_first_to_leave_does_not_stop_the_servers_of_the_second(place):
    first, second = User(place), User(place)
    assert first.urls == second.urls
    first.release()
    assert second.query("SELECT 1") == 1
    second.release()
    assert running(place) == []


def test_a_killed_user_leaves_nothing_behind(place):
    user = User(place)
    assert user.urls
    user.process.kill()
    user.process.wait()
    wait_until(lambda: not [line for line in running(place) if "input()" not in line])
    user.process.stdin.close()
    user.process.stdout.close()


def test_a_killed_postgres_is_started_again_with_what_it_had(place):
    with using(place) as user:
        user.query("CREATE TABLE IF NOT EXISTS kept (word text)")
        user.query("INSERT INTO kept VALUES ('still here')")
        server, ready = place / "postgres" / "server.pid", place / "postgres" / "ready.json"
        before = server.read_text()
        os.kill(int(before.split()[0]), signal.SIGKILL)
        wait_until(lambda: server.read_text() != before and ready.exists())
        assert user.query("SELECT word FROM kept") == "still here"


def test_a_killed_keeper_takes_its_server_along_and_the_next_user_starts_both(place):
    with using(place):
        os.kill(keeper_pid(place, "postgres"), signal.SIGKILL)
        wait_until(lambda: not is_kept(place, "postgres"))
        with using(place) as next_user:
            assert next_user.query("SELECT 1") == 1
    assert running(place) == []


def test_a_pid_file_that_names_a_living_stranger_is_no_obstacle(place):
    with using(place):
        stale = (place / "postgres" / "data" / "postmaster.pid").read_text().splitlines(keepends=True)
    left = place / "postgres" / "data" / "postmaster.pid"
    left.write_text("".join([f"{os.getpid()}\n", *stale[1:]]))
    os.chown(left, (place / "postgres" / "data").stat().st_uid, -1)
    with using(place) as user:
        assert user.query("SELECT 1") == 1


def test_a_taken_port_is_replaced(place):
    with using(place) as user:
        before = user.urls[0]
    stranger = subprocess.Popen(
        [sys.executable, "-c", TAKE_PORT, str(urlsplit(before).port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert stranger.stdout.readline() == b"taken\n"
    with using(place) as user:
        assert user.urls[0] != before
    stranger.communicate(b"\n")


def test_only_the_server_whose_address_is_not_set_is_started(place):
    code = (
        "import os, pathlib, sys; from config import embedded\n"
        "with embedded.servers(pathlib.Path(sys.argv[1]), fast=True) as leases:\n"
        "    print([lease.kind for lease in leases], os.environ['DATABASE_URL'], os.environ.get('TOSSUP_MODE'))"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("REDIS_URL", "TOSSUP_MODE")}
    environment["DATABASE_URL"] = "postgresql://elsewhere/mine"
    command = [sys.executable, "-c", code, str(place)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "['redis'] postgresql://elsewhere/mine local", done.stderr
    command = [sys.executable, "-c", code, str(place)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment | {"REDIS_URL": "redis://x"}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[] postgresql://elsewhere/mine None", done.stderr


def test_a_server_that_cannot_start_says_why(place):
    version = place / "postgres" / "data" / "PG_VERSION"
    version.write_text("12\n")
    command = [sys.executable, "-m", "config.embedded", "run", "--dir", str(place), "--", "true"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    version.write_text("18\n")
    assert done.returncode == 1
    assert "initialized by PostgreSQL version 12" in done.stderr
    assert "postgres did not start" in done.stderr
    assert "server.log" in done.stderr
    assert "DATABASE_URL" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets directories that the servers' account cannot enter")
def test_where_the_servers_account_cannot_go_the_data_lives_elsewhere(tmp_path):
    tmp_path.chmod(0o700)
    try:
        with using(tmp_path) as user:
            assert user.query("SELECT 1") == 1
    finally:
        homes = [Path(note.read_text()) for note in tmp_path.glob("*/elsewhere")]
        for home in homes:
            shutil.rmtree(home)
    assert len(homes) == 2
