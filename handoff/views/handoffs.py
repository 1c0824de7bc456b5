from django.shortcuts import get_object_or_404, render

from handoff import access
from handoff.models import Handoff
from handoff.package_words import readable
from leads.roles import Role, has_role


def handoff(request, pk):
    """The hand-over package, as it was frozen."""
    access.require_any_role(request.user)
    found = access.handoffs(request.user).select_related("lead__company", "package", "submitted_by", "assignee", "team")
    toss_up = get_object_or_404(found, pk=pk)
    is_manager = has_role(request.user, Role.SALES_MANAGER, Role.ADMIN)
    context = {
        "handoff": toss_up,
        "package": readable(toss_up.package.document),
        "can_decide": is_manager and toss_up.state in Handoff.UNDECIDED,
        "can_work": toss_up.assignee_id == request.user.pk and toss_up.state in Handoff.WITH_SALES,
    }
    return render(request, "handoff/handoff.html", context)
