"""A moment to come back to something: one of a few presets, or a date and time of one's own."""

import datetime as dt

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.deadlines.business_days import due

LONGEST = dt.timedelta(days=366)
PRESETS = (
    ("hour", _("in 1 hour")),
    ("tomorrow", _("at the next opening")),
    ("three_days", _("in 3 business days")),
    ("own", _("at a date and time")),
)


def moment_input(**attrs) -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", **attrs})


def preset(choice: str, now: dt.datetime, calendar) -> dt.datetime:
    """The moment of a preset other than "own": in an hour, or when the first or third business day from now opens."""
    if choice == "hour":
        return now + dt.timedelta(hours=1)
    return due(now, 1 if choice == "tomorrow" else 3, calendar).remind_at


def problem(moment: dt.datetime | None, now: dt.datetime) -> str:
    """What is wrong with a moment of one's own; "" for one that can be meant."""
    if moment is None:
        return gettext("Give a date and time.")
    if moment <= now:
        return gettext("That moment has passed already.")
    if moment > now + LONGEST:
        return gettext("At most one year ahead. Move it to nurturing instead.")
    return ""
