"""What found nobody when it came, and finds somebody now: a new week, somebody back, another rule."""

import datetime as dt

from django.db.models import Q

from handoff.approving.deciding import Deciding, assign_many
from handoff.models import AssignmentPolicy, Handoff

STEP = 500


def assign_waiting(at: dt.datetime) -> int:
    """Assign what the teams let the rules assign; returns how many. Repeating it does nothing.

    What a manager has approved for later, without a salesperson, stays with the manager.
    """
    return sum(_assign(policy, at) for policy in AssignmentPolicy.objects.exclude(automatic="none"))


def _assign(policy: AssignmentPolicy, at) -> int:
    """All that wait: those for whom there is nobody must not keep those behind them waiting."""
    wanted = Q() if policy.assigns(automatic=False) else Q(automatic=True)
    waiting = Handoff.objects.awaiting_assignment().filter(wanted, team=policy.team_id, decided_by=None)
    pks = list(waiting.order_by("submitted_at", "pk").values_list("pk", flat=True))
    steps = (assign_many(pks[start : start + STEP], Deciding(None, at)) for start in range(0, len(pks), STEP))
    return sum(each.outcome == "assigned" for results in steps for each in results)
