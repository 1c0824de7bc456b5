"""A calendar edit moves the deadlines that are still running, and says from when to when."""

import json

import pytest
from django.urls import reverse

from handoff.deadlines.recount import recount_running_clocks
from handoff.deadlines.sweeping import Swept, sweep
from handoff.models import BusinessCalendar, Clock, Event
from handoff.words import events as event_words
from tests.handoff.entries import DUE, ENTERED, REMIND, clock_of, make_entry, make_handoff, tokyo

NOW = tokyo("2026-11-04T10:00")


def close(team, day: str) -> None:
    team.calendar.closed_days.create(name="停電", first_day=day, last_day=day)


def test_a_new_closed_day_moves_what_is_running_and_records_old_and_new(team, rep, admin):
    entry, handoff = make_entry(team, rep), make_handoff(team)
    Clock.objects.start_for_handoff(handoff, Clock.Kind.APPROVAL, tokyo(ENTERED), 3)
    close(team, "2026-11-05")
    assert recount_running_clocks(at=NOW, by=admin) == 2
    entry.refresh_from_db()
    assert entry.due_at == clock_of(entry).due_at == clock_of(handoff).due_at == tokyo("2026-11-09T18:00")
    event = Event.objects.get(kind=Event.Kind.DEADLINE_MOVED, entry=entry)
    assert (event.actor, event.data["from"][:10], event.data["due_at"][:10]) == (admin, "2026-11-06", "2026-11-09")
    words = event_words.describe(event).text
    assert "11/6 (金) 18:00" in words
    assert "11/9 (月) 18:00" in words


def test_recounting_again_moves_nothing(team):
    make_entry(team)
    close(team, "2026-11-05")
    assert (recount_running_clocks(at=NOW), recount_running_clocks(at=NOW)) == (1, 0)


def test_what_is_answered_or_overdue_stays_as_it_was(team, rep):
    answered, overdue = make_entry(team, rep), make_entry(team, rep)
    Clock.objects.answer(answered, NOW)
    sweep(tokyo("2026-11-06T18:01"))
    close(team, "2026-11-05")
    assert recount_running_clocks(at=NOW) == 0
    assert [clock_of(entry).due_at for entry in (answered, overdue)] == [tokyo(DUE)] * 2


def test_a_deadline_that_moved_on_is_recalled_on_its_new_day(team, rep):
    make_entry(team, rep)
    sweep(tokyo(REMIND))
    close(team, "2026-11-06")
    recount_running_clocks(at=tokyo(REMIND))
    assert sweep(tokyo("2026-11-06T19:00")) == Swept(0, 0, 0)
    assert sweep(tokyo("2026-11-09T09:00")) == Swept(1, 0, 0)


def test_entries_of_other_calendars_stay(team, other_team):
    other_team.calendar = BusinessCalendar.objects.create(name="西日本")
    other_team.save()
    here, there = make_entry(team), make_entry(other_team)
    close(team, "2026-11-05")
    recount_running_clocks(at=NOW)
    assert [clock_of(entry).due_at for entry in (here, there)] == [tokyo("2026-11-09T18:00"), tokyo(DUE)]


@pytest.fixture
def superuser(admin):
    admin.is_superuser = admin.is_staff = True
    admin.save()
    return admin


def calendar_form(calendar, **values) -> dict:
    """What the admin's page posts, with one more closed day."""
    inlines = {
        f"{name}-{field}": value
        for name, count in (("closed_days", 1), ("extra_open_days", 0))
        for field, value in (("TOTAL_FORMS", count), ("INITIAL_FORMS", 0))
    }
    closed = {"name": "停電", "first_day": "2026-11-05", "last_day": "2026-11-05"}
    hours = json.dumps({str(weekday): [["09:00", "18:00"]] for weekday in range(1, 6)})
    form = {"name": calendar.name, "timezone": "Asia/Tokyo", "country": "JP", "weekly_hours": hours}
    return form | inlines | {f"closed_days-0-{field}": value for field, value in closed.items()} | values


def test_saving_the_calendar_in_the_admin_moves_the_deadlines(team, superuser, login):
    entry = make_entry(team)
    url = reverse("admin:handoff_businesscalendar_change", args=[team.calendar_id])
    response = login(superuser).post(url, calendar_form(team.calendar))
    assert response.status_code == 302, response.context["errors"]
    assert clock_of(entry).due_at == tokyo("2026-11-09T18:00")


def test_open_hours_that_make_no_sense_are_refused_there(team, superuser, login):
    url = reverse("admin:handoff_businesscalendar_change", args=[team.calendar_id])
    response = login(superuser).post(url, calendar_form(team.calendar, weekly_hours='{"1": [["18:00", "09:00"]]}'))
    assert response.status_code == 200
    assert "weekly_hours" in response.context["adminform"].form.errors


def test_a_holiday_declared_today_at_noon_moves_what_is_due_today_and_what_counts_over_it(team, rep, manager):
    noon, mine = tokyo("2026-11-06T12:00"), make_entry(team, rep)
    later, after = make_entry(team, at="2026-11-05T10:00"), make_entry(team, at="2026-11-06T09:30")
    sweep(noon)
    close(team, "2026-11-06")
    assert recount_running_clocks(at=noon) == 2, "the first day never counts, so what began today stays"
    due = [clock_of(entry).due_at for entry in (mine, later, after)]
    assert due == [tokyo("2026-11-09T18:00"), tokyo("2026-11-11T18:00"), tokyo("2026-11-11T18:00")]
    assert sweep(tokyo("2026-11-06T18:01")) == Swept(0, 0, 0)
    assert sweep(tokyo("2026-11-09T18:01")) == Swept(0, 1, 0)
    assert clock_of(mine).breached_at == tokyo("2026-11-09T18:00")


def test_a_holiday_taken_back_the_same_day_leaves_everything_as_it_was(team, rep):
    entry, noon = make_entry(team, rep), tokyo("2026-11-05T12:00")
    before = Clock.objects.values().get(entry=entry)
    close(team, "2026-11-06")
    recount_running_clocks(at=noon)
    team.calendar.closed_days.filter(name="停電").delete()
    assert recount_running_clocks(at=tokyo("2026-11-05T12:05")) == 1
    assert Clock.objects.values().get(entry=entry) == before
    moves = (
        Event.objects.filter(kind=Event.Kind.DEADLINE_MOVED).order_by("at").values_list("data__from", "data__due_at")
    )
    assert [(old[8:10], new[8:10]) for old, new in moves] == [("06", "09"), ("09", "06")]


def test_hours_that_end_earlier_from_today_on_are_overdue_from_their_new_end(team, rep, manager):
    entry, afternoon = make_entry(team, rep), tokyo("2026-11-06T16:00")
    team.calendar.weekly_hours |= {"5": [["09:00", "15:00"]]}
    team.calendar.save()
    assert recount_running_clocks(at=afternoon) == 1
    assert sweep(afternoon) == Swept(0, 1, 0)
    assert clock_of(entry).breached_at == tokyo("2026-11-06T15:00")
