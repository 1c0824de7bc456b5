"""bin/run's supervisor with everything it starts, for real, under a var/ of its own."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
import redis

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240  # seconds, on a machine with little time
OWN = ("DATABASE_URL", "REDIS_URL", "TOSSUP_MODE", "SITE_URL")


class Run:
    """One `bin/run`, from its start until it has ended; its words are in `said`."""

    def __init__(self, var: Path, port: int):
        self.var, self.port = var, port
        environment = {name: value for name, value in os.environ.items() if name not in OWN}
        self.words = Path(tempfile.mkstemp(dir=var, suffix=".said.txt")[1])
        with self.words.open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.supervisor", "--empty", "--port", str(port)],
                cwd=ROOT,
                env=environment | {"TOSSUP_VAR": str(var), "LANG": "en_US.UTF-8", "LC_ALL": ""},
                stdout=words,
                stderr=words,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.words.read_text()

    def status(self) -> int:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=60).status
        except urllib.error.HTTPError as problem:
            return problem.code
        except OSError:
            return 0

    def url(self, kind: str) -> str:
        return json.loads((self.var / kind / "ready.json").read_text())["url"]

    def end(self, how=signal.SIGINT) -> int:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, how)
        return self.process.wait(PATIENCE)

    def family(self) -> set[int]:
        """Every process that names this var/ or was started by one that does."""
        return {pid for pid, (_, line) in processes().items() if str(self.var) in line} | descendants(self.process.pid)


def processes() -> dict[int, tuple[int, str]]:
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            parent = int((entry / "stat").read_text().rpartition(") ")[2].split()[1])
            found[int(entry.name)] = (parent, (entry / "cmdline").read_text().replace("\0", " "))
    return found


def descendants(pid: int) -> set[int]:
    children = {child for child, (parent, _) in processes().items() if parent == pid}
    return children.union(*(descendants(child) for child in children))


def alive(pids: set[int]) -> list[str]:
    now = processes()
    return [now[pid][1] for pid in pids if pid in now and now[pid][1]]


def wait_until(condition, run: Run):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not in time. It said:\n{run.said}"
        time.sleep(0.1)


def started(var: Path, port: int) -> Run:
    run = Run(var, port)
    wait_until(lambda: f"Tossup is at http://127.0.0.1:{port}/" in run.said or run.process.poll() is not None, run)
    assert run.process.poll() is None, run.said
    return run


@pytest.fixture(scope="module")
def var():
    path = Path(tempfile.mkdtemp(prefix="tossup run "))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def run(var, port):
    run = started(var, port)
    yield run
    run.end()


def test_the_page_answers_and_every_step_was_named(run):
    assert run.status() == 200
    for words in ("PostgreSQL and Redis", "database up to date", "static files", "web server", "worker and beat"):
        assert words in run.said


def test_a_second_start_says_where_the_first_one_is(run, var, port):
    second = Run(var, port + 1)
    assert second.process.wait(PATIENCE) == 1
    assert f"Already running: http://127.0.0.1:{port}/ (pid {run.process.pid})" in second.said


def test_a_killed_worker_is_started_again(run):
    before = json.loads((run.var / "run.json").read_text())["children"]
    os.kill(before[1], signal.SIGKILL)
    wait_until(lambda: "worker ended (code -9); starting it again in 1 s" in run.said, run)
    wait_until(lambda: len(set(json.loads((run.var / "run.json").read_text())["children"]) - set(before)) == 1, run)


def test_work_goes_on_after_redis_was_away(run):
    """The worker runs a task that was sent after Redis had been killed and had come back."""
    log = run.var / "log" / "worker.log"
    wait_until(lambda: "ready." in log.read_text().rpartition("-------------- celery@")[2], run)
    ready, server = run.var / "redis" / "ready.json", run.var / "redis" / "server.pid"
    before = server.read_text()
    os.kill(int(before.split()[0]), signal.SIGKILL)
    wait_until(lambda: server.read_text() != before and ready.exists(), run)
    assert run.status() == 200
    position = len(log.read_text())
    task = "import os; from config.celery import app; app.send_task('leads.tasks.resume_runs')"
    environment = os.environ | {"REDIS_URL": run.url("redis"), "TOSSUP_MODE": "local"}
    subprocess.run([sys.executable, "-c", task], cwd=ROOT, env=environment, check=True)
    wait_until(lambda: re.search(r"resume_runs\[\S+\] succeeded", log.read_text()[position:]), run)
    assert redis.Redis.from_url(run.url("redis")).llen("celery") == 0


def test_a_killed_keeper_comes_back_with_its_database(run):
    os.kill(int((run.var / "postgres" / "keeper.lock").read_text()), signal.SIGKILL)
    wait_until(lambda: "postgres stopped; starting it again." in run.said, run)

    def has_its_database() -> bool:
        """The address of the killed one may stand there for a moment."""
        try:
            with psycopg.connect(run.url("postgres")) as connection:
                return connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 0
        except (psycopg.OperationalError, FileNotFoundError):
            return False

    wait_until(has_its_database, run)


def test_ctrl_c_stops_everything(run):
    family = run.family()
    assert len(family) > 8
    assert run.end(signal.SIGINT) == 0
    assert "Stopped." in run.said
    assert alive(family) == []


def test_a_killed_run_leaves_nothing_and_the_next_one_starts(run, var, port):
    killed = started(var, port)
    family = killed.family()
    killed.end(signal.SIGKILL)
    wait_until(lambda: not alive(family), killed)
    again = started(var, port)
    assert again.status() == 200
    assert again.end(signal.SIGTERM) == 0


def test_a_busy_port_says_what_to_do(run, var):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken = busy.getsockname()[1]
        refused = Run(var, taken)
        assert refused.process.wait(PATIENCE) == 1
        assert f"bin/run --port {taken + 1}" in refused.said
