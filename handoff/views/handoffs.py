from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from handoff import access
from handoff.judging.judged_again import judge_again
from handoff.models import Handoff
from handoff.package.words import readable
from leads.htmx import render_page_or_fragment
from leads.roles import Role, has_role


@require_GET
def handoff(request, pk):
    """The hand-over package, as it was frozen."""
    access.require_any_role(request.user)
    found = access.handoffs(request.user).select_related("lead__company", "package", "submitted_by", "assignee", "team")
    toss_up = get_object_or_404(found, pk=pk)
    is_manager = has_role(request.user, Role.SALES_MANAGER, Role.ADMIN)
    context = {
        "handoff": toss_up,
        "package": readable(toss_up.package.document),
        "link": request.build_absolute_uri(request.path),
        "can_decide": is_manager and toss_up.state in Handoff.UNDECIDED,
        "can_work": toss_up.assignee_id == request.user.pk and toss_up.state in Handoff.WITH_SALES,
    }
    return render(request, "handoff/handoff.html", context)


@require_GET
def handoff_judgement(request, pk):
    """The toss-up judged again under the versions that judged it."""
    access.require_any_role(request.user)
    found = access.handoffs(request.user).select_related(
        "lead__company", "package__criteria__author", "package__scoring_model"
    )
    toss_up = get_object_or_404(found, pk=pk)
    toss_up.package.handoff = toss_up
    context = {"handoff": toss_up, "package": toss_up.package, "again": judge_again(toss_up.package)}
    return render_page_or_fragment(request, "handoff/judged_again.html", "handoff/_judged_again.html", context)
