"""After rows were taken back the planner takes a full table for an empty one, and plans to join it row by row."""

import dataclasses
import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from feedback.replay import running
from feedback.replay.cases import Cases
from handoff.criteria.profiles import LARGE, MID
from handoff.impact import estimate, exact
from handoff.impact.compared import Comparison
from handoff.impact.question import Question
from handoff.judging.verdicts import judge
from leads.models import Lead, ScoringModel
from leads.scoring import rescore
from leads.workshop import effect
from tests.conftest import NOW
from tests.feedback.replay.pasts import past
from tests.handoff.judging import make_lead
from tests.publishing import perform

pytestmark = pytest.mark.django_db
CROWD = 120  # leads: with a plan for one lead, each of the statements takes minutes


def crowd() -> None:
    for number in range(CROWD):
        lead = make_lead(behaviour=number % 90, attribute=60, actions=[("inquiry", number % 30)], company={})
        past(lead, "won", NOW - dt.timedelta(days=number % 40))


@pytest.fixture
def misled():
    """Leads in tables that were looked at when all of their rows had just been taken back."""
    with transaction.atomic():
        crowd()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT reltuples, relpages > 0 FROM pg_class WHERE relname = 'leads_lead'")
        assert cursor.fetchone() == (0, True)
        crowd()
        cursor.execute("SET LOCAL statement_timeout = '60s'")


def dearer():
    model = ScoringModel.objects.active().parsed
    rules = tuple(dataclasses.replace(rule, points=rule.points * 2, cap=None) for rule in model.behaviour)
    return dataclasses.replace(model, behaviour=rules)


def some() -> list[int]:
    return list(Lead.objects.values_list("pk", flat=True))


def compare_all(admin):
    question = Question("criteria", Comparison(LARGE, MID), 1, ScoringModel.objects.active().number)
    run = perform(exact.start(question, by=admin, at=NOW))
    assert (run.state, run.error) == ("done", "")


def replay(admin):
    side = running.in_force()
    run = running.begin(side, Cases(undated_as_of=NOW), against=side, passed=("target",), by=admin)
    assert (run.state, run.error) == ("done", "")


@pytest.mark.parametrize(
    "act",
    [
        lambda admin: rescore(lead_ids=None, as_of=NOW),
        lambda admin: rescore(lead_ids=some(), as_of=NOW),
        lambda admin: judge(lead_ids=None, as_of=NOW),
        lambda admin: judge(lead_ids=some(), as_of=NOW),
        lambda admin: estimate(LARGE, MID, NOW),
        lambda admin: estimate(LARGE, MID, NOW, scoring=dearer()),
        lambda admin: effect.estimate(ScoringModel.objects.active().parsed, dearer(), NOW),
        lambda admin: effect.reach(dearer(), NOW),
        lambda admin: call_command("judge", as_of=NOW.isoformat()),
        compare_all,
        replay,
    ],
    ids=[
        "rescore all", "rescore some", "judge all", "judge some", "estimate", "estimate a draft of both",
        "effect of a scoring draft", "reach of a scoring draft", "the judge command", "compare all", "replay",
    ],
)  # fmt: skip
def test_no_statement_over_many_leads_is_planned_for_one(misled, admin, capsys, act):
    act(admin)
