from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from handoff import access
from handoff.keyset import read_id, read_moment
from handoff.lead_page import timeline
from handoff.lead_page.colleagues import colleagues_of
from handoff.lead_page.page import LeadPage, leads_with_page
from leads.htmx import render_page_or_fragment
from leads.scoring import breakdown


@require_GET
def lead(request, pk):
    """One lead in the order of the decision: who, why now, scores, hearing and history, what to do."""
    access.require_any_role(request.user)
    found = get_object_or_404(leads_with_page(request.user), pk=pk)
    return render(request, "handoff/lead.html", {"page": LeadPage(request, found, now=timezone.now())})


@require_GET
def lead_timeline(request, pk):
    """Older entries of the timeline, from a position on."""
    access.require_any_role(request.user)
    found = get_object_or_404(access.leads(request.user), pk=pk)
    page = timeline.page(found, before=_position(request.GET.get("before", "")))
    context = {"lead": found, "timeline": page}
    return render_page_or_fragment(request, "handoff/timeline.html", "handoff/_timeline_days.html", context)


@require_GET
def lead_colleagues(request, pk):
    """The others of the company, and what they did."""
    access.require_any_role(request.user)
    found = get_object_or_404(access.leads(request.user).select_related("company"), pk=pk)
    context = {"lead": found, "colleagues": colleagues_of(found, request.user)}
    return render_page_or_fragment(request, "handoff/colleagues.html", "handoff/_lead_colleagues.html", context)


@require_GET
def lead_breakdown(request, pk):
    """How the scores came about, rule by rule, as of now."""
    access.require_any_role(request.user)
    found = get_object_or_404(access.leads(request.user).select_related("company"), pk=pk)
    context = {"lead": found, "breakdown": breakdown(found, timezone.now())}
    return render_page_or_fragment(request, "handoff/breakdown.html", "leads/_breakdown.html", context)


def _position(text: str) -> timeline.Position | None:
    try:
        at, origin, pk = text.split("_")
        return (read_moment(at), origin, read_id(pk)) if origin in timeline.DESCRIBE else None
    except ValueError:
        return None
