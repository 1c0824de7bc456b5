"""A salesperson's deals in the order of their work: to accept, to act, waiting, opportunities, done."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, F, Min, Prefetch, Q, QuerySet, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.models import Outcome
from handoff.models import Clock, Handoff

PAGE = 50
DONE_FOR = dt.timedelta(days=90)


@dataclass
class Section:
    name: str
    title: str | Promise
    empty: str | Promise
    deals: list[Handoff]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.deals)


def with_facts(deals: QuerySet) -> QuerySet:
    """What a card shows, in three queries whatever the number of cards."""
    running = Prefetch("clocks", Clock.objects.filter(stopped_at=None).order_by("due_at"), to_attr="open_clocks")
    return deals.select_related("lead__company", "assignee", "outcome").prefetch_related(running)


def sections(deals: QuerySet, as_of, show: str = "") -> list[Section]:
    """The five sections; `show` names the one that is not cut at the first PAGE deals.

    To act on is what owes its first action, what is planned for today or before, and what has no next action at all.
    """
    today = timezone.localdate(as_of)
    working = Q(outcome=None) | Q(outcome__stage=Outcome.Stage.WORKING)
    owed = Min("clocks__due_at", filter=Q(clocks__stopped_at=None))
    accepted = deals.filter(state=Handoff.State.ACCEPTED).annotate(owed=owed)
    assigned = deals.filter(state=Handoff.State.ASSIGNED).annotate(owed=owed)
    overdue_first = Case(When(owed__lte=as_of, then=0), default=1)
    planned = Q(owed=None, outcome__next_action_on__gt=today)
    next_first = (F("owed").asc(nulls_last=True), F("outcome__next_action_on").asc(nulls_last=True), "priority", "pk")
    parts = (
        ("to_accept", _("To accept"), _("Nothing waits for you to accept it."),
         assigned.order_by(overdue_first, "priority", F("owed").asc(nulls_last=True), "pk")),
        ("to_act", _("To act"), _("Nothing is to be done today. Accept a toss-up to start working on it."),
         accepted.filter(working).exclude(planned).order_by(*next_first)),
        ("waiting", _("Waiting"), _("Deals whose next action is planned for a later day are listed here."),
         accepted.filter(working).filter(planned).order_by("outcome__next_action_on", "priority", "pk")),
        ("opportunity", _("Opportunities"), _("Deals that became an opportunity are listed here."),
         accepted.filter(outcome__stage=Outcome.Stage.OPPORTUNITY).order_by(*next_first)),
        ("done", _("Won and lost"), _("Nothing was closed in the last 90 days."),
         deals.filter(state=Handoff.State.CLOSED, closed_at__gt=as_of - DONE_FOR).order_by("-closed_at", "-pk")),
    )  # fmt: skip
    return [
        Section(name, title, empty, _shown(found, whole=name == show), found.count())
        for name, title, empty, found in parts
    ]


def _shown(deals: QuerySet, *, whole: bool) -> list[Handoff]:
    found = with_facts(deals)
    return list(found[: PAGE * 20] if whole else found[:PAGE])
