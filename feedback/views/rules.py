from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from feedback.rule_figures import request_figures, rule_figures
from handoff import access
from handoff.exceptions.pages import teams
from handoff.models import CriteriaVersion
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.roles import Role, has_role


@require_GET
def rule_figures_page(request):
    """How many leads each rule decides and what became of its toss-ups; the criteria page loads it for its rules."""
    access.require_any_role(request.user)
    version = CriteriaVersion.objects.select_related("author").get(is_active=True)
    context = {
        "version": version,
        "figures": rule_figures(version, timezone.now()),
        "may_edit": has_role(request.user, Role.ADMIN),
    }
    template = "feedback/_rule_figures.html" if wants_fragment(request) else "feedback/rule_figures.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def request_figures_page(request):
    """How the toss-ups that sales asked for did against the others; the ledger loads it."""
    access.require_any_role(request.user)
    context = {"figures": request_figures(teams(request.user), timezone.now())}
    return render_page_or_fragment(request, "feedback/request_figures.html", "feedback/_request_figures.html", context)
