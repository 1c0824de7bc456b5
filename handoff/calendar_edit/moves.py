"""Which running deadlines a calendar edit would move, from when to when, before anything is saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Case, Count, When
from django.db.models.functions import TruncDate

from handoff.deadlines.business_days import Calendar
from handoff.deadlines.targets import Target
from handoff.models import Clock

MOST_SHOWN = 50
GROUP = ("kind", "start_day", "business_days", "open_minutes", "exact", "due_at")


@dataclass(frozen=True)
class Move:
    """So many running deadlines go from old to new."""

    kind: str
    old: datetime
    new: datetime
    count: int

    @property
    def kind_label(self) -> str:
        return str(Clock.Kind(self.kind).label)


def planned_moves(plans: Iterable[tuple[Calendar, list[int]]]) -> list[Move]:
    """What recount.recount_running_clocks would do if these calendars were those of these teams.

    Earliest old deadline first. Raises NoOpenDay.
    """
    found: Counter[tuple] = Counter()
    for calendar, teams in plans:
        day = TruncDate("started_at", tzinfo=calendar.timezone)
        exact = Case(When(open_minutes__gt=0, then="started_at"))
        running = Clock.objects.running().annotate(start_day=day, exact=exact)
        for owner in ("entry__team", "handoff__team"):
            for group in (
                running.filter(**{f"{owner}__in": teams}).order_by().values(*GROUP).annotate(number=Count("pk"))
            ):
                start = group["exact"] or datetime.combine(group["start_day"], time(), calendar.timezone)
                new = Target(group["business_days"], group["open_minutes"]).due(start, calendar).due_at
                found[group["kind"], group["due_at"], new] += group["number"]
    moves = [Move(kind, old, new, number) for (kind, old, new), number in found.items() if new != old]
    return sorted(moves, key=lambda move: (move.old, move.new, move.kind))
