"""bin/demo --leads N."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from feedback.demo.crowd.populate import populate
from feedback.demo.crowd.statements import execute
from feedback.demo.logins import create_people
from feedback.models import Outcome
from handoff.models import Clock, Handoff, HandoffPackage, QueueEntry, Team, Verdict
from leads.models import Activity, Company, Lead, PastOpportunity, Score


@pytest.fixture
def inside_a_transaction(monkeypatch):
    """Where VACUUM may not run."""
    from feedback.demo.crowd import populate as module

    monkeypatch.setattr(module, "execute", lambda statement: execute(statement.replace("VACUUM ", "")))


@pytest.fixture
def crowd(team, now, inside_a_transaction):
    return list(populate(1_000, now))


def test_every_lead_has_ten_activities_a_score_and_a_verdict(crowd):
    assert Lead.objects.count() == Score.objects.count() == Verdict.objects.count() == 1_000
    assert Activity.objects.count() == 1_0000
    assert Company.objects.count() == 250
    assert QueueEntry.objects.open().exists()


def test_past_toss_ups_have_packages_and_outcomes(crowd):
    handoffs = Handoff.objects.count()
    assert handoffs > 3
    assert HandoffPackage.objects.count() == Outcome.objects.count() == handoffs
    closed = Outcome.objects.filter(stage__in=["won", "lost"])
    assert closed.count() == PastOpportunity.objects.exclude(source="import").count()
    assert not closed.exclude(handoff__state="closed").exists()


def test_past_stays_in_the_queue_were_answered_some_of_them_late(crowd):
    closed = QueueEntry.objects.filter(state="closed")
    clocks = Clock.objects.filter(entry__in=closed)
    assert clocks.count() == closed.count()
    assert set(clocks.values_list("state", flat=True)) == {"met", "breached"}


def test_progress_goes_from_nothing_to_all(crowd):
    assert [share for label, share in crowd if label == crowd[0][0]][-1] == 1
    assert all(0 <= share <= 1 for _label, share in crowd)


def test_the_people_who_are_there_do_the_work(db, team, now, settings, inside_a_transaction):
    settings.LOCAL = True
    create_people(Team.objects.earliest("pk"))
    before = User.objects.count()
    call_command("demo", leads=300, verbosity=0)
    assert User.objects.count() == before
    assert Lead.objects.count() == 300


def test_leads_that_are_there_are_left_alone(db, settings):
    settings.LOCAL = True
    Lead.objects.create(external_id="L1", person_key="x")
    with pytest.raises(CommandError, match="empty database"):
        call_command("demo", leads=300)


@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_a_number_that_makes_no_sense_is_refused(db, settings, count):
    settings.LOCAL = True
    with pytest.raises(CommandError, match="--leads"):
        call_command("demo", leads=count)
