"""What sales lost comes back to the queue, or to sales, when it has cooled."""

import datetime as dt

import pytest

from handoff.criteria.profiles import LARGE, MID
from handoff.judging.day_change import judge_day_change
from handoff.judging.verdicts import judge
from handoff.models import Handoff, QueueEntry, Verdict
from tests.conftest import NOW
from tests.handoff.judging import make_lead, opportunity, put_in_force

pytestmark = pytest.mark.django_db

COOLED = NOW + dt.timedelta(days=90)
LOST_RULE = LARGE.rules[3]


def lost_today(lead) -> None:
    """Tossed up and lost on the same day."""
    lead.handoffs.update(state=Handoff.State.CLOSED, closed_at=NOW)
    opportunity(lead, "lost", closed_on=NOW.date())
    judge(lead_ids=[lead.pk], as_of=NOW + dt.timedelta(hours=1), stored=True)


def test_what_was_lost_is_tossed_up_again_after_its_cooling_time(team):
    put_in_force(LARGE.with_changes(cooling_days=90))
    lead = make_lead(attribute=60, behaviour=40)
    judge(lead_ids=[lead.pk], as_of=NOW, stored=True)
    lost_today(lead)
    assert Verdict.objects.get(lead=lead).reason == "lost_before"
    judge(lead_ids=[lead.pk], as_of=COOLED - dt.timedelta(hours=10), stored=True)
    assert lead.handoffs.count() == 1
    judge(lead_ids=[lead.pk], as_of=COOLED, stored=True)
    assert lead.handoffs.count() == 2
    judge(lead_ids=[lead.pk], as_of=COOLED + dt.timedelta(days=1), stored=True)
    assert lead.handoffs.count() == 2


def test_without_a_cooling_time_it_stays_with_the_past(team):
    put_in_force(LARGE)
    lead = make_lead(attribute=60, behaviour=40)
    judge(lead_ids=[lead.pk], as_of=NOW, stored=True)
    lost_today(lead)
    judge(lead_ids=[lead.pk], as_of=COOLED, stored=True)
    assert lead.handoffs.count() == 1


def test_where_nothing_is_automatic_it_enters_the_queue_once(team):
    put_in_force(MID.with_changes(rules=(LOST_RULE, *MID.rules), cooling_days=90))
    lead = make_lead(behaviour=200)
    judge(lead_ids=[lead.pk], as_of=NOW, stored=True)
    Handoff.objects.create(lead=lead, team=team, state="closed", reason="x", submitted_at=NOW)
    QueueEntry.objects.update(state="closed", disposition="tossed_up", closed_at=NOW)
    lost_today(lead)
    assert not QueueEntry.objects.open().exists()
    judge(lead_ids=[lead.pk], as_of=COOLED, stored=True)
    assert [entry.lead for entry in QueueEntry.objects.open()] == [lead]
    later = COOLED + dt.timedelta(days=1)
    QueueEntry.objects.open().update(state="closed", disposition="nurtured", closed_at=later)
    judge(lead_ids=[lead.pk], as_of=later + dt.timedelta(days=1), stored=True)
    assert not QueueEntry.objects.open().exists()


def test_the_sweep_finds_it(team):
    put_in_force(LARGE.with_changes(cooling_days=90))
    lead = make_lead(attribute=60, behaviour=40)
    judge(lead_ids=[lead.pk], as_of=NOW, stored=True)
    lost_today(lead)
    assert judge_day_change(COOLED) == 1
    assert Verdict.objects.get(lead=lead).reason != "lost_before"
