"""The week in figures: counted as by hand, told once on Monday when the team opens."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from feedback.models import Outcome, WeeklyReport
from feedback.weekly.figures import Week, week_of
from feedback.weekly.sending import send_due_reports
from handoff.models import Clock, Handoff, Notice
from handoff.notices.words import text, url
from tests.handoff.entries import make_entry, make_handoff, tokyo

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 2)


@pytest.fixture
def week(team, rep, sales, other_team):
    """Two come, one of them late answered; one overdue since the week before; a toss-up accepted and won."""
    make_entry(team, rep, at="2026-10-26T10:00")  # due 10-29, never answered
    answered = make_entry(team, rep)
    Clock.objects.answer(answered, tokyo("2026-11-04T10:00"))
    type(answered).objects.filter(pk=answered.pk).update(answered_at=tokyo("2026-11-04T10:00"))
    make_entry(team)  # due 11-06 18:00, not answered
    won = make_handoff(team, rep, Handoff.State.CLOSED, assignee=sales, accepted_at=tokyo("2026-11-03T10:00"))
    Outcome.objects.create(
        handoff=won, stage="won", opportunity_at=tokyo("2026-11-05T10:00"), closed_at=tokyo("2026-11-06T10:00")
    )
    old = make_handoff(team, rep, Handoff.State.ACCEPTED, assignee=sales, accepted_at=tokyo("2026-10-01T10:00"))
    Handoff.objects.filter(pk=old.pk).update(submitted_at=tokyo("2026-10-01T09:00"))
    make_entry(other_team)


def test_a_week_is_counted(week, team):
    assert week_of(team, MONDAY, tokyo("2026-11-09T09:00")) == Week(
        entered=2, answered=1, closed=0, open=3, overdue=2, sla_met=1, sla_missed=1,
        tossed_up=1, returned=0, accepted=1, opportunities=1, won=1, lost=0, stuck=1,
    )  # fmt: skip


def test_what_falls_due_later_in_the_running_week_is_not_missed_yet(week, team):
    running = week_of(team, MONDAY, tokyo("2026-11-06T17:59"))  # one is due at 18:00
    assert (running.overdue, running.sla_met, running.sla_missed, running.stuck) == (1, 1, 0, 1)
    assert week_of(team, MONDAY, tokyo("2026-11-06T18:01")).sla_missed == 1


def test_it_is_told_once_when_the_week_opens(week, team, manager, admin, rep):
    assert send_due_reports(tokyo("2026-11-09T08:59")) == 0
    assert send_due_reports(tokyo("2026-11-09T09:00")) >= 1
    assert send_due_reports(tokyo("2026-11-09T09:10")) == 0
    notices = Notice.objects.filter(event__kind="weekly_report", event__data__team=team.pk)
    assert set(notices.values_list("recipient", flat=True)) == {manager.pk, admin.pk}
    with translation.override("en"):
        sentence = text(notices.first())
    assert "2 in" in sentence
    assert "Deadlines met: 50%." in sentence
    assert url(notices.first()) == reverse("weekly_report")


def test_after_a_holiday_monday_it_comes_on_the_first_open_day(team, manager):
    WeeklyReport.objects.all().delete()
    assert send_due_reports(tokyo("2026-11-23T12:00")) == 0  # 勤労感謝の日
    assert send_due_reports(tokyo("2026-11-24T09:00")) >= 1


def test_the_page_compares_with_the_week_before(week, login, manager):
    page = login(manager).get(reverse("weekly_report"), {"week": "2026-11-05"})
    ((_team, rows),) = page.context["teams"]
    assert rows[0][1:] == ("2", "1")
    assert page.context["monday"] == MONDAY


@pytest.mark.parametrize("asked", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_an_impossible_week_is_last_week(login, manager, asked):
    page = login(manager).get(reverse("weekly_report"), {"week": asked})
    assert page.context["monday"] < timezone.localdate()


def test_the_command_prints_and_sends_once(week, capsys, team):
    call_command("weekly_report", "--week", "2026-11-04", "--send")
    call_command("weekly_report", "--week", "2026-11-04", "--send")
    out = capsys.readouterr().out
    assert str(team) in out
    assert WeeklyReport.objects.filter(team=team, monday=MONDAY).count() == 1
