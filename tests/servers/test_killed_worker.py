"""A real Celery worker, killed three times while it publishes criteria: computing, before its commit, and settling."""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from handoff.criteria.profiles import LARGE, MID
from handoff.models import CriteriaVersion, Event, QueueEntry, Verdict
from handoff.publication.publishing import publish_criteria
from leads.models import BackgroundRun, WorkshopDraft
from leads.scoring import rescore
from leads.tasks import perform_run
from tests.handoff.judging import ago, make_lead, put_in_force, ship_scoring

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
QUEUE = f"killed-{os.getpid()}"
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def database_url() -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.fixture
def worker(tmp_path):
    """A function that starts a worker; whatever is left of them is killed."""
    started = []
    command = ["celery", "-A", "config", "worker", "-Q", QUEUE, "--concurrency", "1"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]

    def start() -> subprocess.Popen:
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", *command], cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                    env=os.environ | {"DATABASE_URL": database_url(), "TOSSUP_MODE": "local"},
                )
            )  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        kill(process)


def kill(worker: subprocess.Popen) -> None:
    """The worker with its children, without a word."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@contextlib.contextmanager
def in_the_way(statement: str):
    """Hold a lock until the block ends; gives a function that waits until somebody waits for it."""
    with psycopg.connect(database_url()) as holder, psycopg.connect(database_url(), autocommit=True) as watcher:
        holder.execute(statement)
        yield lambda: wait_until(lambda: watcher.execute(BLOCKED).fetchone()[0])
        holder.rollback()


def wait_until(condition, seconds=240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def wake(run: BackgroundRun) -> None:
    """What the schedule does two minutes after a worker has fallen silent."""
    silent = timezone.now() - dt.timedelta(minutes=3)
    BackgroundRun.objects.filter(pk=run.pk, state="running").update(heartbeat_at=silent)
    perform_run.apply_async([str(run.pk)], queue=QUEUE)


def verdicts() -> list[tuple]:
    return sorted(Verdict.objects.values_list("lead__name", "criteria__number", "reason"))


def test_a_killed_worker_leaves_the_old_in_force_or_the_new(admin, team, worker, monkeypatch):
    monkeypatch.setattr("leads.wake.transaction.on_commit", lambda send: None)
    ship_scoring()
    if not CriteriaVersion.objects.exists():
        put_in_force(MID)
    for number in range(5):
        make_lead(name=f"離脱{number}", actions=[(kind, ago(1)) for kind in ("trial", "inquiry", "webinar")])
        make_lead(name=f"参入{number}", tags=["戦略ターゲット"])
    rescore(lead_ids=None, as_of=timezone.now() - dt.timedelta(hours=1))
    before = verdicts()
    draft = {"kind": "criteria", "base": 1, "base_document": {}, "document": {}, "updated_at": timezone.now()}
    WorkshopDraft.objects.create(**draft)
    run = publish_criteria(LARGE, reason="規模が変わった", by=admin, at=timezone.now(), base_number=1)

    computing = "LOCK TABLE leads_activity"
    about_to_commit = "SELECT FROM leads_workshopdraft FOR UPDATE"
    settling = "LOCK TABLE handoff_queueentry IN SHARE ROW EXCLUSIVE MODE"
    for moment in (computing, about_to_commit, settling):
        with in_the_way(moment) as somebody_waits:
            wake(run)
            process = worker()
            somebody_waits()
            kill(process)
            run.refresh_from_db()
            assert run.state == "running"
            if moment != settling:
                assert verdicts() == before and CriteriaVersion.active().number == 1
        assert (CriteriaVersion.objects.count(), bool(run.result)) == ((2, True) if moment == settling else (1, False))

    assert {number for _lead, number, _reason in verdicts()} == {2}
    assert Event.objects.filter(kind="criteria_published").count() == 1
    assert {entry.lead.name[:2] for entry in QueueEntry.objects.open()} == {"離脱"}, "not settled yet"
    wake(run)
    worker()
    wait_until(lambda: not BackgroundRun.objects.unfinished().exists())
    run.refresh_from_db()
    assert run.state == "done", run.error
    assert {entry.lead.name[:2] for entry in QueueEntry.objects.open()} == {"参入"}
    assert (run.result["arrived"], run.result["withdrawn"]) == ({str(team.pk): 5}, 5)
    assert Event.objects.filter(kind="verdict_changed").count() == 10
    assert Event.objects.filter(kind="entries_arrived").count() == 2
