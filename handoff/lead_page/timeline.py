"""What happened to a lead, newest first: what it did, and what people and rules did, in sentences."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, CharField, F, JSONField, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from handoff.models import Clock, ContactAttempt, Event
from handoff.words import clocks as clock_words
from handoff.words import events as event_words
from leads.models import Activity, Lead

PAGE = 30
# Logged contacts stand at the time they happened, not when they were written down: their own rows tell of them.
TOLD_BY_THEIR_ROWS = (Event.Kind.CONTACT_LOGGED,)
EMPTY, NO, NOTHING = Value("", CharField()), Value(False, BooleanField()), Value({}, JSONField())

Position = tuple[dt.datetime, str, int]  # when, origin, id


@dataclass(frozen=True)
class Item:
    at: dt.datetime
    icon: str
    text: str
    about: str = ""  # on the same line
    note: str = ""
    tone: str = ""
    automated: bool = False


@dataclass(frozen=True)
class Page:
    days: list[tuple[dt.date, list[Item]]]
    older: Position | None  # where the next page begins; None: that is all


def page(lead: Lead, before: Position | None = None, size: int = PAGE) -> Page:
    """One page of the lead's timeline by keyset, grouped by local day. One query, however long the story."""
    rows = list(_rows(lead, before, size + 1))
    items = [DESCRIBE[row["origin"]](row) for row in rows[:size]]
    days = [(day, list(group)) for day, group in groupby(items, key=lambda item: timezone.localdate(item.at))]
    last = rows[size - 1] if len(rows) > size else None
    return Page(days, last and (last["moment"], last["origin"], last["pk"]))


def _rows(lead: Lead, before: Position | None, size: int):
    """The next rows of the four tables, each read in the order of its index; a lead has few clocks.

    What starts and keeps a promise is told above the event of the same moment that caused it, hence the origins' names.
    """
    kept = Q(state=Clock.State.MET) | Q(state=Clock.State.BREACHED, stopped_at__isnull=False)
    parts = [
        _columns(Activity.objects, "activity", moment="occurred_at", words=F("content"), machine=F("automated")),
        _columns(Event.objects.exclude(kind__in=TOLD_BY_THEIR_ROWS), "event", facts=F("data"), person="actor"),
        _columns(
            ContactAttempt.objects,
            "contact",
            what="channel",
            words=F("note"),
            result=F("result"),
            person="by",
            facts=JSONObject(callback_at="callback_at"),
        ),
        _columns(Clock.objects, "started", moment="started_at", facts=_promise()),
        _columns(Clock.objects.filter(kept), "stopped", moment="stopped_at", facts=_promise()),
    ]
    first, *others = (_following(part.filter(lead=lead), before)[:size] for part in parts)
    return first.union(*others, all=True).order_by("-moment", "-origin", "-pk")[:size]


def _promise() -> JSONObject:
    """A clock's state and due time, with the one it started with when a calendar edit has moved it since."""
    mine = {"lead": OuterRef("lead"), "clock": Cast(OuterRef("pk"), CharField()), "at__gte": OuterRef("started_at")}
    moved = Event.objects.annotate(clock=KT("data__clock")).filter(kind=Event.Kind.DEADLINE_MOVED, **mine)
    first = moved.order_by("at", "pk").values(before=KT("data__from"))[:1]
    return JSONObject(state="state", due_at="due_at", due_at_first=Subquery(first))


def _columns(
    rows, origin, *, moment="at", what="kind", words=EMPTY, result=EMPTY, machine=NO, facts=NOTHING, person=None
):
    """The same columns for every table, so that one query can read them all."""
    names = {name: F(f"{person}__{name}") if person else EMPTY for name in ("last_name", "first_name", "email")}
    return rows.annotate(
        origin=Value(origin, CharField()), moment=F(moment), what=F(what), words=words, outcome=result, machine=machine,
        facts=facts, **names,
    ).values("pk", "origin", "moment", "what", "words", "outcome", "machine", "facts", *names)  # fmt: skip


def _following(rows, before: Position | None):
    if before:
        rows = rows.filter(TupleLessThan((F("moment"), F("origin"), F("pk")), before))
    return rows.order_by("-moment", "-pk")


def _activity(row: dict) -> Item:
    label = Activity(kind=row["what"]).kind_label
    icon = ACTIVITY_ICONS.get(row["what"], "mouse-pointer-click")
    return Item(row["moment"], icon, label, about=row["words"], automated=row["machine"])


def _contact(row: dict) -> Item:
    callback_at = row["facts"]["callback_at"] and dt.datetime.fromisoformat(row["facts"]["callback_at"])
    attempt = ContactAttempt(channel=row["what"], result=row["outcome"], by=_person(row), callback_at=callback_at)
    text, tone = event_words.contact(attempt)
    return Item(row["moment"], CONTACT_ICONS.get(attempt.channel, "phone"), text, note=row["words"], tone=tone)


def _event(row: dict) -> Item:
    line = event_words.describe(Event(kind=row["what"], at=row["moment"], data=row["facts"], actor=_person(row)))
    return Item(row["moment"], line.icon, line.text, note=line.note, tone=line.tone)


def _started(row: dict) -> Item:
    line = clock_words.started(row["what"], row["facts"])
    return Item(row["moment"], line.icon, line.text)


def _kept(row: dict) -> Item:
    line = clock_words.kept(row["what"], row["facts"])
    return Item(row["moment"], line.icon, line.text, tone=line.tone)


def _person(row: dict):
    names = {name: row[name] for name in ("last_name", "first_name", "email")}
    return get_user_model()(**names) if names["email"] or names["last_name"] else None


DESCRIBE: dict[str, Callable[[dict], Item]] = {
    "activity": _activity, "event": _event, "contact": _contact, "started": _started, "stopped": _kept,
}  # fmt: skip
ACTIVITY_ICONS = {
    Activity.Kind.EMAIL_OPEN: "mail-open",
    Activity.Kind.EMAIL_CLICK: "mouse-pointer-click",
    Activity.Kind.PAGE_VIEW: "eye",
    Activity.Kind.DOCUMENT_REQUEST: "file-text",
    Activity.Kind.DOWNLOAD: "download",
    Activity.Kind.WEBINAR: "presentation",
    Activity.Kind.EVENT: "ticket",
    Activity.Kind.INQUIRY: "message-square",
    Activity.Kind.TRIAL: "flask-conical",
    Activity.Kind.UNSUBSCRIBE: "mail-x",
}
CONTACT_ICONS = {"call": "phone", "email": "mail", "meeting": "users", "form_reply": "message-square"}
