from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from handoff import access
from handoff.lead_list import LeadList
from leads.htmx import wants_fragment


@require_GET
def leads(request):
    """Every lead there is, to be found by anybody with a role."""
    access.require_any_role(request.user)
    template = "handoff/leads.html"
    if wants_fragment(request):
        template = "handoff/_lead_rows.html" if "after" in request.GET else "handoff/_lead_list.html"
    response = render(request, template, {"list": LeadList(request)})
    patch_vary_headers(response, ["HX-Request"])
    return response
