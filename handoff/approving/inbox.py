"""The manager's inbox: toss-ups by what they wait for, each with a suggested salesperson."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handoff.assignment import Suggestions
from handoff.models import Clock, Handoff

PAGE = 50
LINE = 200  # how many ahead in line are looked at for a suggestion
Position = tuple[dt.datetime, int]
State = Handoff.State


@dataclass(frozen=True)
class Tab:
    name: str
    label: str | Promise
    empty: str | Promise
    hint: str | Promise
    states: tuple[str, ...]
    newest_first: bool = False

    @property
    def can_select(self) -> bool:
        return set(self.states) <= {*Handoff.UNDECIDED, *Handoff.WITH_SALES}


TABS = {
    tab.name: tab
    for tab in (
        Tab(
            "approval",
            _("Awaiting approval"),
            _("Nothing waits for your approval"),
            _("Toss-ups from inside sales are listed here, the longest waiting first."),
            (State.AWAITING_APPROVAL,),
        ),
        Tab(
            "assignment",
            _("Awaiting assignment"),
            _("Every toss-up has a salesperson"),
            _("Toss-ups that need no approval, or were approved without a salesperson, are listed here."),
            (State.AWAITING_ASSIGNMENT,),
        ),
        Tab(
            "acceptance",
            _("Awaiting acceptance"),
            _("Sales has accepted everything"),
            _("Here you see what a salesperson has not accepted yet, and can give it to somebody else."),
            (State.ASSIGNED,),
        ),
        Tab(
            "returned",
            _("Returned"),
            _("Nothing was returned"),
            _("What you return or sales sends back goes to its rep again, and stays here with the reason."),
            (State.RETURNED, State.SENT_BACK),
            newest_first=True,
        ),
    )
}


def counts(handoffs: QuerySet) -> dict[str, int]:
    """How many stand under each tab, in one query."""
    return handoffs.aggregate(**{name: Count("pk", filter=Q(state__in=tab.states)) for name, tab in TABS.items()})


def page(handoffs: QuerySet, tab: Tab, after: Position | None = None) -> tuple[list[Handoff], Position | None]:
    """One page of a tab and the position of the next one: longest waiting first, returned ones newest first."""
    order = (F("submitted_at"), F("pk"))
    found = handoffs.filter(state__in=tab.states)
    if after:
        found = found.filter((TupleLessThan if tab.newest_first else TupleGreaterThan)(order, after))
    found = found.order_by(*(field.desc() if tab.newest_first else field.asc() for field in order))
    rows = list(with_facts(found)[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return with_suggestions(rows[:PAGE]), last and (last.submitted_at, last.pk)


def read_position(text: str) -> Position | None:
    """A position as write_position wrote it into a link; None for anything else."""
    moment, _separator, pk = text.partition("_")
    try:
        at = dt.datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(pk)) if at.tzinfo and pk.isdecimal() and len(pk) < 19 else None


def write_position(position: Position | None) -> str:
    return f"{position[0].astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{position[1]}" if position else ""


def with_facts(handoffs: QuerySet) -> QuerySet:
    """What a row shows. Of the frozen package only the few values of the row, not the document."""
    running = Prefetch("clocks", Clock.objects.filter(stopped_at=None).order_by("due_at"), to_attr="open_clocks")
    document = "package__document"
    return (
        handoffs.select_related("lead__company", "submitted_by", "assignee", "team", "suggested_assignee", "decided_by")
        .prefetch_related(running)
        .annotate(
            behaviour=F(f"{document}__scores__behaviour__score"),
            attribute=F(f"{document}__scores__attribute__score"),
            completeness=F(f"{document}__completeness__percent"),
            flag=F(f"{document}__verdict__flag"),
        )
    )


def with_suggestions(handoffs: list[Handoff], at: dt.datetime | None = None) -> list[Handoff]:
    """Sets `suggestion` on those that still need a salesperson; a long list is shared out evenly.

    Those that are ahead in line count too, so that a toss-up has the same suggestion on every page.
    """
    undecided = [handoff for handoff in handoffs if handoff.state in Handoff.UNDECIDED]
    by_team: dict[int, Suggestions] = {}
    for handoff in [*_ahead(undecided), *undecided]:
        if handoff.team_id not in by_team:
            companies = [each.lead.company for each in undecided if each.lead.company]
            by_team[handoff.team_id] = Suggestions(handoff.team, companies, at)
        handoff.suggestion = by_team[handoff.team_id].choose(handoff.lead, handoff.suggested_assignee_id)
    return handoffs


def _ahead(undecided: list[Handoff]) -> list[Handoff]:
    """The toss-ups of the same teams and states that have waited longer, at most a few pages of them."""
    if not undecided:
        return []
    first = min((each.submitted_at, each.pk) for each in undecided)
    waiting = Handoff.objects.filter(
        TupleLessThan((F("submitted_at"), F("pk")), first),
        team__in={each.team_id for each in undecided},
        state__in={each.state for each in undecided},
    )
    return list(waiting.select_related("lead__company", "team").order_by("submitted_at", "pk")[:LINE])
