"""A worker is killed at every step of a publication; others go on; it ends as if nobody had been killed."""

import datetime as dt
import itertools
import os
import signal
import traceback

import pytest
from django.db import connection, transaction
from django.utils import timezone

from handoff.criteria.profiles import LARGE
from handoff.judging import verdicts
from handoff.models import Clock, CriteriaVersion, Event, Handoff, Notice, QueueEntry, Verdict
from handoff.publication.publishing import publish_criteria
from leads import background
from leads.models import BackgroundRun, Score, ScoringModel
from leads.scoring import publish, rescore, rescoring
from leads.scoring_document import BehaviourRule, ScoringDocument
from tests.handoff import books
from tests.handoff.judging import act, ago, make_lead
from tests.publishing import perform

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)
ACTIVE = ("trial", "inquiry", "webinar")  # 110 points
BIG = {"industry": "情報・通信業", "employees": 500, "prefecture": "東京都"}


@pytest.fixture(autouse=True)
def small_steps_and_no_broker(monkeypatch):
    monkeypatch.setattr(verdicts, "CHUNK", 4)
    monkeypatch.setattr("handoff.publication.pending.CHUNK", 4)
    monkeypatch.setattr(rescoring, "CHUNK", 5)
    monkeypatch.setattr("leads.tasks.perform_run.apply_async", lambda arguments: None)


@pytest.fixture
def people(team, admin, rep, sales):
    return admin


def populate(now) -> None:
    """Leads that come, go, stay, and are tossed up by a rule, under the mid-size criteria and then the large ones."""
    for number in range(3):
        make_lead(name=f"離脱{number}", actions=[(kind, ago(1)) for kind in ACTIVE])
        make_lead(name=f"参入{number}", tags=["戦略ターゲット"])
        make_lead(name=f"静か{number}")
        best = make_lead(name=f"自動{number}", title="代表取締役社長", title_rank=6, company=BIG)
        act(best, "trial", ago(1))
        act(best, "inquiry", ago(1))
    rescore(lead_ids=None, as_of=now - HOUR)


def state() -> dict:
    """Everything a publication writes, without ids and moments."""
    clocks = Clock.objects.values_list("entry__lead__name", "handoff__lead__name", "kind", "state")
    told = Event.objects.values_list("kind", "lead__name", "data", "actor")
    return {
        "verdicts": sorted(
            Verdict.objects.values_list(
                "lead__name", "criteria__number", "flag", "route", "reason", "rule", "near_miss_rule", "segment"
            ),
            key=str,
        ),
        "scores": sorted(Score.objects.values_list("lead__name", "behaviour_score", "attribute_score")),
        "events": sorted(map(str, (_told(*event) for event in told))),
        "entries": sorted(QueueEntry.objects.values_list("lead__name", "state", "disposition", "score")),
        "clocks": sorted(map(str, clocks)),
        "handoffs": sorted(Handoff.objects.values_list("lead__name", "state", "reason")),
        "notices": sorted(Notice.objects.values_list("event__kind", "recipient")),
        "versions": [list(model.objects.values_list("number", "is_active").order_by("number"))
                     for model in (CriteriaVersion, ScoringModel)],
        "results": [_counts(run) for run in BackgroundRun.objects.all()],
    }  # fmt: skip


def _told(kind, lead, data, actor):
    return kind, lead, sorted((name, value) for name, value in data.items() if name != "publication"), actor


def _counts(run) -> dict:
    return {name: run.result.get(name) for name in ("changed", "leads", "moves", "arrived", "withdrawn", "tossed_up")}


def undisturbed(ask) -> dict:
    """What the publication would come to, done in one go and taken back."""
    with transaction.atomic():
        run = perform(ask())
        assert run.state == "done", run.error
        found = state()
        transaction.set_rollback(True)
    return found


def killed_worker(run: BackgroundRun, at_statement: int, at) -> bool:
    """A process of its own performs the run and is killed before that statement; False: it came to the end."""
    connection.close()
    connection.close_pool()
    worker = os.fork()
    if worker == 0:
        count = itertools.count(1)

        def killer(execute, *arguments):
            if next(count) == at_statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*arguments)

        connection.settings_dict["OPTIONS"].pop("pool")  # a pool starts threads, and waits only 3 s for them
        try:
            mine = BackgroundRun.objects.get(pk=run.pk)
            assert mine.claim(at=at)
            with connection.execute_wrapper(killer):
                background.perform(mine)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def finish_with_casualties(run: BackgroundRun, check, step: int) -> int:
    """Worker after worker, each killed a few statements later than the last; returns how many it took."""
    at, switched, statement = timezone.now(), False, 1
    for casualties in itertools.count():
        at += dt.timedelta(minutes=3)  # the one before has been silent for as long as that
        if not killed_worker(run, statement, at):
            return casualties
        check()
        run.refresh_from_db()
        assert run.state == "running"
        if run.result and not switched:
            switched, statement = True, 0
        statement += step
    raise AssertionError


def criteria_are_whole() -> None:
    active = CriteriaVersion.active().number
    assert set(Verdict.objects.values_list("criteria__number", flat=True)) == {active}
    assert CriteriaVersion.objects.filter(number__gt=active).count() == 0


def test_criteria_are_published_whoever_is_killed(people):
    now = timezone.now()
    populate(now)

    def ask() -> BackgroundRun:
        return publish_criteria(LARGE, reason="規模が変わった", by=people, at=now, base_number=1)

    expected = undisturbed(ask)
    assert expected["results"][0]["tossed_up"] and expected["results"][0]["withdrawn"]
    run = ask()
    assert finish_with_casualties(run, criteria_are_whole, step=3) > 20
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", run.total)
    found = state()
    for name, value in expected.items():
        assert found[name] == value, name
    books.check_entries()
    books.check_handoffs()


def test_a_scoring_model_is_published_whoever_is_killed(people):
    now = timezone.now()
    populate(now)
    rules = [BehaviourRule(kind, points, 30, expire_days=90) for kind, points in (("trial", 120), ("inquiry", 5))]
    document = ScoringDocument(behaviour=tuple(rules))
    before = state()["scores"]

    def ask() -> BackgroundRun:
        return publish(document, reason="r", by=people, at=now)

    expected = undisturbed(ask)

    def is_whole() -> None:
        found = state()["scores"]
        assert found == (before if ScoringModel.objects.active().number == 1 else expected["scores"])
        criteria_are_whole()

    assert expected["scores"] != before
    assert finish_with_casualties(ask(), is_whole, step=5) > 15
    found = state()
    for name, value in expected.items():
        assert found[name] == value, name
    books.check_entries()
