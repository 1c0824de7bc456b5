"""The other people of a lead's company, and what they did: whoever calls should know."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from handoff import access
from handoff.models import ContactAttempt, Handoff, QueueEntry
from handoff.words import events as event_words
from leads.models import Activity, Lead
from leads.people import full_name

SHOWN = 20


@dataclass(frozen=True)
class Colleague:
    lead: Lead
    stands: str
    entry_pk: int | None
    did: str
    did_at: dt.datetime | None
    contact: str
    contact_at: dt.datetime | None


def colleagues_of(lead: Lead, user) -> list[Colleague]:
    """At most SHOWN others of the company, the highest rank first."""
    if lead.company_id is None:
        return []
    seen = access.queue_entries(user).open().filter(lead=OuterRef("pk"))
    entry = QueueEntry.objects.open().filter(lead=OuterRef("pk"))
    handoff = Handoff.objects.open().filter(lead=OuterRef("pk")).order_by("-pk")
    did = Activity.objects.filter(lead=OuterRef("pk"), automated=False).order_by("-occurred_at")
    talked = ContactAttempt.objects.filter(lead=OuterRef("pk")).order_by("-at", "-pk")
    contact = JSONObject(channel="channel", result="result", by="by_id", at=_moment("at"))
    found = (
        access.leads(user).filter(company=lead.company_id).exclude(pk=lead.pk)
        .select_related("score", "verdict").defer("search_text", "search_grams", "custom_fields")
        .annotate(
            seen_entry=Subquery(seen.values("pk")[:1]),
            entry=Subquery(entry.values(all=JSONObject(state="state", owner="owner_id"))[:1]),
            deal=Subquery(handoff.values(all=JSONObject(state="state", assignee="assignee_id"))[:1]),
            did=Subquery(did.values(all=JSONObject(kind="kind", content="content", at=_moment("occurred_at")))[:1]),
            talked=Subquery(talked.values(all=contact)[:1]),
        )
        .order_by("-title_rank", "pk")[:SHOWN]
    )  # fmt: skip
    leads = list(found)
    named = {each[key] for lead in leads for each, key in _names(lead) if each}
    people = User.objects.in_bulk([pk for pk in named if pk])
    return [_colleague(lead, people) for lead in leads]


def _moment(name: str) -> Cast:
    return Cast(F(name), CharField())


def _names(lead) -> list[tuple]:
    return [(lead.entry, "owner"), (lead.deal, "assignee"), (lead.talked, "by")]


def _colleague(lead, people: dict) -> Colleague:
    did, talked = lead.did or {}, lead.talked or {}
    contact = ""
    if talked:
        attempt = ContactAttempt(channel=talked["channel"], result=talked["result"], by=people[talked["by"]])
        contact = event_words.contact(attempt)[0]
    words = f"{Activity(kind=did['kind']).kind_label} {did['content']}".strip() if did else ""
    return Colleague(lead, _stands(lead, people), lead.seen_entry, words, _at(did), contact, _at(talked))


def _at(told: dict) -> dt.datetime | None:
    return parse_datetime(told["at"]) if told else None


def _stands(lead, people: dict) -> str:
    """Where the person is with us now, in words; "" for nowhere."""
    if lead.deal:
        state = str(Handoff.State(lead.deal["state"]).label)
        name = full_name(people.get(lead.deal["assignee"]))
        return _("with sales: %(state)s, %(name)s") % {"state": state, "name": name} if name else state
    if lead.entry:
        name = full_name(people.get(lead.entry["owner"]))
        return _("in the queue, %(name)s has it") % {"name": name} if name else _("in the queue, unclaimed")
    return ""
