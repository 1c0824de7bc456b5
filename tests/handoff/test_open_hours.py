"""Targets in open hours, and calendars in zones that change their clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from handoff.deadlines.business_days import Calendar, NoOpenDay, business_days_left, due, due_in_open_time

TOKYO, NEW_YORK, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
WEEK = dict.fromkeys(range(1, 6), ((10 * 60, 18 * 60),))
NOON_BREAK = dict.fromkeys(range(1, 6), ((9 * 60, 12 * 60), (13 * 60, 18 * 60)))


def at(text: str, zone=TOKYO) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "minutes", "hours", "end"),
    [
        ("2026-11-07T15:00", 120, WEEK, "2026-11-09T12:00"),  # a Saturday
        ("2026-11-06T17:00", 120, WEEK, "2026-11-09T11:00"),
        ("2026-11-06T16:00", 120, WEEK, "2026-11-06T18:00"),
        ("2026-11-06T18:00", 1, WEEK, "2026-11-09T10:01"),
        ("2026-11-02T17:30", 60, WEEK, "2026-11-04T10:30"),  # 文化の日 between
        ("2026-11-04T11:30", 60, NOON_BREAK, "2026-11-04T13:30"),
        ("2026-11-04T12:30", 60, NOON_BREAK, "2026-11-04T14:00"),
        ("2026-12-28T17:00", 16 * 60, WEEK, "2026-12-30T17:00"),
    ],
)
def test_open_hours_are_counted_to_the_minute(start, minutes, hours, end):
    assert due_in_open_time(at(start), minutes, Calendar(weekly_hours=hours)).due_at == at(end)


def test_the_count_says_how_much_of_each_day():
    counted = due_in_open_time(at("2026-11-06T17:00"), 120, Calendar(weekly_hours=WEEK))
    assert [(day.day.day, day.counted) for day in counted.days] == [(6, True), (7, False), (8, False), (9, True)]
    assert counted.remind_at == at("2026-11-06T18:00")
    assert counted.escalate_at == at("2026-11-10T18:00")


def naive(start: dt.datetime, minutes: int, calendar: Calendar) -> dt.datetime:
    """Minute by minute."""
    moment = start.astimezone(dt.UTC)
    while minutes:
        moment += dt.timedelta(minutes=1)
        minutes -= calendar.open_at(moment - dt.timedelta(minutes=1))
    return moment


@given(
    st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2026, 11, 30)).map(
        lambda day: day.replace(second=0, microsecond=0)
    ),
    st.integers(1, 1200),
    st.sampled_from([TOKYO, NEW_YORK, BERLIN]),
    st.sampled_from([WEEK, NOON_BREAK, {6: ((0, 1440),), 7: ((0, 1440),)}]),
)
def test_as_a_minute_by_minute_count_says(start, minutes, zone, hours):
    calendar = Calendar(timezone=zone, weekly_hours=hours, country="")
    start = start.replace(tzinfo=dt.UTC)
    found = due_in_open_time(start, minutes, calendar)
    assert found.due_at == naive(start, minutes, calendar)
    assert start < found.remind_at <= found.due_at < found.escalate_at


@pytest.mark.parametrize(
    ("zone", "country", "start", "days", "end"),
    [
        (NEW_YORK, "US", "2026-03-06T15:00", 1, "2026-03-09T18:00"),  # clocks go forward on Sunday 03-08
        (NEW_YORK, "US", "2026-10-30T15:00", 1, "2026-11-02T18:00"),  # and back on 11-01
        (NEW_YORK, "US", "2026-11-25T10:00", 1, "2026-11-27T18:00"),  # Thanksgiving
        (BERLIN, "DE", "2026-03-27T15:00", 1, "2026-03-30T18:00"),
        (BERLIN, "DE", "2026-10-23T15:00", 1, "2026-10-26T18:00"),
        (BERLIN, "DE", "2026-12-23T10:00", 3, "2026-12-29T18:00"),  # 25 is a holiday, 26 too, and a Saturday
        (TOKYO, "JP", "2028-02-28T10:00", 1, "2028-02-29T18:00"),  # a leap day is a day
        (TOKYO, "JP", "2026-12-31T10:00", 1, "2027-01-04T18:00"),
    ],
)
def test_due_times_keep_their_wall_clock_when_the_clocks_change(zone, country, start, days, end):
    calendar = Calendar(timezone=zone, country=country)
    found = due(at(start, zone), days, calendar)
    assert found.due_at == at(end, zone)
    assert business_days_left(at(start, zone), found.due_at, calendar) == days


def test_a_calendar_that_never_opens_is_said():
    with pytest.raises(NoOpenDay):
        due_in_open_time(at("2026-11-02T10:00"), 60, Calendar(weekly_hours={}))


@pytest.mark.parametrize("minutes", [0, -5])
def test_no_time_at_all_is_refused(minutes):
    with pytest.raises(ValueError, match=r"\w"):
        due_in_open_time(at("2026-11-02T10:00"), minutes, Calendar())


@pytest.mark.django_db
def test_the_command_counts_open_hours(capsys):
    call_command("sla_due", "2026-11-06T17:00", "2h", "--language", "en")
    assert "2026-11-09T10:00:00+09:00" in capsys.readouterr().out
