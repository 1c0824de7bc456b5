"""Days and times as people here write them: 11/6 (金) 18:00, in English Fri 6 Nov 18:00."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

DAY = {"ja": "n/j (D)", "en": "D j M"}
DAY_OF_A_YEAR = {"ja": "Y/n/j (D)", "en": "D j M Y"}
A_DAY = dt.timedelta(days=1)


def _pattern(patterns: dict[str, str] = DAY) -> str:
    return patterns.get((get_language() or "en")[:2], patterns["en"])


def day_words(day: dt.date) -> str:
    return date_format(day, _pattern())


def past_day_words(day: dt.date, today: dt.date) -> str:
    """A day of the past, with its year unless that is this year."""
    return day_words(day) if day.year == today.year else date_format(day, _pattern(DAY_OF_A_YEAR))


def moment_words(moment: dt.datetime, zone: dt.tzinfo | None = None) -> str:
    """Day and time in a zone, without one in the current time zone."""
    return date_format(timezone.localtime(moment, zone), f"{_pattern()} H:i")


def past_moment_words(moment: dt.datetime, now: dt.datetime) -> str:
    local = timezone.localtime(moment)
    return f"{past_day_words(local.date(), timezone.localdate(now))} {local:%H:%M}"


def span_words(span: dt.timedelta) -> str:
    """A span under a day in hours, under an hour in minutes, rounded down; at least 1 minute."""
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h") % {"hours": minutes // 60}


def when_words(moment: dt.datetime, now: dt.datetime) -> str:
    """How long ago within the last day, else the day and time."""
    if dt.timedelta() <= now - moment < A_DAY:
        return _("%(span)s ago") % {"span": span_words(now - moment)}
    return past_moment_words(moment, now)
