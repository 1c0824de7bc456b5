"""A month of a business calendar as a table: which days count, and why the others do not."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handoff.deadlines.business_days import Calendar


@dataclass(frozen=True)
class Day:
    day: dt.date
    counts: bool
    reason: str
    today: bool

    @property
    def worth_saying(self) -> bool:
        """That a Saturday is a weekend needs no words."""
        return not self.counts and self.reason != _("weekend")


def weekdays() -> list[str]:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


def month_of(first: dt.date, today: dt.date, calendar: Calendar) -> dict:
    """Weeks from Monday to Sunday; None stands where a day is of another month."""
    days = [first + dt.timedelta(days=each) for each in range(31)]
    cells = [None] * first.weekday() + [
        Day(day, calendar.is_business_day(day), calendar.why_closed(day), day == today)
        for day in days
        if day.month == first.month
    ]
    cells += [None] * (-len(cells) % 7)
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    counted = sum(bool(cell and cell.counts) for cell in cells)
    return {"first": first, "weekdays": weekdays(), "weeks": weeks, "count": counted}


def following(day: dt.date, months: int = 1) -> dt.date:
    """The first day of the month so many months on, or back."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(years, month + 1, 1)


def read_month(text: str, today: dt.date) -> dt.date:
    """「2026-11」 from an address; anything else is this month."""
    try:
        year, month = map(int, text.split("-"))
        return dt.date(year, month, 1) if 1950 <= year <= 2150 else today.replace(day=1)
    except (ValueError, OverflowError):
        return today.replace(day=1)
