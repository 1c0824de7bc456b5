"""What the page of the queue's rules shows: each team's numbers, and how many leads each rep holds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet

from handoff.forms.queue_rules import QueueRulesForm
from handoff.models import QueueEntry, QueueRules, Team
from leads.roles import Role


@dataclass(frozen=True)
class TeamRules:
    team: Team
    rules: QueueRules
    form: QueueRulesForm
    reps: Sequence[User]  # each with in_hand


def teams_page(teams: QuerySet[Team], now: dt.datetime, forms: dict[int, QueueRulesForm]) -> list[TeamRules]:
    """`forms`: those that came back with errors, by team."""
    awake = Q(queue_entries__snoozed_until=None) | Q(queue_entries__snoozed_until__lte=now)
    held = Count("queue_entries", filter=awake & Q(queue_entries__state=QueueEntry.State.CLAIMED), distinct=True)
    reps = User.objects.filter(is_active=True, groups__name=Role.IS_REP).select_related("member").annotate(in_hand=held)
    found = []
    for team in teams:
        rules = QueueRules.of(team.pk)
        people = list(reps.filter(member__team=team).order_by("-in_hand", "last_name", "pk"))
        found.append(TeamRules(team, rules, forms.get(team.pk) or QueueRulesForm(rules), people))
    return found
