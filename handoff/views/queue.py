import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url, replace_url, reswap

from handoff import access
from handoff.in_hand import limits
from handoff.in_hand.presence import look
from handoff.lead_page.page import LeadPage, leads_with_page
from handoff.queue_list.page import QueuePage
from handoff.transition import Lost
from leads.htmx import wants_fragment
from leads.roles import Role

OPEN = re.compile(r"/queue/(\d+/)?")
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
    return _followed(request, response, page)


def _followed(request, response, page: QueuePage):
    """The address says which list is shown, whatever lead stands open beside it: a reload shows the same again."""
    path = request.htmx.current_url_abs_path if wants_fragment(request) and "after" not in request.GET else None
    here = (path or "").partition("?")[0]
    return replace_url(response, here + page.query.removesuffix("?")) if OPEN.fullmatch(here) else response


@require_GET
def queue_entry(request, pk):
    """The list with one entry opened beside it; htmx asks for the entry only."""
    access.require(request.user, *READERS)
    parts = ("owner", "team__queue_rules", "returned_from__decided_by")
    entry = get_object_or_404(access.queue_entries(request.user).select_related(*parts), pk=pk)
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
        "looking": _looking(request, page),
    }
    return render(request, "handoff/_queue_news.html", context)


def _looking(request, page: QueuePage) -> list[str] | None:
    """Who else has the lead open that stands beside the list; None when none does."""
    address = re.fullmatch(r"/queue/([0-9]{1,18})/", (request.htmx.current_url_abs_path or "").partition("?")[0])
    lead = address and page.visible.filter(pk=int(address[1])).values_list("lead", flat=True).first()
    return look(request.user, lead, page.now) if lead else None


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
    now = timezone.now()
    if many := limits.warning(request.user, now):
        messages.warning(request, many)
    if not wants_fragment(request):
        return redirect(address)
    page = LeadPage(request, leads_with_page(request.user).get(pk=entry.lead_id), now=now, entry=entry)
    queue_page = QueuePage(request, now=now, selected=entry)
    context = {"page": page, "queue": queue_page, "row": queue_page.row(entry.pk), "told": True}
    return push_url(render(request, "handoff/_queue_detail.html", context), address)
