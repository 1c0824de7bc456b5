from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.lead_list import LeadList, columns
from leads.asked import asked_address
from leads.htmx import wants_fragment
from leads.roles import Role, has_role


@require_GET
def leads(request):
    """Every lead there is, to be found by anybody with a role."""
    access.require_any_role(request.user)
    template = "handoff/leads.html"
    if wants_fragment(request):
        template = "handoff/_lead_rows.html" if "after" in request.GET else "handoff/_lead_table.html"
    context = {
        "list": LeadList(request.GET, request.user),
        "may_see_exports": has_role(request.user, Role.ADMIN),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def leads_columns(request):
    """Keep which columns this person wants to see."""
    access.require_any_role(request.user)
    columns.keep(request.user, request.POST.getlist("columns"))
    return redirect(asked_address(request) or "leads")
