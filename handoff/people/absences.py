"""Who is away on which day, and what must not come to them."""

import datetime as dt

from handoff.deadlines.calendars import Calendars
from handoff.models.absence import Absence


def away(now: dt.datetime, calendars: Calendars | None = None) -> set[int]:
    """The ids of the users who are away at a moment, by the day of the first calendar."""
    day = (calendars or Calendars()).default.local_day(now)
    return set(Absence.objects.on(day).values_list("user", flat=True))


def is_away(user, now: dt.datetime) -> bool:
    return user.pk in away(now)
