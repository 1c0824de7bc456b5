"""What the timeline says of a promise itself: that it began, and that it was kept."""

import datetime as dt

from django.utils.translation import gettext as _

from handoff.models.clock import Clock
from handoff.words.events import Line
from handoff.words.moments import moment_words


def started(kind: str, facts: dict) -> Line:
    """facts: due_at, and due_at_first when the calendar has moved it since (ISO moments)."""
    return Line("timer", _("%(clock)s: due %(due)s") % _facts(kind, facts["due_at_first"] or facts["due_at"]))


def kept(kind: str, facts: dict) -> Line:
    """facts: state and due_at. A breach that was answered at last is told as late."""
    if facts["state"] == Clock.State.MET:
        return Line(
            "circle-check", _("%(clock)s in time (due %(due)s)") % _facts(kind, facts["due_at"]), tone="success"
        )
    return Line(
        "timer-off", _("%(clock)s after all, late (due %(due)s)") % _facts(kind, facts["due_at"]), tone="warning"
    )


def _facts(kind: str, due_at: str) -> dict:
    return {"clock": Clock.Kind(kind).label, "due": moment_words(dt.datetime.fromisoformat(due_at))}
