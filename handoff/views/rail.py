from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from handoff import access
from handoff.doctor import is_behind
from handoff.querysets.counting import count_text, counts_up_to
from leads.roles import Role, has_role


@require_GET
def rail_counts(request):
    """What waits for this person, as quiet numbers beside the rail's labels, and whether background work is behind."""
    access.require_any_role(request.user)
    counts = counts_up_to(request.user, _waiting(request.user))
    words = {name: count_text(count) if count else "" for name, count in counts.items()}
    return render(request, "handoff/_rail_counts.html", {"counts": words, "is_behind": is_behind(timezone.now())})


def _waiting(user) -> dict:
    """Unclaimed leads for a rep, undecided toss-ups for a manager, new ones to accept for a salesperson."""
    waiting = {}
    if has_role(user, Role.IS_REP):
        waiting["queue"] = access.queue_entries(user).open().unclaimed().awake(timezone.now())
    if has_role(user, Role.SALES_MANAGER) or access.delegated_teams(user):
        waiting["approvals"] = access.team_handoffs(user).filter(state__in=["awaiting_approval", "awaiting_assignment"])
    if has_role(user, Role.SALES_REP):
        waiting["deals"] = access.handoffs(user).filter(assignee=user).awaiting_acceptance()
    return waiting
