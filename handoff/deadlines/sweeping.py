"""The ladder of a deadline: remind, breach, escalate. Celery beat runs sweep() every 30 seconds.

Rows are taken with FOR UPDATE SKIP LOCKED, so two sweeps at once share the work and neither waits for a person's
transaction: whatever is locked just then is left to the next sweep. Locks are taken in one order everywhere:
entry or toss-up, then clock.
"""

from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F

from handoff.models.clock import Clock
from handoff.models.event import Event
from handoff.models.handoff import Handoff
from handoff.models.queue_entry import QueueEntry
from handoff.notices.notifications import notify_all
from handoff.querysets.clock import ladder_of
from handoff.transition import Lost
from handoff.words.people import person_name

BATCH = 2000


@dataclass(frozen=True)
class Swept:
    reminded: int
    breached: int
    escalated: int


def sweep(as_of) -> Swept:
    """Do all that has fallen due by the aware moment as_of. Repeating it, or running it twice at once, does it once."""
    _release_orphans(as_of)
    return Swept(_drain(_remind, as_of), _drain(_breach, as_of), _drain(_escalate, as_of))


def _release_orphans(as_of) -> None:
    """Entries of people who can no longer sign in go back to the team."""
    gone = list(get_user_model().objects.filter(is_active=False).values_list("pk", flat=True))
    for entry in QueueEntry.objects.filter(state=QueueEntry.State.CLAIMED, owner__in=gone)[:BATCH] if gone else ():
        with suppress(Lost):  # somebody is just handing it over
            entry.release(by=None, at=as_of, anyones=True)


def _drain(step, as_of) -> int:
    total = 0
    while done := step(as_of):
        total += done
    return total


@transaction.atomic
def _remind(as_of) -> int:
    clocks = _take(Clock.objects.to_remind(as_of))
    _mark(clocks, reminded_at=as_of)
    announce(Event.Kind.DUE_SOON, clocks, as_of)
    return len(clocks)


@transaction.atomic
def _breach(as_of) -> int:
    clocks = _take(Clock.objects.due(as_of))
    _mark(clocks, state=Clock.State.BREACHED, breached_at=F("due_at"))
    announce(Event.Kind.BREACHED, clocks, as_of)
    return len(clocks)


@transaction.atomic
def _escalate(as_of) -> int:
    clocks = _take(Clock.objects.to_escalate(as_of))
    _mark(clocks, escalated_at=as_of)
    taken = [clock.entry.pk for clock in clocks if clock.entry and clock.entry.state == QueueEntry.State.CLAIMED]
    released = set(taken) if taken and ladder_of(Clock.Kind.FIRST_RESPONSE).release else set()
    announce(Event.Kind.ESCALATED, clocks, as_of, released=released)
    QueueEntry.objects.filter(pk__in=released, state=QueueEntry.State.CLAIMED).update(
        state=QueueEntry.State.WAITING, owner=None, claimed_at=None, touched_at=None, snoozed_until=None
    )
    return len(clocks)


def _take(clocks) -> list[Clock]:
    """Lock the next clocks with the entries and toss-ups they belong to, those that nobody else holds."""
    taken = list(clocks.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    entries = _lock(QueueEntry.objects.select_related("owner"), [clock.entry_id for clock in taken])
    handoffs = _lock(Handoff.objects.select_related("assignee"), [clock.handoff_id for clock in taken])
    for clock in taken:
        clock.entry = entries.get(clock.entry_id)
        clock.handoff = handoffs.get(clock.handoff_id)
    return [clock for clock in taken if clock.entry or clock.handoff]


def _lock(things, pks: list) -> dict:
    wanted = [pk for pk in pks if pk]
    if not wanted:
        return {}
    return things.filter(pk__in=wanted).select_for_update(skip_locked=True, no_key=True, of=("self",)).in_bulk()


def _mark(clocks: list[Clock], **values) -> None:
    if clocks:
        Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(**values)


def announce(
    kind: str, clocks: list[Clock], as_of, *, answered: bool = False, released: Set[int] = frozenset()
) -> None:
    """Record what befell these clocks and tell those concerned. A breach carries its true time, the due time.

    released: the entries that go back to the team with it.
    """
    events = [
        Event(
            kind=kind,
            at=clock.due_at if kind == Event.Kind.BREACHED else as_of,
            lead_id=clock.lead_id,
            entry=clock.entry,
            handoff=clock.handoff,
            data=_story(clock, as_of)
            | ({"answered": True} if answered else {})
            | ({"released": clock.entry_id in released} if kind == Event.Kind.ESCALATED else {}),
        )
        for clock in clocks
    ]
    notify_all(Event.objects.bulk_create(events), at=as_of)


def _story(clock: Clock, as_of) -> dict:
    person = clock.entry.owner if clock.entry else clock.handoff and clock.handoff.assignee
    return {
        "clock": clock.pk,
        "clock_kind": clock.kind,
        "due_at": clock.due_at.isoformat(),
        "person": person_name(person) if person else "",
        "escalated_too": clock.escalate_at < as_of,
    }
