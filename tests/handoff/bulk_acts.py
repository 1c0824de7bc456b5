"""An act on many queue entries, as the browser sends it, and what came of it."""

from django.urls import reverse

from handoff.models import BulkAction, QueueEntry


def act(client, kind, entries, **words):
    data = {"entry": [entry.pk for entry in entries], "query": "?tab=unclaimed"} | words
    return client.post(reverse("queue_bulk_create", args=[kind]), data)


def results(action=None):
    action = action or BulkAction.objects.latest("at")
    return {item.entry_id: (item.result, item.why) for item in action.items.all()}


def undo(client, action=None):
    return client.post(reverse("queue_bulk_undo", args=[(action or BulkAction.objects.latest("at")).pk]))


def state(entry):
    fresh = QueueEntry.objects.get(pk=entry.pk)
    return (fresh.state, fresh.owner, fresh.disposition)
