"""The reminder to call a customer back: written once, at the agreed moment, for whoever has the lead then."""

from django.db import transaction

from handoff.models.event import Event
from handoff.models.queue_entry import QueueEntry
from handoff.notices.notifications import notify_all
from handoff.words.people import person_name

BATCH = 1000


def remind_of_callbacks(as_of) -> int:
    """Tell of every callback whose moment has come at the aware moment as_of; returns how many."""
    total = 0
    while done := _remind_some(as_of):
        total += done
    return total


@transaction.atomic
def _remind_some(as_of) -> int:
    due = QueueEntry.objects.open().filter(callback_at__lte=as_of, callback_told_at=None)
    rows = due.select_related("owner", "lead").order_by("callback_at", "pk")
    entries = list(rows.select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH])
    QueueEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(callback_told_at=as_of)
    notify_all(Event.objects.bulk_create([_event(entry, as_of) for entry in entries]), at=as_of)
    return len(entries)


def _event(entry: QueueEntry, as_of) -> Event:
    assert entry.callback_at
    data = {"callback_at": entry.callback_at.isoformat(), "person": person_name(entry.owner) if entry.owner else ""}
    return Event(kind=Event.Kind.CALLBACK_DUE, at=as_of, lead=entry.lead, entry=entry, data=data)
