"""The verbs of clocks: started for many at once, stopped one by one."""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.models import Case, Q, Value, When

from handoff.deadlines.calendars import Calendars
from handoff.deadlines.targets import Ladder, Target, Times, times

if TYPE_CHECKING:
    from handoff.models.clock import Clock

DEFAULT_DAYS = {
    "first_response": 3,
    "returned_response": 1,
    "approval": 1,
    "sales_acceptance": 1,
    "first_sales_action": 3,
}


def target_of(kind: str) -> Target:
    """What the active criteria give for a kind of clock (or for "returned_response")."""
    return Target.read(_of_active("sla").get(kind) or DEFAULT_DAYS[kind])


def ladder_of(kind: str) -> Ladder:
    """What the active criteria say happens on the way."""
    found = _of_active("ladders").get(kind)
    return Ladder.from_json(found) if found else Ladder()


def _of_active(part: str) -> dict:
    from handoff.models.criteria import CriteriaVersion

    return CriteriaVersion.objects.filter(is_active=True).values_list(f"document__{part}", flat=True).first() or {}


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self):
        return self.filter(state="running")

    def to_remind(self, as_of):
        """Their due day has opened and they are not due yet: after an outage a late reminder says nothing any more."""
        return self.running().filter(reminded_at=None, remind_at__lte=as_of, due_at__gte=as_of).order_by("remind_at")

    def due(self, as_of):
        """Running and past due: breached, whether or not a sweep has seen it."""
        return self.running().filter(due_at__lt=as_of).order_by("due_at")

    def to_escalate(self, as_of):
        open_breaches = self.filter(state="breached", escalated_at=None, stopped_at=None)
        return open_breaches.filter(escalate_at__lt=as_of).order_by("escalate_at")

    def start_for_entries(self, entry_ids, kind: str, at, target: Target | int | None = None) -> int:
        """Start a clock for each entry by its team's calendar, and set its due_at; one that has a clock keeps it.

        Returns the number started. Without `target` (a number is one of business days) it is the active criteria's.
        """
        from handoff.models.queue_entry import QueueEntry

        return self._start(START_ENTRIES, QueueEntry, list(entry_ids), kind, at, target)

    def start_for_handoffs(self, handoff_ids, kind: str, at, target: Target | int | None = None) -> int:
        """Start a clock for each toss-up. One of this kind that exists starts again: it was given to somebody else."""
        from handoff.models.handoff import Handoff

        return self._start(START_HANDOFFS, Handoff, list(handoff_ids), kind, at, target)

    def start_for_handoff(self, handoff, kind: str, at, target: Target | int | None = None) -> int:
        return self.start_for_handoffs([handoff.pk], kind, at, target)

    @transaction.atomic
    def _start(self, statement: str, model, ids: list[int], kind: str, at, target: Target | int | None) -> int:
        if not ids:
            return 0
        target = Target(days=target) if isinstance(target, int) else target or target_of(kind)
        ladder = ladder_of(kind)
        calendars, teams_of_calendar = Calendars(), defaultdict(list)
        for team_id in model.objects.filter(pk__in=ids).order_by().values_list("team_id", flat=True).distinct():
            teams_of_calendar[calendars.of_team(team_id)].append(team_id)
        return sum(
            _insert(statement, ids, teams, kind, at, target, times(at, target, ladder, calendar))
            for calendar, teams in teams_of_calendar.items()
        )

    def answer(self, entry, at) -> None:
        """The first response was given: met when in time, else breached at the due time. Repeating it does nothing."""
        self.answer_for_entries([entry], at)

    @transaction.atomic
    def answer_for_entries(self, entries, at) -> None:
        """The same for many; who hears of many that were too late gets one notice with their number."""
        by_pk = {entry.pk: entry for entry in entries}
        clocks = self._still_open(kind="first_response", entry__in=by_pk)
        for clock in clocks:
            clock.entry, clock.handoff = by_pk[clock.entry_id], None
        self._stop(clocks, at)

    @transaction.atomic
    def answer_for_handoffs(self, handoffs, kind: str, at) -> None:
        """What the kind of clock waits for has happened for many toss-ups."""
        by_pk = {handoff.pk: handoff for handoff in handoffs}
        clocks = self._still_open(kind=kind, handoff__in=by_pk)
        for clock in clocks:
            clock.entry, clock.handoff = None, by_pk[clock.handoff_id]
        self._stop(clocks, at)

    @transaction.atomic
    def answer_handoff(self, handoff, kind: str | None, at) -> None:
        """What the kind of clock waits for has happened; None: whatever it was waiting for."""
        clocks = self._still_open(handoff=handoff, **({"kind": kind} if kind else {}))
        for clock in clocks:
            clock.entry, clock.handoff = None, handoff
        self._stop(clocks, at)

    def cancel(self, at) -> int:
        """Nothing is owed any more. A breach stays a breach, and is not escalated."""
        stopped = self.filter(state="breached", stopped_at=None).update(stopped_at=at)
        return stopped + self.running().update(state="cancelled", stopped_at=at)

    def cancel_for_entries(self, entry_ids, at) -> int:
        return self.filter(entry__in=list(entry_ids)).cancel(at)

    def cancel_handoff(self, handoff, kind: str | None, at) -> int:
        return self.filter(handoff=handoff, **({"kind": kind} if kind else {})).cancel(at)

    def _still_open(self, **which) -> list["Clock"]:
        """Locked, in order."""
        return list(self.filter(stopped_at=None, **which).select_for_update(no_key=True).order_by("pk"))

    def _stop(self, clocks: list["Clock"], at) -> None:
        """What was promised has happened. Too late is a breach at the due time, though no sweep has seen it yet."""
        from handoff.deadlines.sweeping import announce

        late = [clock for clock in clocks if clock.state == "running" and clock.due_at < at]
        in_late = Q(pk__in=[clock.pk for clock in late])
        self.filter(pk__in=[clock.pk for clock in clocks]).update(
            state=Case(When(in_late, Value("breached")), When(state="running", then=Value("met")), default="state"),
            breached_at=Case(When(in_late, "due_at"), default="breached_at"),
            stopped_at=at,
        )
        if late:
            announce("breached", late, at, answered=True)


START_ENTRIES = """
WITH started AS (
    INSERT INTO handoff_clock
        (entry_id, kind, lead_id, state, started_at, business_days, open_minutes,
            due_at, remind_at, escalate_at)
    SELECT id, %(kind)s, lead_id, 'running', %(at)s, %(days)s, %(minutes)s, %(due_at)s, %(remind_at)s, %(escalate_at)s
    FROM handoff_queueentry WHERE id = ANY(%(ids)s) AND team_id = ANY(%(teams)s) ORDER BY id
    ON CONFLICT DO NOTHING
    RETURNING entry_id
),
dated AS (
    UPDATE handoff_queueentry SET due_at = %(due_at)s
    FROM started WHERE id = entry_id AND %(kind)s = 'first_response'
)
SELECT count(*) FROM started
"""
START_HANDOFFS = """
WITH started AS (
    INSERT INTO handoff_clock
        (handoff_id, kind, lead_id, state, started_at, business_days, open_minutes,
            due_at, remind_at, escalate_at)
    SELECT id, %(kind)s, lead_id, 'running', %(at)s, %(days)s, %(minutes)s, %(due_at)s, %(remind_at)s, %(escalate_at)s
    FROM handoff_handoff WHERE id = ANY(%(ids)s) AND team_id = ANY(%(teams)s) ORDER BY id
    ON CONFLICT (handoff_id, kind) WHERE handoff_id IS NOT NULL DO UPDATE SET
        state = 'running', started_at = excluded.started_at, business_days = excluded.business_days,
        open_minutes = excluded.open_minutes,
        due_at = excluded.due_at, remind_at = excluded.remind_at, escalate_at = excluded.escalate_at,
        reminded_at = NULL, breached_at = NULL, escalated_at = NULL, stopped_at = NULL
    RETURNING handoff_id
)
SELECT count(*) FROM started
"""


def _insert(statement: str, ids: list[int], teams: list[int], kind: str, at, target: Target, found: Times) -> int:
    values = {"ids": ids, "teams": teams, "kind": kind, "at": at, "days": target.days, "minutes": target.minutes}
    values |= {"due_at": found.due_at, "remind_at": found.remind_at, "escalate_at": found.escalate_at}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
