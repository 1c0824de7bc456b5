"""The toss-ups of automatic rules: made for many leads at once, with a handful of statements."""

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from handoff import package
from handoff.assignment import Suggestions
from handoff.assignment.suggestions import alone_assigning
from handoff.models.clock import Clock
from handoff.models.criteria import CriteriaVersion
from handoff.models.event import Event
from handoff.models.handoff import Handoff, said
from handoff.models.member import Team
from handoff.models.queue_entry import QueueEntry
from handoff.notices.notifications import notify_all
from handoff.toss_up.submission import draft, freeze
from handoff.transition import free_to_place
from handoff.words.people import person_name
from leads.models import Lead

CHUNK = 500  # packages in memory at once


@transaction.atomic
def submit_automatic(lead_ids: list[int], at) -> int:
    """Toss up the leads that an automatic rule has decided; returns how many. Repeating it does nothing.

    Left alone are leads that are tossed up already, that somebody is working on or is just placing, or whose toss-up
    came back.
    """
    return sum(_submit(lead_ids[start : start + CHUNK], at) for start in range(0, len(lead_ids), CHUNK))


def _submit(lead_ids: list[int], at) -> int:
    lead_ids = free_to_place(lead_ids)
    entries = _waiting_entries(lead_ids)
    in_hands = (
        QueueEntry.objects.open().filter(lead__in=lead_ids).exclude(pk__in=[each.pk for each in entries.values()])
    )
    tossed_up = Handoff.objects.open().filter(lead__in=lead_ids)
    free = (
        Lead.objects.filter(pk__in=lead_ids)
        .exclude(pk__in=in_hands.values("lead"))
        .exclude(pk__in=tossed_up.values("lead"))
    )
    leads = list(free.select_related("company").order_by("pk"))
    if leads:
        handoffs = _create(leads, entries, CriteriaVersion.active(), at)
        _close_entries(handoffs, at)
        _start_clocks(handoffs, at)
        _announce(handoffs, at)
    return len(leads)


def _waiting_entries(lead_ids) -> dict[int, QueueEntry]:
    """Unclaimed entries by lead, locked: nobody can claim them while they are being closed."""
    waiting = QueueEntry.objects.open().unclaimed().filter(lead__in=lead_ids, returned_from=None).select_related("team")
    locked = waiting.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk")
    return {entry.lead_id: entry for entry in locked}


def _create(leads: list[Lead], entries: dict, criteria: CriteriaVersion, at) -> list[Handoff]:
    documents = package.build_all(leads, at, criteria=criteria)
    team = Team.objects.order_by("pk").first()
    handoffs = []
    for lead in leads:
        entry = entries.get(lead.pk)
        handoff = draft(
            documents[lead.pk], lead, criteria, at, team=entry.team if entry else team, entry=entry, automatic=True
        )
        handoffs.append(handoff)
    _assign([handoff for handoff in handoffs if handoff.state == Handoff.State.AWAITING_ASSIGNMENT], at)
    created = Handoff.objects.bulk_create(handoffs, batch_size=500)
    freeze([(handoff, documents[handoff.lead_id]) for handoff in created], criteria, at)
    return created


def _assign(handoffs: list[Handoff], at) -> None:
    """To the account owner; when the team lets the rules assign, to whom they choose."""
    teams = {handoff.team_id: handoff.team for handoff in handoffs}
    alone_assigning(teams)
    companies = [handoff.lead.company for handoff in handoffs if handoff.lead.company]
    by_team = {pk: Suggestions(team, companies, at) for pk, team in teams.items()}
    for handoff in handoffs:
        suggestions = by_team[handoff.team_id]
        given = suggestions.give(handoff.lead, automatic=True)
        if given:
            handoff.state, handoff.assignee, handoff.assigned_at = Handoff.State.ASSIGNED, given.assignee, at
            handoff.suggestion = given


def _close_entries(handoffs: list[Handoff], at) -> None:
    entries = [handoff.entry for handoff in handoffs if handoff.entry]
    Clock.objects.answer_for_entries(entries, at)
    QueueEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        answered_at=Coalesce("answered_at", Value(at)),
        state=QueueEntry.State.CLOSED,
        disposition=QueueEntry.Disposition.TOSSED_UP,
        closed_at=at,
        snoozed_until=None,
    )


def _start_clocks(handoffs: list[Handoff], at) -> None:
    assigned = [handoff.pk for handoff in handoffs if handoff.state == Handoff.State.ASSIGNED]
    undecided = [handoff.pk for handoff in handoffs if handoff.state != Handoff.State.ASSIGNED]
    Clock.objects.start_for_handoffs(assigned, Clock.Kind.SALES_ACCEPTANCE, at)
    Clock.objects.start_for_handoffs(undecided, Clock.Kind.APPROVAL, at)


def _announce(handoffs: list[Handoff], at) -> None:
    """An event for each; who is told of many gets one notice with their number."""
    tossed_up = [_event(Event.Kind.TOSSED_UP, handoff, at, {"reason": handoff.reason}) for handoff in handoffs]
    assigned = [
        _event(Event.Kind.ASSIGNED, handoff, at, _assigned(handoff))
        for handoff in handoffs
        if handoff.state == Handoff.State.ASSIGNED
    ]
    notify_all(Event.objects.bulk_create(tossed_up + assigned, batch_size=1000), at=at)


def _assigned(handoff: Handoff) -> dict:
    why = handoff.suggestion.record
    return {"assignee": person_name(handoff.assignee), "automatic": True} | said(choice=why)


def _event(kind: str, handoff: Handoff, at, data: dict) -> Event:
    return Event(kind=kind, at=at, lead=handoff.lead, entry=handoff.entry, handoff=handoff, data=data)
