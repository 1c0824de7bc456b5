import datetime as dt
import logging
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from leads import background, tasks
from leads.models import BackgroundRun
from tests.leads.scoring_ledger import NOW

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def handler(monkeypatch):
    """Registers a handler under the kind "test" and returns a setter for it."""
    return lambda function: monkeypatch.setitem(background.HANDLERS, "test", function)


@pytest.fixture
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.perform_run, "apply_async", lambda arguments: calls.append(arguments[0]))
    return calls


def make_run(**fields) -> BackgroundRun:
    return BackgroundRun.objects.create(kind="test", **fields)


@pytest.mark.django_db
def test_a_run_is_done_with_its_result_and_progress(handler):
    run = make_run(parameters={"n": 3})

    def work(run):
        run.advance(2, run.parameters["n"])
        row = BackgroundRun.objects.get(pk=run.pk)
        assert (row.state, row.done, row.total) == ("running", 2, 3)
        return {"made": 3}

    handler(work)
    tasks.perform_run(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.result, run.done, run.total) == ("done", {"made": 3}, 3, 3)
    assert run.finished_at


@pytest.mark.django_db
def test_a_finished_run_is_not_done_again(handler):
    run = make_run(state="done", result={"made": 1})
    handler(lambda run: pytest.fail("done twice"))
    tasks.perform_run(str(run.pk))
    tasks.perform_run("00000000-0000-0000-0000-000000000000")


@pytest.mark.django_db
def test_an_expected_failure_reaches_the_reader_in_its_own_words(handler):
    def work(run):
        raise background.RunFailed("The file is gone.")

    run = make_run()
    handler(work)
    tasks.perform_run(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "The file is gone.")


@pytest.mark.django_db
def test_an_unexpected_failure_is_logged_and_told_plainly(handler, caplog):
    def work(run):
        raise KeyError("secret detail")

    run = make_run()
    handler(work)
    with caplog.at_level(logging.ERROR, logger="leads.background"):
        tasks.perform_run(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", background.UNEXPECTED)
    assert "secret detail" in caplog.text and "secret" not in run.error


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "silent", "free"),
    [("queued", None, True), ("running", 1 * MINUTE, False), ("running", 2 * MINUTE, True), ("done", None, False)],
)
def test_a_run_can_be_taken_when_it_waits_or_its_worker_fell_silent(state, silent, free):
    run = make_run(state=state, heartbeat_at=NOW - silent if silent else None)
    assert run.claim(at=NOW) is free


@pytest.mark.django_db
def test_lost_runs_are_woken_again_and_others_left_alone(woken):
    now = timezone.now()
    lost = make_run()
    BackgroundRun.objects.filter(pk=lost.pk).update(created_at=now - dt.timedelta(seconds=11))
    orphan = make_run(state="running", heartbeat_at=now - 3 * MINUTE)
    for fields in ({}, {"state": "running", "heartbeat_at": now}, {"state": "failed"}):
        make_run(**fields)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("leads.wake.transaction.on_commit", lambda send: send())
        tasks.resume_runs()
    assert sorted(woken) == sorted(map(str, [lost.pk, orphan.pk]))


@pytest.mark.django_db
def test_a_redis_that_is_away_does_not_fail_the_page(monkeypatch, django_capture_on_commit_callbacks, caplog):
    def refuse(arguments):
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.perform_run, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        run = background.start("test", by=None, n=1)
    assert BackgroundRun.objects.get(pk=run.pk).state == "queued"
    assert "the sweep will find it" in caplog.text


def test_nobody_waits_for_a_redis_that_refuses():
    def send() -> None:
        app = tasks.resume_runs.app
        with app.connection_for_write("redis://127.0.0.1:1/0") as away, pytest.raises(OperationalError):
            tasks.resume_runs.apply_async(connection=away)

    send()  # imports what it needs, which takes a moment
    begun = time.monotonic()
    send()
    assert time.monotonic() - begun < 5, "Kombu's own attempts take six seconds"


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_does_the_run_while_readers_see_its_progress(handler):
    run, began, seen, done = make_run(), threading.Event(), threading.Event(), []

    def work(run):
        run.advance(1, 2)
        began.set()
        assert seen.wait(60)
        done.append(run.pk)
        return {}

    def worker():
        tasks.perform_run(str(run.pk))
        connection.close()

    handler(work)
    workers = [threading.Thread(target=worker) for _ in range(5)]
    for thread in workers:
        thread.start()
    assert began.wait(60)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("running", 1, 2)
    seen.set()
    for thread in workers:
        thread.join()
    assert done == [run.pk]


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_one_statement_takes_long(handler, monkeypatch):
    monkeypatch.setattr(background, "BEAT_SECONDS", 0.01)
    beaten = threading.Event()
    beat = BackgroundRun.beat

    def noted(run, *, at):
        beat(run, at=at)
        beaten.set()

    monkeypatch.setattr(BackgroundRun, "beat", noted)
    run = make_run()
    handler(lambda run: {"beaten": beaten.wait(60)})
    tasks.perform_run(str(run.pk))
    run.refresh_from_db()
    assert run.result == {"beaten": True}
