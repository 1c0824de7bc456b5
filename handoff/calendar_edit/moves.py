"""Which running deadlines a calendar edit would move, from when to when, before anything is saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count
from django.db.models.functions import TruncDate

from handoff.business_days import Calendar, due
from handoff.models import Clock

MOST_SHOWN = 50


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

    @property
    def is_later(self) -> bool:
        return self.new > self.old


def planned_moves(plans: Iterable[tuple[Calendar, list[int]]]) -> list[Move]:
    """What recount.recount_running_clocks would do if these calendars were those of these teams.

    Earliest old deadline first. Raises NoOpenDay.
    """
    found: Counter[tuple] = Counter()
    for calendar, teams in plans:
        running = Clock.objects.running().annotate(start_day=TruncDate("started_at", tzinfo=calendar.timezone))
        for owner in ("entry__team", "handoff__team"):
            groups = running.filter(**{f"{owner}__in": teams}).order_by()
            rows = groups.values_list("kind", "start_day", "business_days", "due_at").annotate(number=Count("pk"))
            for kind, start_day, days, old, number in rows:
                start = datetime.combine(start_day, time(), calendar.timezone)
                found[kind, old, due(start, days, calendar).due_at] += number
    moves = [Move(kind, old, new, number) for (kind, old, new), number in found.items() if new != old]
    return sorted(moves, key=lambda move: (move.old, move.new, move.kind))
