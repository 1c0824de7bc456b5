"""The toss-up: one screen with the reason, the package as sales will see it, and the proposed salesperson."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.attachments import attach_sent, refused_unread
from handoff.forms.key_people import one_row_more
from handoff.models import Draft, Handoff, QueueEntry
from handoff.toss_up.page import DRAFT, keep_typed, toss_up_page
from handoff.transition import Lost
from handoff.views import answers
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.people import full_name
from leads.roles import Role
from leads.uploads import upload


@require_GET
def handoff_new(request, pk):
    entry = entry_of(request, pk)
    if not entry.is_open:
        messages.info(request, _("This lead is not in the queue any more."))
        return redirect("lead", pk=entry.lead_id)
    if entry.state == QueueEntry.State.CLAIMED and not entry.is_owned_by(request.user):
        messages.info(request, _("%(name)s is working on this lead") % {"name": full_name(entry.owner)})
        return redirect("queue_entry", pk=entry.pk)
    page = toss_up_page(entry, request.user, timezone.now())
    return render_page_or_fragment(request, "handoff/handoff_new.html", "handoff/_package_preview.html", page)


def _too_big(request, pk):
    entry = entry_of(request, pk)
    refusal = refused_unread(request)
    return toss_up_again(request, entry, refused=[refusal], status=413) if refusal else None


@upload(unless=_too_big)
def handoff_create(request, pk):
    entry, now = entry_of(request, pk), timezone.now()
    try:
        refused = attach_sent(request, entry, now)
        page = toss_up_page(entry, request.user, now, data=request.POST) | {"refused": refused}
        if refused or not page["form"].is_valid():
            return render(request, "handoff/handoff_new.html", page, status=422)
        handoff = Handoff.objects.submit(entry, by=request.user, at=now, **page["form"].words())
    except Lost as race:
        form = toss_up_page(entry, request.user, now, data=request.POST)["form"]
        return answers.lost(request, entry.lead_id, race, form, also=form.key_people.words())
    Draft.objects.filter(user=request.user, lead=entry.lead_id, form=DRAFT).delete()
    messages.success(request, _tossed_up(handoff))
    return redirect("handoff", pk=handoff.pk)


@require_POST
def handoff_draft(request, pk):
    """Keep what is being typed."""
    keep_typed(entry_of(request, pk), request.user, request.POST)
    return HttpResponse(status=204)


@require_POST
def key_person_add(request, pk):
    """One more row for a person; what is typed is kept."""
    entry = entry_of(request, pk)
    keep_typed(entry, request.user, request.POST.dict() | one_row_more(request.POST))
    if not wants_fragment(request):
        return redirect(f"{reverse('handoff_new', args=[pk])}#key-people")
    page = toss_up_page(entry, request.user, timezone.now())
    page["form"].key_people.focus_last()
    return render(request, "handoff/_key_people.html", page)


def entry_of(request, pk) -> QueueEntry:
    access.require(request.user, Role.IS_REP)
    entries = access.queue_entries(request.user).select_related("lead__company", "owner", "team", "returned_from")
    return get_object_or_404(entries, pk=pk)


def toss_up_again(request, entry: QueueEntry, *, refused: list[str], status: int):
    """The page with what was typed so far, and why files were not taken."""
    page = toss_up_page(entry, request.user, timezone.now()) | {"refused": refused}
    return render(request, "handoff/handoff_new.html", page, status=status)


def _tossed_up(handoff: Handoff) -> str:
    if handoff.state == Handoff.State.AWAITING_APPROVAL:
        return _("Tossed up. A manager decides by the deadline shown.")
    if handoff.state == Handoff.State.ASSIGNED:
        return _("Tossed up and assigned to the account owner.")
    return _("Tossed up. A manager assigns a salesperson.")
