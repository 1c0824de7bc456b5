"""How long a promise may take, and what happens on the way: the target and the ladder of a kind of clock."""

import datetime as dt
from dataclasses import asdict, dataclass
from itertools import islice

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from handoff.deadlines.business_days import Calendar, Due, due, due_in_open_time

MOST_DAYS = 60
MOST_HOURS = 200
MOST_ESCALATE_DAYS = 20


@dataclass(frozen=True)
class Target:
    """Business days, or open minutes when there are any."""

    days: int = 0
    minutes: int = 0

    @classmethod
    def read(cls, value) -> "Target":
        """3 is three business days, {"hours": 2} two open hours, as criteria documents say it."""
        return cls(minutes=60 * value["hours"]) if isinstance(value, dict) else cls(days=int(value))

    def due(self, start: dt.datetime, calendar: Calendar) -> Due:
        """Raises NoOpenDay."""
        if self.minutes:
            return due_in_open_time(start, self.minutes, calendar)
        return due(start, self.days, calendar)


@dataclass(frozen=True)
class Ladder:
    """remind: when the owner is reminded. escalate_days: business days after the due day until the admin is told.

    release: then the entry goes back to everybody (first responses only).
    """

    class Remind(TextChoices):
        DUE_DAY = "due_day", _("at the opening of the due day")
        DAY_BEFORE = "day_before", _("at the opening of the business day before")
        OFF = "off", _("not at all")

    remind: str = Remind.DUE_DAY
    escalate_days: int = 1
    release: bool = True

    @classmethod
    def from_json(cls, data: dict) -> "Ladder":
        return cls(**data)

    def to_json(self) -> dict:
        return asdict(self) | {"remind": str(self.remind)}


USUAL = Ladder()


@dataclass(frozen=True)
class Times:
    """When a promise is due, its owner reminded and the admin told; all UTC. remind_at after due_at: never."""

    due_at: dt.datetime
    remind_at: dt.datetime
    escalate_at: dt.datetime


def times(start: dt.datetime, target: Target, ladder: Ladder, calendar: Calendar) -> Times:
    """Raises NoOpenDay."""
    found = target.due(start, calendar)
    last_day = calendar.local_day(found.due_at - dt.timedelta(microseconds=1))
    following = list(islice(calendar.business_days_after(last_day), ladder.escalate_days))
    escalate_at = calendar.closing(following[-1])
    if ladder.remind == Ladder.Remind.OFF:
        return Times(found.due_at, escalate_at, escalate_at)
    remind_at = found.remind_at
    if ladder.remind == Ladder.Remind.DAY_BEFORE and target.days:
        remind_at = _opening_before(last_day, calendar.local_day(start), calendar) or remind_at
    return Times(found.due_at, remind_at, escalate_at)


def _opening_before(day: dt.date, start: dt.date, calendar: Calendar) -> dt.datetime | None:
    """The opening of the business day before; None when that is not after the start's day."""
    before = day - dt.timedelta(days=1)
    while before > start:
        if calendar.is_business_day(before):
            return calendar.opening(before)
        before -= dt.timedelta(days=1)
    return None
