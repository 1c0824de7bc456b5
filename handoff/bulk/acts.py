"""What each kind of act does to one entry, or why it does not. The rules are those of QueueEntry's verbs."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from handoff.models import BulkAction, Event, QueueEntry
from handoff.words.people import person_name
from leads.roles import Role, has_role

State, Disposition, Kind = QueueEntry.State, QueueEntry.Disposition, BulkAction.Kind
MAY: dict[str, tuple[Role, ...]] = {
    Kind.CLAIM: (Role.IS_REP,),
    Kind.RELEASE: (Role.IS_REP, Role.SALES_MANAGER),
    Kind.HAND_OVER: (Role.IS_REP, Role.SALES_MANAGER),
    Kind.SNOOZE: (Role.IS_REP,),
    Kind.NURTURE: (Role.IS_REP,),
    Kind.DISQUALIFY: (Role.IS_REP,),
}


@dataclass(frozen=True)
class Change:
    """The fields as they become, and the events that tell of it, each with its data."""

    fields: dict[str, Any]
    events: list[tuple[str, dict]]


@dataclass(frozen=True)
class Act:
    """Who does it, when, and what was asked. `room`: how many more leads one may take; None: any number."""

    by: Any
    at: dt.datetime
    parameters: dict = field(default_factory=dict)
    to: Any = None
    room: int | None = None
    anyones: bool = False

    @classmethod
    def of(cls, action: BulkAction, at: dt.datetime, to=None, room: int | None = None) -> "Act":
        return cls(action.by, at, action.parameters, to, room, has_role(action.by, Role.SALES_MANAGER))


Outcome = Change | str  # a str is the code of a refusal


def may(user, kind: str) -> bool:
    return kind in MAY and has_role(user, *MAY[kind])


def _claimed(act: Act) -> dict:
    return {"state": State.CLAIMED, "owner_id": act.by.pk, "claimed_at": act.at, "touched_at": act.at}


def _not_mine(entry: QueueEntry, act: Act) -> str:
    """Why one may not act on an entry; "" for one's own and for those that nobody has."""
    if entry.state == State.CLOSED:
        return "closed"
    return "" if entry.state == State.WAITING or entry.owner_id == act.by.pk else "taken"


def _claim(entry: QueueEntry, act: Act) -> Outcome:
    if entry.is_owned_by(act.by):
        return "yours"
    if why := _not_mine(entry, act):
        return why
    return Change({**_claimed(act), "snoozed_until": None}, [(Event.Kind.CLAIMED, {})])


def _release(entry: QueueEntry, act: Act) -> Outcome:
    if entry.state == State.WAITING:
        return "unclaimed"
    if not act.anyones and (why := _not_mine(entry, act)):
        return why
    if entry.state == State.CLOSED:
        return "closed"
    fields = {"state": State.WAITING, "owner_id": None, "claimed_at": None, "touched_at": None, "snoozed_until": None}
    return Change(fields, [(Event.Kind.RELEASED, {})])


def _hand_over(entry: QueueEntry, act: Act) -> Outcome:
    if entry.is_owned_by(act.to):
        return "theirs"
    if entry.state == State.CLOSED:
        return "closed"
    if not act.anyones and (why := _not_mine(entry, act)):
        return why
    data = {"from": person_name(entry.owner), "to": person_name(act.to), "receiver": act.to.pk}
    fields = {**_claimed(act), "owner_id": act.to.pk}
    return Change(fields, [(Event.Kind.HANDED_OVER, data)])


def _snooze(entry: QueueEntry, act: Act) -> Outcome:
    if why := _not_mine(entry, act):
        return why
    until = act.parameters["until"]
    fields: dict[str, Any] = {"snoozed_until": dt.datetime.fromisoformat(until), "touched_at": act.at}
    return _held(entry, act, fields, (Event.Kind.SNOOZED, {"until": until}))


def _dispose(disposition: str, kind: str) -> Callable[[QueueEntry, Act], Outcome]:
    def dispose(entry: QueueEntry, act: Act) -> Outcome:
        if why := _not_mine(entry, act):
            return why
        reason, note = act.parameters["reason"], act.parameters.get("note", "")
        fields = {
            "state": State.CLOSED, "disposition": disposition, "disposition_reason": reason,
            "disposition_note": note, "closed_at": act.at, "snoozed_until": None,
        }  # fmt: skip
        return _held(entry, act, fields, (kind, {"reason": reason, "comment": note}))

    return dispose


def _held(entry: QueueEntry, act: Act, fields: dict, event: tuple[str, dict]) -> Change:
    """An entry that nobody has is claimed by the act, as QueueEntry.hold does."""
    if entry.state == State.WAITING:
        return Change(_claimed(act) | fields, [(Event.Kind.CLAIMED, {}), event])
    return Change(fields, [event])


ACTS: dict[str, Callable[[QueueEntry, Act], Outcome]] = {
    Kind.CLAIM: _claim,
    Kind.RELEASE: _release,
    Kind.HAND_OVER: _hand_over,
    Kind.SNOOZE: _snooze,
    Kind.NURTURE: _dispose(Disposition.NURTURED, Event.Kind.NURTURED),
    Kind.DISQUALIFY: _dispose(Disposition.DISQUALIFIED, Event.Kind.DISQUALIFIED),
}
ANSWERS = frozenset({Kind.NURTURE, Kind.DISQUALIFY})  # a disposition is a first response
TAKES = frozenset({Kind.CLAIM})  # what counts against how many leads one may hold


def outcomes(kind: str, entries: list[QueueEntry], act: Act) -> dict[int, Outcome]:
    """What becomes of each entry. Beyond the room there is, the rest is refused."""
    found: dict[int, Outcome] = {}
    room = act.room
    for entry in entries:
        outcome = ACTS[kind](entry, act)
        if kind in TAKES and room is not None and isinstance(outcome, Change):
            outcome = outcome if room > 0 else "no_room"
            room -= 1
        found[entry.pk] = outcome
    return found
