"""Acts on many, chunk by chunk: each chunk is one transaction, and what is done is not done again."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from handoff.bulk.acts import ANSWERS, TAKES, Act, Change, outcomes
from handoff.bulk.selection import Selection
from handoff.in_hand.limits import room_for
from handoff.models import BulkAction, BulkItem, Clock, Event, QueueEntry
from handoff.models.saved_view import QUERY_MAX
from handoff.notices.notifications import DIGEST_OVER, notify_all
from leads.background import Words, background, start
from leads.models import BackgroundRun

AT_ONCE = 200  # more than these are left to a worker
CHUNK = 500
RUN = "queue_bulk"
WORDS = Words(_("Bulk action"), back=lambda run: reverse("queue_bulk", args=[run.parameters["action"]]))
Result, Kind = BulkItem.Result, BulkAction.Kind


@transaction.atomic
def begin(kind: str, selection: Selection, *, by, at: dt.datetime, parameters: dict) -> BulkAction:
    """Write down what was asked and of which entries. Few are done at once, many by a worker."""
    query = selection.query if len(selection.query) <= QUERY_MAX else ""
    action = BulkAction.objects.create(kind=kind, by=by, at=at, parameters=parameters, query=query)
    sql, values = selection.entries.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO handoff_bulkitem (action_id, entry_id, result, why, before, after, undo_result)"  # noqa: S608
            f" SELECT %s, chosen.id, '', '', '{{}}', '{{}}', '' FROM ({sql}) AS chosen (id)",
            [action.pk, *values],
        )
        count = cursor.rowcount
    if count > AT_ONCE:
        action.run = start(RUN, by=by, action=str(action.pk))
        action.save(update_fields=["run"])
    else:
        perform(action, at=at)
    return action


def perform(action: BulkAction, *, at: dt.datetime) -> None:
    for chunk in chunks(action, result=Result.TO_DO):
        perform_chunk(action, chunk, at)
    finish(action, at)


def chunks(action: BulkAction, **which) -> Iterator[list[int]]:
    """The entries still to be done, by id."""
    last = 0
    while True:
        items = action.items.filter(entry__gt=last, **which).order_by("entry")
        found = list(items.values_list("entry", flat=True)[:CHUNK])
        if not found:
            return
        yield found
        last = found[-1]


@transaction.atomic
def perform_chunk(action: BulkAction, entry_ids: list[int], at: dt.datetime) -> None:
    room = room_for(action.by, at) if action.kind in TAKES else None
    act = Act.of(action, at, to=User.objects.filter(pk=action.parameters.get("to")).first(), room=room)
    entries = locked(entry_ids)
    found = outcomes(action.kind, entries, act)
    changes = {entry: found[entry.pk] for entry in entries}
    done = {entry: change for entry, change in changes.items() if isinstance(change, Change)}
    before = {entry.pk: plain(entry, change.fields) for entry, change in done.items()}
    if action.kind in ANSWERS:
        answer(list(done), at)
    for entry, change in done.items():
        for name, value in change.fields.items():
            setattr(entry, name, value)
    write(done)
    events = [
        Event(kind=kind, at=at, actor=action.by, lead=entry.lead, entry=entry, data=data)
        for entry, change in done.items()
        for kind, data in change.events
    ]
    Event.objects.bulk_create(events)
    _keep(action, changes, before)


def locked(entry_ids: list[int]) -> list[QueueEntry]:
    rows = QueueEntry.objects.select_for_update(of=("self",), no_key=True).select_related("owner", "lead")
    wide = ("search_text", "search_grams", "custom_fields")
    return list(rows.defer(*(f"lead__{name}" for name in wide)).filter(pk__in=entry_ids).order_by("pk"))


def write(changes: dict[QueueEntry, Change]) -> None:
    """One UPDATE for all that become the same; each row is locked."""
    same: dict[tuple, list[int]] = defaultdict(list)
    for entry, change in changes.items():
        same[tuple(sorted(change.fields.items(), key=lambda each: each[0]))].append(entry.pk)
    for fields, pks in same.items():
        QueueEntry.objects.filter(pk__in=pks).update(**dict(fields))


def answer(entries: list[QueueEntry], at: dt.datetime) -> None:
    QueueEntry.objects.filter(pk__in=[entry.pk for entry in entries], answered_at=None).update(answered_at=at)
    Clock.objects.answer_for_entries(entries, at)


def plain(entry: QueueEntry, names: Iterable[str]) -> dict[str, Any]:
    """Fields of an entry as JSON can hold them, and as they can be compared."""
    return {name: plain_value(getattr(entry, name)) for name in names}


def plain_value(value: Any) -> Any:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value


KEEP = """
UPDATE handoff_bulkitem AS item SET result = done.result, why = done.why, before = done.before, after = done.after
FROM jsonb_to_recordset(%s::jsonb) AS done (entry bigint, result text, why text, before jsonb, after jsonb)
WHERE item.action_id = %s AND item.entry_id = done.entry
"""


def _keep(action: BulkAction, changes: dict, before: dict[int, dict]) -> None:
    rows = [
        {"entry": entry.pk, "result": Result.DONE, "why": "", "before": before[entry.pk],
         "after": plain(entry, outcome.fields)}
        if isinstance(outcome, Change)
        else {"entry": entry.pk, "result": Result.REFUSED, "why": outcome, "before": {}, "after": {}}
        for entry, outcome in changes.items()
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [json.dumps(rows), action.pk])


@transaction.atomic
def finish(action: BulkAction, at: dt.datetime) -> None:
    """Once: say that it is done, and tell the colleague who was handed something."""
    if BulkAction.objects.filter(pk=action.pk, finished_at=None).update(finished_at=at):
        action.finished_at = at
        if action.kind == Kind.HAND_OVER:
            _tell_receiver(action, at)


def _tell_receiver(action: BulkAction, at: dt.datetime) -> None:
    done = action.items.filter(result=Result.DONE)
    count, receiver = done.count(), action.parameters["to"]
    if count > DIGEST_OVER:
        Event.record(Event.Kind.HANDED_OVER, at=at, actor=action.by, data={"count": count, "receiver": receiver})
    elif count:
        told = Event.objects.filter(entry__in=done.values("entry"), kind=Event.Kind.HANDED_OVER, actor=action.by)
        told = told.filter(at__gte=action.at)
        notify_all(told.select_related("actor"), at=at)


@background(RUN, WORDS)
def run_bulk(run: BackgroundRun) -> dict:
    from django.utils import timezone

    action = BulkAction.objects.select_related("by").get(pk=run.parameters["action"])
    total = action.items.count()
    done = total - action.items.filter(result=Result.TO_DO).count()
    for chunk in chunks(action, result=Result.TO_DO):
        run.advance(done, total)
        perform_chunk(action, chunk, timezone.now())
        done += len(chunk)
    run.advance(done, total)
    finish(action, timezone.now())
    return {"action": str(action.pk)}
