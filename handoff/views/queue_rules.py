"""How many leads one person of a team may hold, and how long untouched: a page for admins and the team's manager."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.queue_rules import QueueRulesForm
from handoff.in_hand.page import teams_page
from handoff.models import QueueRules
from leads.roles import Role


@require_GET
def queue_rules(request):
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)
    return _page(request)


@require_POST
def queue_rules_save(request, pk):
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)
    team = get_object_or_404(access.managed_teams(request.user), pk=pk)
    rules = QueueRules.of(team.pk)
    form = QueueRulesForm(rules, request.POST)
    if not form.is_valid():
        return _page(request, {team.pk: form}, status=422)
    rules.change(by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The queue rules of %(team)s are saved.") % {"team": team})
    return redirect("queue_rules")


def _page(request, forms: dict | None = None, status: int = 200):
    teams = teams_page(access.managed_teams(request.user), timezone.now(), forms or {})
    return render(request, "handoff/queue_rules.html", {"teams": teams}, status=status)
