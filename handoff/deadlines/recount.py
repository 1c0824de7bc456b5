"""What a calendar edit does to the promises that are still running: they are counted again, old and new recorded."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction
from django.db.models import Case, F, When
from django.db.models.functions import TruncDate

from handoff.deadlines.business_days import Calendar
from handoff.deadlines.calendars import Calendars
from handoff.deadlines.targets import times
from handoff.models.clock import Clock
from handoff.models.event import Event
from handoff.models.member import Team
from handoff.models.queue_entry import QueueEntry
from handoff.querysets.clock import ladder_of

GROUP = ("kind", "start_day", "business_days", "open_minutes", "exact")


@transaction.atomic
def recount_running_clocks(*, at, by=None) -> int:
    """Give every running clock the due time of today's calendars; returns how many moved. Raises NoOpenDay."""
    calendars, teams_of_calendar = Calendars(), defaultdict(list)
    for team_id in Team.objects.values_list("pk", flat=True):
        teams_of_calendar[calendars.of_team(team_id)].append(team_id)
    return sum(
        _move(clocks, calendar, at, by)
        for calendar, teams in teams_of_calendar.items()
        for clocks in _same_targets(teams, calendar)
    )


def _same_targets(teams: list[int], calendar: Calendar) -> Iterator:
    """Running clocks in groups that fall due together: same kind, start day and number of days, or to the minute."""
    day = TruncDate("started_at", tzinfo=calendar.timezone)
    running = Clock.objects.running().annotate(start_day=day, exact=Case(When(open_minutes__gt=0, then="started_at")))
    for owner in ("entry__team", "handoff__team"):
        clocks = running.filter(**{f"{owner}__in": teams})
        for group in clocks.order_by().values(*GROUP).distinct():
            exact = group.pop("exact")
            yield clocks.filter(**group, **({"exact": exact} if exact else {}))


def _move(clocks, calendar: Calendar, at, by) -> int:
    first = clocks.first()
    if first is None:
        return 0
    target = times(first.started_at, first.target, ladder_of(first.kind), calendar)
    new = asdict(target)
    pks = list(clocks.exclude(**new).values_list("pk", flat=True))
    entries = QueueEntry.objects.filter(clocks__in=pks).order_by("pk")
    list(entries.select_for_update(no_key=True, of=("self",)).values_list("pk"))  # before the clocks, as everywhere
    moved = list(Clock.objects.running().filter(pk__in=pks).select_for_update(no_key=True).order_by("pk"))
    remind_again = Case(When(remind_at__lt=target.remind_at, then=None), default=F("reminded_at"))
    Clock.objects.filter(pk__in=[clock.pk for clock in moved]).update(reminded_at=remind_again, **new)
    dated = [clock.entry_id for clock in moved if clock.kind == Clock.Kind.FIRST_RESPONSE]
    QueueEntry.objects.filter(pk__in=dated).update(due_at=target.due_at)
    Event.objects.bulk_create([_event(clock, target.due_at, at, by) for clock in moved], batch_size=1000)
    return len(moved)


def _event(clock: Clock, due_at, at, by) -> Event:
    story = {
        "clock": clock.pk,
        "clock_kind": clock.kind,
        "from": clock.due_at.isoformat(),
        "due_at": due_at.isoformat(),
    }
    things = {"lead_id": clock.lead_id, "entry_id": clock.entry_id, "handoff_id": clock.handoff_id}
    return Event(kind=Event.Kind.DEADLINE_MOVED, at=at, actor=by, data=story, **things)
