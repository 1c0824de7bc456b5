"""The reminder of a next action: written once for each planned day, on that day or as soon after it as beat runs."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Q

from feedback.models import Outcome
from handoff.deadlines.calendars import Calendars
from handoff.models import Event, Handoff, Team
from handoff.notices.notifications import notify_all

BATCH = 1000


def remind_of_next_actions(as_of) -> int:
    """Tell the salespeople of the actions planned for the day of as_of in their team's calendar; returns how many.

    Repeating it, or running it twice at once, tells of each once. People read it in open hours, as every notice.
    """
    calendars, total = Calendars(), 0
    for team in Team.objects.values_list("pk", flat=True):
        today = calendars.of_team(team).local_day(as_of)
        while done := _remind_some(team, today, as_of):
            total += done
    return total


@transaction.atomic
def _remind_some(team: int, today, as_of) -> int:
    untold = Q(next_action_told_on=None) | ~Q(next_action_told_on=F("next_action_on"))
    due = Outcome.objects.filter(untold, next_action_on__lte=today, stage__in=Outcome.OPEN)
    due = due.filter(handoff__team=team, handoff__state=Handoff.State.ACCEPTED).order_by("pk")
    taken = due.select_related("handoff__lead").select_for_update(skip_locked=True, no_key=True, of=("self",))
    outcomes = list(taken[:BATCH])
    Outcome.objects.filter(pk__in=[outcome.pk for outcome in outcomes]).update(next_action_told_on=F("next_action_on"))
    notify_all(Event.objects.bulk_create(_events(outcomes, as_of)), at=as_of)
    return len(outcomes)


def _events(outcomes: list[Outcome], as_of) -> Iterator[Event]:
    for outcome in outcomes:
        assert outcome.next_action_on
        data = {"day": outcome.next_action_on.isoformat()}
        deal = outcome.handoff
        yield Event(kind=Event.Kind.NEXT_ACTION_DUE, at=as_of, lead=deal.lead, handoff=deal, data=data)
