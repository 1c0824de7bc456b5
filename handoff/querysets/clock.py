"""The verbs of clocks: started for many at once, stopped one by one."""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection, models, transaction

from handoff.business_days import Due, due
from handoff.calendars import Calendars

if TYPE_CHECKING:
    from handoff.models.clock import Clock  # noqa: F401

DEFAULT_DAYS = {
    "first_response": 3,
    "returned_response": 1,
    "approval": 1,
    "sales_acceptance": 1,
    "first_sales_action": 3,
}


def target_days(kind: str) -> int:
    """Business days the active criteria give for a kind of clock (or for "returned_response")."""
    from handoff.models.criteria import CriteriaVersion

    sla = CriteriaVersion.objects.filter(is_active=True).values_list("document__sla", flat=True).first() or {}
    return int(sla.get(kind) or DEFAULT_DAYS[kind])


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

    def start_for_entries(self, entry_ids, kind: str, at, days: int | None = None) -> int:
        """Start a clock for each entry by its team's calendar, and set its due_at; one that has a clock keeps it.

        Returns the number started. Without `days` the target is the active criteria's.
        """
        from handoff.models.queue_entry import QueueEntry

        return self._start(START_ENTRIES, QueueEntry, list(entry_ids), kind, at, days)

    def start_for_handoffs(self, handoff_ids, kind: str, at, days: int | None = None) -> int:
        """Start a clock for each toss-up. One of this kind that exists starts again: it was given to somebody else."""
        from handoff.models.handoff import Handoff

        return self._start(START_HANDOFFS, Handoff, list(handoff_ids), kind, at, days)

    def start_for_handoff(self, handoff, kind: str, at, days: int | None = None) -> int:
        return self.start_for_handoffs([handoff.pk], kind, at, days)

    @transaction.atomic
    def _start(self, statement: str, model, ids: list[int], kind: str, at, days: int | None) -> int:
        if not ids:
            return 0
        days = days or target_days(kind)
        calendars, teams_of_calendar = Calendars(), defaultdict(list)
        for team_id in model.objects.filter(pk__in=ids).order_by().values_list("team_id", flat=True).distinct():
            teams_of_calendar[calendars.of_team(team_id)].append(team_id)
        return sum(
            _insert(statement, ids, teams, kind, at, days, due(at, days, calendar))
            for calendar, teams in teams_of_calendar.items()
        )

    def answer(self, entry, at) -> None:
        """The first response was given: met when in time, else breached at the due time. Repeating it does nothing."""
        self._stop(at, kind="first_response", entry=entry)

    def answer_handoff(self, handoff, kind: str | None, at) -> None:
        """What the kind of clock waits for has happened; None: whatever it was waiting for."""
        self._stop(at, handoff=handoff, **({"kind": kind} if kind else {}))

    @transaction.atomic
    def _stop(self, at, **which) -> None:
        for clock in self.filter(stopped_at=None, **which).select_for_update(no_key=True).order_by("pk"):
            clock.entry, clock.handoff = which.get("entry"), which.get("handoff")
            clock.stop(at)

    def cancel(self, at) -> int:
        """Nothing is owed any more. A breach stays a breach, and is not escalated."""
        stopped = self.filter(state="breached", stopped_at=None).update(stopped_at=at)
        return stopped + self.running().update(state="cancelled", stopped_at=at)

    def cancel_for_entries(self, entry_ids, at) -> int:
        return self.filter(entry__in=list(entry_ids)).cancel(at)

    def cancel_handoff(self, handoff, kind: str | None, at) -> int:
        return self.filter(handoff=handoff, **({"kind": kind} if kind else {})).cancel(at)


START_ENTRIES = """
WITH started AS (
    INSERT INTO handoff_clock
        (entry_id, kind, lead_id, state, started_at, business_days, due_at, remind_at, escalate_at)
    SELECT id, %(kind)s, lead_id, 'running', %(at)s, %(days)s, %(due_at)s, %(remind_at)s, %(escalate_at)s
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
        (handoff_id, kind, lead_id, state, started_at, business_days, due_at, remind_at, escalate_at)
    SELECT id, %(kind)s, lead_id, 'running', %(at)s, %(days)s, %(due_at)s, %(remind_at)s, %(escalate_at)s
    FROM handoff_handoff WHERE id = ANY(%(ids)s) AND team_id = ANY(%(teams)s) ORDER BY id
    ON CONFLICT (handoff_id, kind) WHERE handoff_id IS NOT NULL DO UPDATE SET
        state = 'running', started_at = excluded.started_at, business_days = excluded.business_days,
        due_at = excluded.due_at, remind_at = excluded.remind_at, escalate_at = excluded.escalate_at,
        reminded_at = NULL, breached_at = NULL, escalated_at = NULL, stopped_at = NULL
    RETURNING handoff_id
)
SELECT count(*) FROM started
"""


def _insert(statement: str, ids: list[int], teams: list[int], kind: str, at, days: int, target: Due) -> int:
    values = {"ids": ids, "teams": teams, "kind": kind, "at": at, "days": days}
    values |= {"due_at": target.due_at, "remind_at": target.remind_at, "escalate_at": target.escalate_at}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
