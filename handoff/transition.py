"""The one way a state changes: conditional UPDATE, Event, notices, all or nothing."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from handoff.models.event import Event


class Lost(Exception):
    """Somebody else was quicker, or the thing is no longer in a state where this can be done. Nothing was written."""

    def __init__(self, message: str = ""):
        self.message = message or _(
            "Somebody else was quicker. Nothing of yours was lost; the page shows how it is now."
        )
        super().__init__(self.message)


PLACING = 7_106  # the advisory locks of who puts a lead into the queue or tosses it up; the lead's id is the second key


def alone_with(lead_id: int) -> None:
    """Until the end of the transaction nobody else tosses this lead up, takes it back or brings it back.

    A lead is in the queue or with sales, and no constraint spans the two tables. The lead's row is not locked: an
    import that writes many leads would keep everybody waiting.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PLACING, lead_id % 2**31])


def free_to_place(lead_ids: list[int]) -> list[int]:
    """Those of the leads that nobody is placing now; until the end of the transaction nobody else does.

    It waits for nobody: whoever judges holds rows that somebody with a lead's lock may be waiting for.
    """
    free = "SELECT id FROM unnest(%s::bigint[]) id WHERE pg_try_advisory_xact_lock(%s, (id %% 2147483648)::int)"
    with connection.cursor() as cursor:
        cursor.execute(free, [lead_ids, PLACING])
        return [lead_id for (lead_id,) in cursor]


@transaction.atomic
def move(
    thing: Any,
    *,
    expected,
    to: str,
    by,
    at,
    event: str,
    data: dict | None = None,
    where: dict | None = None,
    about: dict | None = None,
    **fields,
) -> Event:
    """Move thing from one of the expected states to another and record the event; raise Lost when it has moved on.

    `where` narrows the condition further (an owner, a version). `fields` are stored with the state. A QueueEntry or
    Handoff names itself in the event, with its lead; `about` names what else it is about (entry, handoff).
    """
    changed = (
        type(thing)._default_manager.filter(pk=thing.pk, state__in=expected, **(where or {})).update(state=to, **fields)
    )
    if not changed:
        raise Lost
    thing.state = to
    for name, value in fields.items():
        setattr(thing, name, value)
    own = {"queueentry": "entry", "handoff": "handoff"}[thing._meta.model_name]
    return Event.record(event, at=at, actor=by, lead=thing.lead, data=data, **{own: thing, **(about or {})})
