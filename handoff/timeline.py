"""What happened to a lead, newest first: what it did, and what people and rules did, in sentences."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import CharField, F, Value
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils import timezone

from handoff import event_words
from handoff.models import ContactAttempt, Event
from leads.models import Activity, Lead

PAGE = 30
# Logged contacts stand at the time they happened, not when they were written down: their own rows tell of them.
TOLD_BY_THEIR_ROWS = (Event.Kind.CONTACT_LOGGED,)

Position = tuple[dt.datetime, str, int]  # when, source, id


@dataclass(frozen=True)
class Item:
    at: dt.datetime
    icon: str
    text: str
    note: str = ""
    tone: str = ""
    automated: bool = False


@dataclass(frozen=True)
class Page:
    days: list[tuple[dt.date, list[Item]]]
    older: Position | None  # where the next page begins; None: that is all


def page(lead: Lead, before: Position | None = None, size: int = PAGE) -> Page:
    """One page of the lead's timeline by keyset, grouped by local day. Four queries, however long the story."""
    positions = list(_positions(lead, before)[: size + 1])
    shown = positions[:size]
    items = dict(_items(shown))
    in_order = [items[source, pk] for _at, source, pk in shown if (source, pk) in items]
    days = [(day, list(group)) for day, group in groupby(in_order, key=lambda item: timezone.localdate(item.at))]
    return Page(days, shown[-1] if len(positions) > size else None)


def _positions(lead: Lead, before: Position | None):
    parts = [
        _part(Activity.objects.filter(lead=lead), "activity", "occurred_at", before),
        _part(Event.objects.filter(lead=lead).exclude(kind__in=TOLD_BY_THEIR_ROWS), "event", "at", before),
        _part(ContactAttempt.objects.filter(lead=lead), "contact", "at", before),
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-moment", "-source", "-pk")


def _part(rows, source: str, moment: str, before: Position | None):
    rows = rows.order_by().annotate(moment=F(moment), source=Value(source, CharField()))
    if before:
        rows = rows.filter(TupleLessThan((F(moment), Value(source, CharField()), F("pk")), before))
    return rows.values_list("moment", "source", "pk")


def _items(positions: list[Position]) -> Iterator[tuple[tuple[str, int], Item]]:
    for source, (rows, describe) in SOURCES.items():
        pks = [pk for _at, its_source, pk in positions if its_source == source]
        for row in rows().filter(pk__in=pks) if pks else ():
            yield (source, row.pk), describe(row)


def _activity(activity: Activity) -> Item:
    icon = ACTIVITY_ICONS.get(activity.kind, "mouse-pointer-click")
    return Item(activity.occurred_at, icon, activity.kind_label, activity.content, automated=activity.automated)


def _contact(attempt: ContactAttempt) -> Item:
    text, tone = event_words.contact(attempt)
    return Item(attempt.at, CONTACT_ICONS.get(attempt.channel, "phone"), text, attempt.note, tone)


def _event(event: Event) -> Item:
    line = event_words.describe(event)
    return Item(event.at, line.icon, line.text, line.note, line.tone)


SOURCES: dict[str, tuple[Callable, Callable]] = {
    "activity": (lambda: Activity.objects.all(), _activity),
    "event": (lambda: Event.objects.select_related("actor", "entry", "handoff"), _event),
    "contact": (lambda: ContactAttempt.objects.select_related("by"), _contact),
}
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
