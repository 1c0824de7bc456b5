from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url, reswap

from handoff import access
from handoff.lead_page import LeadPage, leads_with_page
from handoff.queue_page import QueuePage
from handoff.transition import Lost
from leads.htmx import wants_fragment
from leads.roles import Role

READERS = (Role.IS_REP, Role.SALES_MANAGER, Role.ADMIN)


@require_GET
def queue(request):
    """The list alone; htmx asks for it by tab and search, or for the next rows."""
    access.require(request.user, *READERS)
    page = QueuePage(request, now=timezone.now())
    if not wants_fragment(request):
        template = "handoff/queue.html"
    else:
        template = "handoff/_queue_rows.html" if "after" in request.GET else "handoff/_queue_list.html"
    response = render(request, template, {"queue": page})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def queue_entry(request, pk):
    """The list with one entry opened beside it; htmx asks for the entry only."""
    access.require(request.user, *READERS)
    entry = get_object_or_404(
        access.queue_entries(request.user).select_related("owner", "returned_from__decided_by"), pk=pk
    )
    now = timezone.now()
    lead = LeadPage(request, leads_with_page(request.user).get(pk=entry.lead_id), now=now, entry=entry)
    context = {"page": lead, "queue": QueuePage(request, now=now, selected=entry)}
    template = "handoff/_queue_detail.html" if wants_fragment(request) else "handoff/queue.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def queue_news(request):
    """Every few seconds: how many new rows there are, the rows that changed, the counts. Nothing moves."""
    access.require(request.user, *READERS)
    page = QueuePage(request, now=timezone.now())
    newest = request.GET.get("newest", "")
    since = int(newest) if newest.isascii() and newest.isdigit() and len(newest) < 19 else page.newest
    context = {
        "queue": page,
        "since": since,
        "arrivals": page.arrivals(since),
        "changed": page.changed(request.GET.getlist("row")),
    }
    return render(request, "handoff/_queue_news.html", context)


@require_POST
def queue_next(request):
    """Claim the most urgent unclaimed entry and open it."""
    access.require(request.user, Role.IS_REP)
    try:
        entry = access.queue_entries(request.user).next_for(request.user, timezone.now())
    except Lost as away:
        messages.warning(request, away.message)
        entry = None
    else:
        if entry is None:
            messages.info(request, _("No unclaimed lead is left. Well done."))
    if entry is None:
        return reswap(render(request, "_flash_answer.html"), "none") if wants_fragment(request) else redirect("queue")
    address = reverse("queue_entry", args=[entry.pk])
    if not wants_fragment(request):
        return redirect(address)
    now = timezone.now()
    page = LeadPage(request, leads_with_page(request.user).get(pk=entry.lead_id), now=now, entry=entry)
    queue_page = QueuePage(request, now=now, selected=entry)
    context = {"page": page, "queue": queue_page, "row": queue_page.row(entry.pk)}
    return push_url(render(request, "handoff/_queue_detail.html", context), address)
