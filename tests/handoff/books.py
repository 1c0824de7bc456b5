"""What must hold of entries, toss-ups, clocks and notices at any moment, whatever has been done in whatever order."""

from handoff.deadlines.calendars import Calendars
from handoff.in_hand.lease import lease_end
from handoff.models import Clock, Draft, Event, Handoff, HandoffPackage, Notice, QueueEntry

OWED = {"awaiting_approval": "approval", "awaiting_assignment": "approval", "assigned": "sales_acceptance"}
STATES = {
    QueueEntry: ("state", "owner_id", "disposition", "snoozed_until", "callback_at", "closed_at", "returned_from_id"),
    Handoff: ("state", "assignee_id", "accepted_at", "closed_at", "return_reason", "priority"),
}


def read() -> dict:
    """The states of everything: model → id → row."""
    return {model: {row["id"]: row for row in model.objects.values("id", *fields)} for model, fields in STATES.items()}


def check_changes_are_told(before: dict, after: dict, last_event: int) -> None:
    """Whatever changed is what some event since then is about."""
    events = Event.objects.filter(pk__gt=last_event)
    for model, about in ((QueueEntry, "entry_id"), (Handoff, "handoff_id")):
        changed = {pk for pk, row in after[model].items() if row != before[model].get(pk)}
        assert changed <= set(events.values_list(about, flat=True)), model.__name__
        assert after[model].keys() >= before[model].keys()


def check_places(leads) -> None:
    """A lead is in the queue or with sales, once."""
    for lead in leads:
        assert lead.queue_entries.open().count() + lead.handoffs.open().count() <= 1


def check_entries() -> None:
    for entry in QueueEntry.objects.prefetch_related("clocks"):
        is_closed = entry.state == "closed"
        assert is_closed == bool(entry.disposition) == bool(entry.closed_at)
        if entry.state == "waiting":
            assert not (entry.owner_id or entry.snoozed_until or entry.claimed_at or entry.touched_at)
        if entry.state == "claimed":
            assert entry.owner_id and entry.claimed_at and entry.touched_at >= entry.claimed_at
        (clock,) = entry.clocks.all()
        check_first_response(entry, clock)


def check_first_response(entry, clock) -> None:
    assert clock.due_at == entry.due_at
    if entry.answered_at:
        assert clock.stopped_at == entry.answered_at
        assert clock.state == ("met" if entry.answered_at <= clock.due_at else "breached")
    elif entry.state == "closed":
        assert entry.disposition == "withdrawn"
        assert clock.stopped_at and clock.state in ("cancelled", "breached")
    else:
        assert clock.stopped_at is None and clock.state in ("running", "breached")


def check_queue_swept(at) -> None:
    """After a sweep nobody holds what the owner let lie, and no promised call that has come was kept quiet."""
    calendars = Calendars()
    for entry in QueueEntry.objects.filter(state="claimed").select_related("team"):
        end = lease_end(
            entry,
            calendars.of_team(entry.team_id),
            Draft.objects.filter(lead=entry.lead).values_list("saved_at", flat=True),
        )
        assert end is None or end > at
    promised = QueueEntry.objects.exclude(state="closed").filter(callback_at__lte=at)
    for entry in promised:
        told = entry.events.filter(kind="callback_due", data__callback_at=entry.callback_at.isoformat())
        assert entry.callback_told_at and told.exists()


def check_handoffs() -> None:
    """Each toss-up owes what its state says, and nothing else."""
    for handoff in Handoff.objects.prefetch_related("clocks"):
        owed = {clock.kind for clock in handoff.clocks.all() if clock.stopped_at is None}
        if handoff.state == "accepted":
            first_actions = handoff.events.filter(kind__in=["sales_action", "opportunity"], at__gte=handoff.accepted_at)
            assert owed == (set() if first_actions.exists() else {"first_sales_action"})
        else:
            assert owed == ({OWED[handoff.state]} if handoff.state in OWED else set())
        assert bool(handoff.assignee_id) == bool(handoff.assigned_at)
        assert (handoff.state in ("returned", "sent_back")) == bool(handoff.return_reason)


def check_clocks(swept_at) -> None:
    """Met, breached or cancelled, once; a breach carries its true time; a sweep leaves nothing that is overdue."""
    for clock in Clock.objects.all():
        assert (clock.state == "breached") == (clock.breached_at is not None)
        assert clock.breached_at in (None, clock.due_at)
        assert clock.remind_at <= clock.due_at < clock.escalate_at and clock.started_at < clock.due_at
        if clock.state == "met":
            assert clock.stopped_at <= clock.due_at
        if clock.state == "running":
            assert clock.stopped_at is None
            assert swept_at is None or clock.due_at >= swept_at


def check_notices() -> None:
    """Nothing is announced twice, no breach is kept quiet, nobody is told of what they did themselves."""
    for kind in ("due_soon", "breached", "escalated"):
        told = Event.objects.filter(kind=kind).values_list("data__clock", "data__due_at")
        assert len(told) == len(set(told)), kind
    breached = Clock.objects.filter(state="breached").values_list("pk", flat=True)
    assert set(breached) <= set(Event.objects.filter(kind="breached").values_list("data__clock", flat=True))
    for notice in Notice.objects.select_related("event"):
        assert notice.recipient_id != notice.event.actor_id
        assert notice.visible_at >= notice.created_at


def check_packages(known: dict) -> None:
    """Every toss-up has its package, and it never changes. `known`: those seen so far, added to."""
    stored = dict(HandoffPackage.objects.values_list("pk", "document"))
    assert stored.keys() == set(Handoff.objects.values_list("pk", flat=True))
    for pk, document in stored.items():
        assert known.setdefault(pk, document) == document
