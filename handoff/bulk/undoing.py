"""An act on many taken back: each entry becomes what it was, if nobody has gone on with it since.

A clock that a disposition answered stays answered, as it does when one entry is taken back.
"""

import datetime as dt

from django.db import connection, transaction
from django.utils.dateparse import parse_datetime

from handoff.bulk.acts import ANSWERS, Change
from handoff.bulk.performing import AT_ONCE, WORDS, Result, chunks, locked, plain, write
from handoff.models import BulkAction, BulkItem, Event, Handoff, QueueEntry
from handoff.transition import PLACING, Lost
from leads.background import background, start
from leads.models import BackgroundRun

RUN = "queue_bulk_undo"
MOMENTS = ("claimed_at", "touched_at", "snoozed_until", "closed_at")


@transaction.atomic
def undo(action: BulkAction, *, at: dt.datetime) -> None:
    """Take it back; Lost when it is too late, or somebody has pressed it already."""
    asked = BulkAction.objects.filter(pk=action.pk, undo_asked_at=None)
    if not action.can_undo(at) or not asked.update(undo_asked_at=at):
        raise Lost
    action.undo_asked_at = at
    if action.items.filter(result=Result.DONE).count() > AT_ONCE:
        action.run = start(RUN, by=action.by, action=str(action.pk))
        action.save(update_fields=["run"])
        return
    for chunk in chunks(action, result=Result.DONE, undo_result=Result.TO_DO):
        undo_chunk(action, chunk, at)
    _finish(action, at)


@transaction.atomic
def undo_chunk(action: BulkAction, entry_ids: list[int], at: dt.datetime) -> None:
    if action.kind in ANSWERS:
        _alone_with_leads_of(entry_ids)
    entries = locked(entry_ids)
    items = {item.entry_id: item for item in action.items.filter(entry__in=entry_ids)}
    busy = _gone_on(entries) if action.kind in ANSWERS else set()
    unchanged = [each for each in entries if plain(each, items[each.pk].after) == items[each.pk].after]
    changes = {each: _back(each, items[each.pk].before, at) for each in unchanged if each.pk not in busy}
    write(changes)
    data = {"action": action.kind}
    Event.objects.bulk_create(
        Event(kind=Event.Kind.TAKEN_BACK, at=at, actor=action.by, lead=entry.lead, entry=entry, data=data)
        for entry in changes
    )
    done = BulkItem.objects.filter(action=action, entry__in=[entry.pk for entry in changes])
    action.items.filter(entry__in=entry_ids).update(undo_result=Result.REFUSED)
    done.update(undo_result=Result.DONE)


def _back(entry: QueueEntry, before: dict, at: dt.datetime) -> Change:
    """To what it was; taking it back is a touch, so that its lease does not run out at once."""
    fields = _read(before)
    if fields.get("state", entry.state) == QueueEntry.State.CLAIMED:
        fields["touched_at"] = at
    return Change(fields, [])


def _read(fields: dict) -> dict:
    return {name: parse_datetime(value) if name in MOMENTS and value else value for name, value in fields.items()}


def _alone_with_leads_of(entry_ids: list[int]) -> None:
    """transition.alone_with for many leads, always in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key) FROM (SELECT DISTINCT (lead_id %% 2147483648)::int AS key"
            " FROM handoff_queueentry WHERE id = ANY(%s) ORDER BY key) AS keys",
            [PLACING, entry_ids],
        )


def _gone_on(entries: list[QueueEntry]) -> set[int]:
    """Those whose lead is in the queue again, or with sales."""
    leads = [entry.lead_id for entry in entries]
    busy = set(QueueEntry.objects.open().filter(lead__in=leads).values_list("lead", flat=True))
    busy |= set(Handoff.objects.open().filter(lead__in=leads).values_list("lead", flat=True))
    return {entry.pk for entry in entries if entry.lead_id in busy}


@transaction.atomic
def _finish(action: BulkAction, at: dt.datetime) -> None:
    if BulkAction.objects.filter(pk=action.pk, undone_at=None).update(undone_at=at):
        action.undone_at = at


@background(RUN, WORDS)
def run_undo(run: BackgroundRun) -> dict:
    from django.utils import timezone

    action = BulkAction.objects.select_related("by").get(pk=run.parameters["action"])
    which = {"result": Result.DONE, "undo_result": Result.TO_DO}
    total = action.items.filter(result=Result.DONE).count()
    done = total - action.items.filter(**which).count()
    for chunk in chunks(action, **which):
        run.advance(done, total)
        undo_chunk(action, chunk, timezone.now())
        done += len(chunk)
    run.advance(done, total)
    _finish(action, timezone.now())
    return {"action": str(action.pk)}
