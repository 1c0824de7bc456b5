"""Due times against the product's own table, and against a naive counter with its own list of holidays."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from handoff.deadlines.business_days import Calendar, ClosedRange, NoOpenDay, business_days_left, due
from tests.handoff.holidays_2024_2027 import MONTH_DAYS

TOKYO = ZoneInfo("Asia/Tokyo")
YEAR_END = ClosedRange("年末年始", dt.date(2025, 12, 29), dt.date(2026, 1, 3), every_year=True)
OFFICE = Calendar(closed=(YEAR_END,))
NINE_TO_SIX = ((9 * 60, 18 * 60),)


def tokyo(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-02T10:00", "2026-11-06T18:00"),
        ("2026-09-18T15:00", "2026-09-28T18:00"),
        ("2026-09-19T11:00", "2026-09-28T18:00"),
        ("2026-04-30T19:30", "2026-05-08T18:00"),
        ("2026-12-28T09:00", "2027-01-06T18:00"),
    ],
)
def test_three_business_days_are_due_when_the_definition_says(start, end):
    assert due(tokyo(start), 3, OFFICE).due_at == tokyo(end)


def naive_due_day(start: dt.date, days: int) -> dt.date:
    closed = {1229, 1230, 1231, 101, 102, 103}
    day = start
    while days:
        day += dt.timedelta(days=1)
        number = day.month * 100 + day.day
        if day.weekday() < 5 and number not in closed and number not in MONTH_DAYS[day.year]:
            days -= 1
    return day


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_every_start_of_a_year_agrees_with_a_naive_counter(year):
    for offset in range((dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days):
        start = dt.date(year, 1, 1) + dt.timedelta(days=offset)
        for days in range(1, 11):
            answer = due(dt.datetime.combine(start, dt.time(offset % 24), tzinfo=TOKYO), days, OFFICE)
            expected = naive_due_day(start, days)
            assert answer.due_at == dt.datetime.combine(expected, dt.time(18), tzinfo=TOKYO), (start, days)
            assert answer.remind_at == dt.datetime.combine(expected, dt.time(9), tzinfo=TOKYO)
            following = dt.datetime.combine(naive_due_day(start, days + 1), dt.time(18), tzinfo=TOKYO)
            assert answer.escalate_at == following
            assert sum(row.counted for row in answer.days) == days
            assert [row.day for row in answer.days][:: len(answer.days) - 1] == [start, expected]


def test_the_count_names_every_day_and_why_it_does_not_count():
    with translation.override("ja"):
        rows = due(tokyo("2026-09-18T15:00"), 3, OFFICE).days
    reasons = {row.day.day: row.reason for row in rows}
    assert (reasons[21], reasons[22], reasons[23]) == ("敬老の日", "国民の休日", "秋分の日")
    assert [row.day.day for row in rows if row.counted] == [24, 25, 28]


def test_holidays_are_named_in_the_active_language():
    substitute = dt.date(2026, 5, 6)
    with translation.override("ja"):
        assert OFFICE.why_closed(substitute) == "振替休日"
    with translation.override("en"):
        assert OFFICE.why_closed(substitute) == "Substitute Holiday"


def test_a_closed_day_is_called_by_its_name_and_an_open_day_has_no_reason():
    assert OFFICE.why_closed(dt.date(2026, 12, 30)) == "年末年始"
    assert OFFICE.why_closed(dt.date(2026, 12, 28)) == ""


def test_a_closure_of_one_year_only_leaves_the_next_year_open():
    moving = ClosedRange("移転", dt.date(2026, 3, 2), dt.date(2026, 3, 3))
    calendar = Calendar(closed=(moving,))
    assert not calendar.is_business_day(dt.date(2026, 3, 3))
    assert calendar.is_business_day(dt.date(2027, 3, 3))


def test_a_yearly_closure_on_a_leap_day_is_found_in_leap_years_only():
    calendar = Calendar(closed=(ClosedRange("創立記念", dt.date(2024, 2, 29), dt.date(2024, 2, 29), every_year=True),))
    assert not calendar.is_business_day(dt.date(2028, 2, 29))
    assert calendar.is_business_day(dt.date(2025, 2, 28))
    assert calendar.is_business_day(dt.date(2027, 3, 1))


def test_an_extra_open_day_wins_over_weekend_holiday_and_closure():
    opened = dict.fromkeys((dt.date(2026, 11, 3), dt.date(2026, 11, 7), dt.date(2026, 12, 31)), NINE_TO_SIX)
    calendar = Calendar(closed=(YEAR_END,), extra_open=opened)
    assert all(calendar.is_business_day(day) for day in opened)
    assert due(tokyo("2026-11-02T10:00"), 3, calendar).due_at == tokyo("2026-11-05T18:00")


def test_with_several_intervals_the_last_one_closes_and_the_break_is_not_open():
    split = Calendar(weekly_hours=dict.fromkeys(range(1, 6), ((540, 720), (780, 1080))))
    answer = due(tokyo("2026-11-04T10:00"), 1, split)
    assert (answer.remind_at, answer.due_at) == (tokyo("2026-11-05T09:00"), tokyo("2026-11-05T18:00"))
    assert not split.open_at(tokyo("2026-11-04T12:30"))
    assert split.next_open(tokyo("2026-11-04T12:30")) == tokyo("2026-11-04T13:00")


def test_an_interval_may_end_at_midnight():
    late = Calendar(weekly_hours=dict.fromkeys(range(1, 6), ((18 * 60, 24 * 60),)))
    assert due(tokyo("2026-11-04T10:00"), 1, late).due_at == tokyo("2026-11-06T00:00")


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-04T08:59", "2026-11-04T09:00"),
        ("2026-11-04T09:00", "2026-11-04T09:00"),
        ("2026-11-04T17:59", "2026-11-04T17:59"),
        ("2026-11-04T18:00", "2026-11-05T09:00"),
        ("2026-11-06T20:00", "2026-11-09T09:00"),
        ("2026-12-28T18:30", "2027-01-04T09:00"),
    ],
)
def test_the_next_open_moment(moment, opening):
    assert OFFICE.next_open(tokyo(moment)) == tokyo(opening)


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [  # the clocks change on the Sunday between; close of business is six in the evening on the wall either way
        ("America/New_York", "2026-03-06T10:00:00-05:00", "2026-03-09T18:00:00-04:00"),
        ("America/New_York", "2026-10-30T10:00:00-04:00", "2026-11-02T18:00:00-05:00"),
        ("Europe/Berlin", "2026-03-27T10:00:00+01:00", "2026-03-30T18:00:00+02:00"),
        ("Europe/Berlin", "2026-10-23T10:00:00+02:00", "2026-10-26T18:00:00+01:00"),
    ],
)
def test_a_change_of_the_clocks_does_not_move_the_closing_time(zone, start, end):
    calendar = Calendar(timezone=ZoneInfo(zone), country="US" if "America" in zone else "DE")
    assert due(dt.datetime.fromisoformat(start), 1, calendar).due_at == dt.datetime.fromisoformat(end)


def test_the_start_day_is_the_day_in_the_calendars_zone():
    just_after_midnight_in_tokyo = dt.datetime(2026, 11, 4, 15, 30, tzinfo=dt.UTC)
    assert due(just_after_midnight_in_tokyo, 1, OFFICE).due_at == tokyo("2026-11-06T18:00")


def test_a_calendar_that_never_opens_is_an_error_and_not_an_endless_search():
    never = Calendar(weekly_hours={})
    with pytest.raises(NoOpenDay):
        due(tokyo("2026-11-04T10:00"), 1, never)
    with pytest.raises(NoOpenDay):
        never.next_open(tokyo("2026-11-04T10:00"))
    with pytest.raises(NoOpenDay):
        due(dt.datetime(9999, 12, 30, tzinfo=dt.UTC), 3, OFFICE)


def test_a_start_without_a_zone_and_a_target_of_no_days_are_refused():
    with pytest.raises(ValueError, match="time zone"), translation.override("en"):
        due(dt.datetime(2026, 11, 4), 1, OFFICE)
    with pytest.raises(ValueError, match="1 or more"), translation.override("en"):
        due(tokyo("2026-11-04T10:00"), 0, OFFICE)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-02T10:00", 3),
        ("2026-11-03T10:00", 3),
        ("2026-11-05T23:00", 1),
        ("2026-11-06T10:00", 0),
        ("2026-11-09", 0),
    ],
)
def test_business_days_left_are_those_after_today(now, left):
    assert business_days_left(tokyo(now), tokyo("2026-11-06T18:00"), OFFICE) == left
