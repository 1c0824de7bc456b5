"""A deadline as words and a date: 残り 2 営業日 · 11/6 (金) 18:00."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handoff.deadlines.business_days import Calendar, business_days_left
from handoff.words.moments import A_DAY, moment_words, span_words


@dataclass(frozen=True)
class Deadline:
    state: str  # "normal", "today", "overdue" or "met": also the CSS class
    words: str
    due: str
    due_at: dt.datetime


def describe(due_at: dt.datetime, as_of: dt.datetime, calendar: Calendar, answered_at: dt.datetime | None = None):
    """The deadline in the active language at a moment. Relative words only under a day, else business days."""
    state, words = _words(due_at, as_of, calendar, answered_at)
    return Deadline(state, words, moment_words(due_at, calendar.timezone), due_at)


def day_count(clock, calendar: Calendar) -> dict:
    """What templates/handoff/_day_count.html shows of a clock."""
    count = clock.target.due(clock.started_at, calendar)
    return {"days": count.days, "moved": count.due_at != clock.due_at}


def _words(due_at, as_of, calendar: Calendar, answered_at) -> tuple[str, str]:
    if answered_at:
        return "met", _("Answered late") if due_at < answered_at else _("Answered")
    if due_at < as_of:
        return "overdue", _overdue_words(due_at, as_of, calendar)
    if calendar.local_day(due_at) == calendar.local_day(as_of):
        return "today", _("Due today, %(span)s left") % {"span": span_words(due_at - as_of)}
    days = business_days_left(as_of, due_at, calendar)
    return "normal", _("1 business day left") if days == 1 else _("%(days)s business days left") % {"days": days}


def _overdue_words(due_at, as_of, calendar: Calendar) -> str:
    if as_of - due_at < A_DAY:
        return _("Overdue %(span)s") % {"span": span_words(as_of - due_at)}
    days = business_days_left(due_at, as_of, calendar)
    if days == 0:  # over a weekend
        return _("Overdue")
    return _("Overdue 1 bus. day") if days == 1 else _("Overdue %(days)s bus. days") % {"days": days}
