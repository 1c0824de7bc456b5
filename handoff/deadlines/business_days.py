"""Business days and the due time of N of them. Pure: no model, no clock of its own.

The rule is the product's own definition: the first day is not counted (初日不算入); the due time is the close of
business of the Nth business day strictly after the start's calendar day, in the calendar's time zone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handoff.deadlines.public_holidays import public_holidays

Interval = tuple[int, int]  # minutes after local midnight, end not included; 1440 is the end of the day
LONGEST_CLOSURE = 400  # days without an open one: more than that is a calendar that never opens


class NoOpenDay(ValueError):
    """The calendar has no open day to count to."""


@dataclass(frozen=True)
class ClosedRange:
    name: str
    first: date
    last: date
    every_year: bool = False

    def __contains__(self, day: date) -> bool:
        if not self.every_year:
            return self.first <= day <= self.last
        if (self.last - self.first).days >= 365:
            return True
        first, last, this = ((each.month, each.day) for each in (self.first, self.last, day))
        return first <= this <= last if first <= last else this >= first or this <= last


@dataclass(frozen=True, eq=False)
class Calendar:
    """When an organisation is open. Extra open days win over everything."""

    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Tokyo"))
    weekly_hours: Mapping[int, tuple[Interval, ...]] = field(
        default_factory=lambda: dict.fromkeys(range(1, 6), ((9 * 60, 18 * 60),))
    )  # ISO weekday → open intervals in order
    country: str = "JP"  # "": no public holidays
    closed: tuple[ClosedRange, ...] = ()
    extra_open: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    _left: dict[tuple[date, date], int] = field(default_factory=dict, repr=False)

    def hours(self, day: date) -> tuple[Interval, ...]:
        """The open intervals of a day; empty when it is not a business day."""
        if day in self.extra_open:
            return self.extra_open[day]
        if day in public_holidays(self.country, day.year) or any(day in closure for closure in self.closed):
            return ()
        return self.weekly_hours.get(day.isoweekday(), ())

    def is_business_day(self, day: date) -> bool:
        return bool(self.hours(day))

    def why_closed(self, day: date) -> str:
        """Why a day is not a business day, in the active language; "" for a business day."""
        if self.is_business_day(day):
            return ""
        if name := public_holidays(self.country, day.year, get_language() or "en").get(day):
            return name
        for closure in self.closed:
            if day in closure:
                return closure.name
        return _("weekend") if day.isoweekday() > 5 else _("closed weekday")

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.timezone).date()

    def opening(self, day: date) -> datetime:
        """When a business day opens, in UTC."""
        return self.moment(day, self.hours(day)[0][0])

    def closing(self, day: date) -> datetime:
        """Close of business of a business day: the end of its last interval, in UTC."""
        return self.moment(day, self.hours(day)[-1][1])

    def business_days_after(self, day: date) -> Iterator[date]:
        """The business days strictly after a day, in order. Raises NoOpenDay after 400 closed days in a row."""
        closed = 0
        while closed < LONGEST_CLOSURE:
            try:
                day += timedelta(days=1)
            except OverflowError as error:
                raise NoOpenDay(_("The calendar has no open day any more.")) from error
            if self.is_business_day(day):
                closed = 0
                yield day
            else:
                closed += 1
        raise NoOpenDay(_("The calendar has no open day: give it open hours on at least one weekday."))

    def open_at(self, moment: datetime) -> bool:
        """Whether the moment is in open hours (the closing minute is not)."""
        day = self.local_day(moment)
        return any(self.moment(day, start) <= moment < self.moment(day, end) for start, end in self.hours(day))

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself when open, else the next opening, in UTC. Raises NoOpenDay."""
        if self.open_at(moment):
            return moment.astimezone(UTC)
        day = self.local_day(moment)
        for start, _end in self.hours(day):
            if (opening := self.moment(day, start)) > moment:
                return opening
        return self.opening(next(self.business_days_after(day)))

    def moment(self, day: date, minutes: int) -> datetime:
        """So many minutes after local midnight by the clock on the wall, in UTC."""
        wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=self.timezone).astimezone(UTC)


@dataclass(frozen=True)
class DayCount:
    day: date
    counted: bool
    reason: str  # in the language that was active


@dataclass(frozen=True)
class Due:
    due_at: datetime  # all UTC
    remind_at: datetime  # opening of the due day
    escalate_at: datetime  # close of one business day later
    days: list[DayCount]  # every calendar day from the start to the due day


def due(start: datetime, days: int, calendar: Calendar) -> Due:
    """The due time of `days` business days from an aware moment, with the count of every calendar day.

    Raises ValueError for a naive start or fewer than 1 day, NoOpenDay (a ValueError) when the calendar never opens.
    """
    if start.tzinfo is None:
        raise ValueError(_("The start needs a time zone."))
    if days < 1:
        raise ValueError(_("The number of business days must be 1 or more."))
    first_day = calendar.local_day(start)
    ahead = calendar.business_days_after(first_day)
    counted = [next(ahead) for _number in range(days)]
    last_day = counted[-1]
    return Due(
        due_at=calendar.closing(last_day),
        remind_at=calendar.opening(last_day),
        escalate_at=calendar.closing(next(ahead)),
        days=list(_day_counts(first_day, counted, calendar)),
    )


def due_in_open_time(start: datetime, minutes: int, calendar: Calendar) -> Due:
    """The due time of so many open minutes from an aware moment: only time in open hours counts, to the minute.

    The reminder is when half of it has passed. Raises ValueError for a naive start or less than a minute, NoOpenDay.
    """
    if start.tzinfo is None:
        raise ValueError(_("The start needs a time zone."))
    if minutes < 1:
        raise ValueError(_("The number of open hours must be more than 0."))
    due_at, days = _after_open_time(start, timedelta(minutes=minutes), calendar)
    remind_at, _days = _after_open_time(start, timedelta(minutes=minutes) / 2, calendar)
    last_day = calendar.local_day(due_at - timedelta(microseconds=1))
    following = next(calendar.business_days_after(last_day))
    return Due(due_at, remind_at, calendar.closing(following), days)


def _after_open_time(start: datetime, span: timedelta, calendar: Calendar) -> tuple[datetime, list[DayCount]]:
    days = []
    for day in _from(calendar.local_day(start), calendar):
        passed = timedelta()
        for opens, closes in calendar.hours(day):
            begin = max(calendar.moment(day, opens), start.astimezone(UTC))
            left = max(calendar.moment(day, closes) - begin, timedelta())
            if left >= span:
                days.append(_open_time(day, passed + span))
                return begin + span, days
            passed, span = passed + left, span - left
        days.append(_open_time(day, passed) if passed else DayCount(day, False, _no_open_time(day, calendar)))
    raise NoOpenDay(_("The calendar has no open day any more."))


def _from(day: date, calendar: Calendar) -> Iterator[date]:
    """The day and those after it, as long as the calendar opens again."""
    yield day
    for business_day in calendar.business_days_after(day):
        while day < business_day:
            day += timedelta(days=1)
            yield day


def _open_time(day: date, span: timedelta) -> DayCount:
    minutes = round(span.total_seconds() / 60)
    words = {"hours": minutes // 60, "minutes": f"{minutes % 60:02}"}
    return DayCount(day, True, _("%(hours)s:%(minutes)s open hours") % words)


def _no_open_time(day: date, calendar: Calendar) -> str:
    return calendar.why_closed(day) or _("after closing time")


def _day_counts(first_day: date, counted: list[date], calendar: Calendar) -> Iterator[DayCount]:
    yield DayCount(first_day, False, _("start day, not counted"))
    numbers = {day: number for number, day in enumerate(counted, start=1)}
    for offset in range(1, (counted[-1] - first_day).days + 1):
        day = first_day + timedelta(days=offset)
        if day in numbers:
            yield DayCount(day, True, _("business day %(number)s") % {"number": numbers[day]})
        else:
            yield DayCount(day, False, calendar.why_closed(day))


def business_days_left(now: datetime, due_at: datetime, calendar: Calendar) -> int:
    """Business days after today's up to and with the due day's; 0 on the due day and from then on."""
    first, last = calendar.local_day(now), calendar.local_day(due_at)
    if (first, last) not in calendar._left:  # a list of fifty rows asks for a handful of pairs
        span = range(1, (last - first).days + 1)
        calendar._left[first, last] = sum(calendar.is_business_day(first + timedelta(days=each)) for each in span)
    return calendar._left[first, last]
