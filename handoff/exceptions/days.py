"""Days and months as the business calendar's time zone has them."""

import datetime as dt
from zoneinfo import ZoneInfo


def day_of(at: dt.datetime) -> dt.date:
    return _local(at).date()


def month_of(at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The calendar month of a moment: its first instant, and the first instant after it."""
    first = _local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + dt.timedelta(days=32)).replace(day=1)


def _local(at: dt.datetime) -> dt.datetime:
    from handoff.judging.verdicts import calendar_timezone

    return at.astimezone(ZoneInfo(calendar_timezone()))
