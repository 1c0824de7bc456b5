"""Many toss-ups decided at once, with a handful of statements: what was decided elsewhere meanwhile is left alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from handoff.assignment.suggestions import Suggestions, alone_assigning
from handoff.models.clock import Clock
from handoff.models.event import Event
from handoff.models.handoff import Handoff, said
from handoff.notices.notifications import notify_all, told_together
from handoff.transition import Lost
from handoff.words.people import person_name

State = Handoff.State
Kind = Event.Kind


@dataclass
class Deciding:
    """One bulk decision. for_whom: team → the absent manager in whose place it is taken."""

    by: Any
    at: Any
    for_whom: dict[int, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def tell(self, kind: str, handoff: Handoff, **data) -> None:
        data |= said(self.for_whom.get(handoff.team_id, ""))
        self.events.append(Event(kind=kind, at=self.at, actor=self.by, lead=handoff.lead, handoff=handoff, data=data))

    def record(self) -> None:
        """Approvals before assignments, as the timeline shows them."""
        order = [Kind.APPROVED, Kind.ASSIGNED, Kind.PRIORITY_SET]
        self.events.sort(key=lambda event: order.index(Kind(event.kind)))
        notify_all(Event.objects.bulk_create(self.events, batch_size=1000), at=self.at)


@dataclass(frozen=True)
class Result:
    """outcome: assigned, approved, returned, priority, or why nothing was changed: changed, nobody, same."""

    pk: int
    outcome: str
    person: str = ""
    why: dict[str, Any] = field(default_factory=dict)  # the record of a choice, when it found nobody


@transaction.atomic
def approve_many(pks: list[int], deciding: Deciding, *, priority: int | None = None, assignee=None) -> list[Result]:
    """Approve what awaits approval and assign it: to `assignee`, else by the team's rules.

    priority: None leaves each as it is.
    """
    handoffs = _locked(pks, Handoff.UNDECIDED, by_rules=assignee is None)
    approved = [each for each in handoffs if each.state == State.AWAITING_APPROVAL]
    given, results = _people(handoffs, deciding, assignee)
    _update(approved, state=State.AWAITING_ASSIGNMENT, decided_by=deciding.by, decided_at=deciding.at)
    if priority:
        _update([*approved, *(each for each in handoffs if each.pk in given)], priority=priority)
    for handoff in approved:
        deciding.tell(Kind.APPROVED, handoff, comment="")
        if handoff.pk not in given:
            results[handoff.pk] = Result(handoff.pk, "approved", why=results[handoff.pk].why)
    _give(given, deciding)
    deciding.record()
    return _in_order(pks, results)


@transaction.atomic
def assign_many(pks: list[int], deciding: Deciding) -> list[Result]:
    """Assign by the team's rules what waits for a salesperson."""
    handoffs = _locked(pks, [State.AWAITING_ASSIGNMENT], by_rules=True)
    given, results = _people(handoffs, deciding, None)
    _give(given, deciding)
    deciding.record()
    return _in_order(pks, results)


@transaction.atomic
def reassign_many(pks: list[int], deciding: Deciding, *, assignee=None, states=Handoff.WITH_SALES) -> list[Result]:
    """Give what sales has, and what is in one of these states, to somebody else: `assignee`, else by the rules."""
    handoffs = _locked(pks, states, by_rules=assignee is None)
    given, results = _people(handoffs, deciding, assignee, again=True)
    _give(given, deciding, again=True)
    deciding.record()
    return _in_order(pks, results)


@transaction.atomic
def prioritise_many(pks: list[int], deciding: Deciding, *, priority: int) -> list[Result]:
    handoffs = _locked(pks, [*Handoff.UNDECIDED, *Handoff.WITH_SALES])
    changed = [each for each in handoffs if each.priority != priority]
    results = {each.pk: Result(each.pk, "same" if each.priority == priority else "priority") for each in handoffs}
    for handoff in changed:
        deciding.tell(Kind.PRIORITY_SET, handoff, before=handoff.priority, priority=priority)
    _update(changed, priority=priority)
    deciding.record()
    return _in_order(pks, results)


def return_many(pks: list[int], deciding: Deciding, *, reason: str, comment: str) -> list[Result]:
    """Each by itself: it becomes a stay in the queue again, with whoever tossed it up."""
    results = {}
    with told_together(deciding.at):
        for handoff in Handoff.objects.filter(pk__in=pks).select_related("lead", "team", "submitted_by").order_by("pk"):
            words = {"reason": reason, "comment": comment, "for_whom": deciding.for_whom.get(handoff.team_id, "")}
            try:
                handoff.send_back(by=deciding.by, at=deciding.at, **words)
            except Lost:
                continue
            results[handoff.pk] = Result(handoff.pk, "returned")
    return _in_order(pks, results)


def _locked(pks: list[int], states, *, by_rules: bool = False) -> list[Handoff]:
    """Those that are still in one of the states, the longest waiting first. Teams are locked before rows, always."""
    if by_rules:
        alone_assigning(Handoff.objects.filter(pk__in=pks).order_by().values_list("team", flat=True).distinct())
    found = Handoff.objects.filter(pk__in=pks, state__in=states).select_related("lead__company", "team", "assignee")
    rows = {row.pk: row for row in found.select_for_update(no_key=True, of=("self",)).order_by("pk")}
    return sorted(rows.values(), key=lambda row: (row.submitted_at, row.pk))


Given = dict[int, tuple[Handoff, Any, dict]]


def _people(handoffs, deciding: Deciding, assignee, *, again: bool = False) -> tuple[Given, dict[int, Result]]:
    """Who takes which, and each one's result."""
    choose = _same(assignee) if assignee else _by_rules(handoffs, deciding.at)
    given: Given = {}
    results = {}
    for handoff in handoffs:
        person, why = choose(handoff)
        if person is None:
            results[handoff.pk] = Result(handoff.pk, "nobody", why=why)
        elif again and person.pk == handoff.assignee_id:
            results[handoff.pk] = Result(handoff.pk, "same", person_name(person))
        else:
            given[handoff.pk] = (handoff, person, why)
            results[handoff.pk] = Result(handoff.pk, "assigned", person_name(person))
    return given, results


def _same(assignee) -> Callable:
    return lambda handoff: (assignee, {})


def _by_rules(handoffs: list[Handoff], at) -> Callable:
    companies = [each.lead.company for each in handoffs if each.lead.company]
    by_team = {team.pk: Suggestions(team, companies, at) for team in {each.team for each in handoffs}}

    def choose(handoff: Handoff):
        suggestions = by_team[handoff.team_id]
        if handoff.assignee_id:
            suggestion = suggestions.instead(handoff.lead, handoff.assignee_id)
        else:
            suggestion = suggestions.choose(handoff.lead, handoff.suggested_assignee_id)
        return suggestion.assignee, suggestion.record

    return choose


def _give(given: Given, deciding: Deciding, *, again: bool = False) -> None:
    """One UPDATE a person, the clocks of all at once."""
    by_person: dict[Any, list[Handoff]] = {}
    for handoff, person, why in given.values():
        by_person.setdefault(person, []).append(handoff)
        about = {"assignee": person_name(person)} | ({"again": True} if again else {}) | said(choice=why)
        deciding.tell(Kind.ASSIGNED, handoff, **about)
    for person, handoffs in by_person.items():
        _update(handoffs, state=State.ASSIGNED, assignee=person, assigned_at=deciding.at, accepted_at=None)
    taken = [handoff for handoff, _person, _why in given.values()]
    pks = [handoff.pk for handoff in taken]
    Clock.objects.answer_for_handoffs(taken, Clock.Kind.APPROVAL, deciding.at)
    Clock.objects.filter(handoff__in=pks, kind=Clock.Kind.FIRST_SALES_ACTION).cancel(deciding.at)
    Clock.objects.start_for_handoffs(pks, Clock.Kind.SALES_ACCEPTANCE, deciding.at)


def _update(handoffs: list[Handoff], **fields) -> None:
    """The rows are locked and in the expected state."""
    if not handoffs:
        return
    Handoff.objects.filter(pk__in=[handoff.pk for handoff in handoffs]).update(**fields)
    for handoff in handoffs:
        for name, value in fields.items():
            setattr(handoff, name, value)


def _in_order(pks: list[int], results: dict[int, Result]) -> list[Result]:
    """A result for each that was asked for."""
    return [results.get(pk, Result(pk, "changed")) for pk in pks]
