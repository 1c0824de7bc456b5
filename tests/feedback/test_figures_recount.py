"""The figures of the demo's months, counted a second time in plain Python over the same rows."""

import datetime as dt
import statistics

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from feedback.figures import figures
from feedback.models import Outcome
from handoff.deadlines.calendars import Calendars
from handoff.models import Clock, Handoff, Team
from tests.conftest import NOW


def business_hours(start, end, calendar) -> float:
    """Minute by minute of every day between: slow, and nothing like the SQL."""
    total, day = 0.0, calendar.local_day(start)
    while day <= calendar.local_day(end):
        midnight = dt.datetime.combine(day, dt.time(), tzinfo=calendar.timezone)
        for opens, closes in calendar.hours(day):
            first = max(start, midnight + dt.timedelta(minutes=opens))
            last = min(end, midnight + dt.timedelta(minutes=closes))
            total += max(0.0, (last - first).total_seconds() / 3600)
        day += dt.timedelta(days=1)
    return total


def month_of(moment) -> dt.date:
    return timezone.localdate(moment).replace(day=1)


def test_every_month_adds_up_as_counted_by_hand(played, db):
    found = figures(Team.objects.all(), NOW, 6)
    handoffs, outcomes = list(Handoff.objects.all()), Outcome.objects.in_bulk()
    assert sum(month.tossed_up for month in found.months) == found.total.tossed_up == len(handoffs) > 50
    for month in found.months:
        mine = [each for each in handoffs if month_of(each.submitted_at) == month.first]
        decided = [each for each in mine if each.decided_at]
        answered = [each for each in mine if each.accepted_at or each.state == "sent_back"]
        worked = [outcomes[each.pk] for each in mine if each.pk in outcomes]
        assert month.tossed_up == len(mine)
        assert (month.approved.whole, month.approved.part) == (
            len(decided), sum(each.state != "returned" for each in decided),
        )  # fmt: skip
        assert (month.accepted.whole, month.accepted.part) == (
            len(answered), sum(each.state != "sent_back" for each in answered),
        )  # fmt: skip
        assert month.opportunities.part == sum(each.opportunity_at is not None for each in worked)
        assert (month.won, month.lost) == tuple(
            sum(each.stage == stage for each in worked) for stage in ("won", "lost")
        )


def test_response_times_are_open_hours_as_counted_by_hand(played, db):
    found = figures(Team.objects.all(), NOW, 6)
    calendar = Calendars().of_team(Team.objects.get().pk)
    clocks = Clock.objects.filter(kind="first_response").exclude(state="cancelled")
    for month in found.months:
        mine = [clock for clock in clocks if month_of(clock.started_at) == month.first]
        hours = [business_hours(clock.started_at, clock.stopped_at, calendar) for clock in mine if clock.stopped_at]
        due = [clock for clock in mine if clock.state in ("met", "breached") or clock.due_at < NOW]
        assert month.responses == len(hours)
        if hours:
            assert month.median_hours == pytest.approx(statistics.median(hours))
            assert month.average_hours == pytest.approx(statistics.mean(hours))
        assert (month.in_time.part, month.in_time.whole) == (sum(clock.state == "met" for clock in mine), len(due))


def test_reasons_are_counted_once_each(played, db):
    found = figures(Team.objects.all(), NOW, 12)
    outcomes = list(Outcome.objects.all())
    assert sum(found.lost_reasons.values()) == sum(each.stage == "lost" for each in outcomes)
    assert sum(found.feedback.values()) == sum(len(each.feedback) for each in outcomes)
    assert sum(found.return_reasons.values()) == Handoff.objects.came_back().count()
    assert list(found.lost_reasons.values()) == sorted(found.lost_reasons.values(), reverse=True)


def test_the_page_shows_rates_with_what_they_are_of(played, db, client):
    client.force_login(User.objects.get(email="manager@example.jp"))
    page = client.get(reverse("reviews"), {"months": 12}).text
    total = figures(Team.objects.all(), timezone.now(), 12).total
    assert f"{total.opportunities.part} / {total.opportunities.whole}" in page
