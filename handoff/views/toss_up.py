"""The toss-up: one screen with the reason, the package as sales will see it, and the proposed salesperson."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handoff import access
from handoff.limits import COMMENT_MAX
from handoff.models import Draft, Handoff, QueueEntry
from handoff.toss_up_page import DRAFT, WORDS, toss_up_page
from handoff.transition import Lost
from leads.htmx import render_page_or_fragment
from leads.roles import Role

KEPT = (*WORDS, "suggested_assignee")


def handoff_new(request, pk):
    entry = _entry(request, pk)
    if not entry.is_open:
        messages.info(request, _("This lead is not in the queue any more."))
        return redirect("lead", pk=entry.lead_id)
    page = toss_up_page(entry, request.user, timezone.now())
    return render_page_or_fragment(request, "handoff/handoff_new.html", "handoff/_package_preview.html", page)


@require_POST
def handoff_create(request, pk):
    entry, now = _entry(request, pk), timezone.now()
    page = toss_up_page(entry, request.user, now, data=request.POST)
    if not page["form"].is_valid():
        return render(request, "handoff/handoff_new.html", page, status=422)
    try:
        handoff = Handoff.objects.submit(entry, by=request.user, at=now, **page["form"].words())
    except Lost as lost:
        messages.error(request, lost.message)
        return redirect("lead", pk=entry.lead_id)
    Draft.objects.filter(user=request.user, lead=entry.lead_id, form=DRAFT).delete()
    messages.success(request, _tossed_up(handoff))
    return redirect("handoff", pk=handoff.pk)


@require_POST
def handoff_draft(request, pk):
    """Keep what is being typed."""
    entry = _entry(request, pk)
    typed = {name: request.POST[name].replace("\0", "")[:COMMENT_MAX] for name in KEPT if name in request.POST}
    Draft.keep(request.user, entry.lead, DRAFT, typed)
    return HttpResponse(status=204)


def _entry(request, pk) -> QueueEntry:
    access.require(request.user, Role.IS_REP)
    entries = access.queue_entries(request.user).select_related("lead__company", "owner", "team", "returned_from")
    return get_object_or_404(entries, pk=pk)


def _tossed_up(handoff: Handoff) -> str:
    if handoff.state == Handoff.State.AWAITING_APPROVAL:
        return _("Tossed up. A manager decides by the deadline shown.")
    if handoff.state == Handoff.State.ASSIGNED:
        return _("Tossed up and assigned to the account owner.")
    return _("Tossed up. A manager assigns a salesperson.")
