"""Files for sales: sent with the toss-up screen, removed again, given out to those who may see the toss-up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handoff import access
from handoff.forms.attachments import FIELD, attach_sent, refused_unread
from handoff.package.files import CONTENT_TYPES
from handoff.toss_up.page import keep_typed, toss_up_page
from handoff.transition import Lost
from handoff.views.toss_up import entry_of, toss_up_again
from leads.htmx import wants_fragment
from leads.uploads import upload


@require_safe
def attachment(request, pk):
    """The file, only to be saved: whatever is in it, no browser shows or runs it under our address."""
    access.require_any_role(request.user)
    found = get_object_or_404(access.attachments(request.user).select_related("content"), pk=pk)
    return HttpResponse(
        bytes(found.content.data),
        content_type=CONTENT_TYPES[found.kind],
        headers={
            "Content-Disposition": content_disposition_header(True, found.name),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def _too_big(request, pk):
    entry = entry_of(request, pk)
    refusal = refused_unread(request)
    return _answer(request, entry, [refusal]) if refusal else None


@upload(unless=_too_big)
def attachment_create(request, pk):
    entry = entry_of(request, pk)
    keep_typed(entry, request.user, request.POST)
    if not request.FILES.getlist(FIELD):
        return _answer(request, entry, [_("Choose a file first.")])
    try:
        return _answer(request, entry, attach_sent(request, entry, timezone.now()))
    except Lost as lost:
        return _lost(request, entry, lost)


@require_POST
def attachment_remove(request, pk, attachment_pk):
    entry = entry_of(request, pk)
    keep_typed(entry, request.user, request.POST)
    found = get_object_or_404(access.attachments(request.user).filter(entry=entry), pk=attachment_pk)
    try:
        found.remove(by=request.user, at=timezone.now())
    except Lost as lost:
        return _lost(request, entry, lost)
    return _answer(request, entry, [], removed=True)


def _answer(request, entry, refused: list[str], **more):
    """The files as they are now. The preview beside them looks again, as after a saved draft."""
    if wants_fragment(request):
        page = toss_up_page(entry, request.user, timezone.now()) | {"refused": refused} | more
        response = render(request, "handoff/_attachments.html", page, status=422 if refused else 200)
        response["HX-Trigger"] = "draft-saved"
        return response
    if refused:
        return toss_up_again(request, entry, refused=refused, status=422)
    return redirect(f"{reverse('handoff_new', args=[entry.pk])}#attachments")


def _lost(request, entry, lost: Lost):
    messages.error(request, lost.message)
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("lead", args=[entry.lead_id])})
    return redirect("lead", pk=entry.lead_id)
