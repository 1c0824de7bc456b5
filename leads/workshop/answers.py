"""How an edit of the draft is done and answered: the pieces of the page that it changed, or the page."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from leads.htmx import wants_fragment
from leads.models import WorkshopDraft
from leads.models.workshop_draft import DraftGone, Edited
from leads.scoring.draft import KIND, open_draft
from leads.workshop.conflicts import choices
from leads.workshop.page import DraftPage

CHANGED = "draft-changed"  # what the pieces that compute something from the draft listen for


def seen_of(request) -> int:
    seen = request.POST.get("seen", "")
    return int(seen[:9]) if seen.isdecimal() else 0


def edit(request, operation: Callable[[dict], dict], *, at: dt.datetime | None = None) -> Edited:
    """Do to the draft what the reader did to the page; LookupError and DraftGone when that makes no sense any more."""
    draft, seen = open_draft(by=request.user, at=at or timezone.now()), seen_of(request)
    document = operation(draft.as_of_revision(seen))
    return draft.edit(document, seen=seen, by=request.user, at=at or timezone.now())


def gone(request, error: Exception | None = None) -> HttpResponse:
    """Nothing was done: the thing, or the draft, is not there any more. The page shows what is."""
    messages.error(request, str(error) if isinstance(error, DraftGone) else _("Somebody removed this in the meantime."))
    return to_page(request)


def to_page(request, anchor: str = "") -> HttpResponse:
    address = reverse("scoring_draft") + anchor
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def answer(request, edited: Edited | None = None, *, anchor: str = "", mine_stays: bool = False, bound=None):
    """The rules as they are now, with what was not taken over, or with the errors of `bound` forms (422)."""
    page = DraftPage(request.user, bound)
    conflicts = choices(edited.conflicts, page.json, mine_stays=mine_stays) if edited else []
    context = {"page": page, "conflicts": conflicts, "mine_stays": mine_stays, "has_errors": bool(bound)}
    if not wants_fragment(request):
        if not conflicts and not bound:
            return to_page(request, anchor)
        return _varying(render(request, "leads/scoring_draft.html", context, status=422))
    response = render(request, "leads/_scoring_draft_answer.html", context, status=422 if bound else 200)
    response = reswap(retarget(response, "#scoring-rules"), "innerHTML")  # a single row may have asked
    return _varying(trigger_client_event(response, CHANGED))


def answer_row(request, name: str, edited: Edited):
    """After a row was saved. What its reader typed stays untouched unless somebody else changed the same row."""
    if edited.conflicts or not wants_fragment(request):
        return answer(request, edited, anchor=f"#rule-{name}")
    page = DraftPage(request.user)
    context = {"page": page, "row": page.row(name), "is_whole": bool(edited.others)}
    response = render(request, "leads/_scoring_draft_saved.html", context)
    return _varying(trigger_client_event(response if edited.others else reswap(response, "none"), CHANGED))


def invalid_row(request, name: str, form):
    """What was typed, with what is wrong about it; it is not in the draft."""
    if not wants_fragment(request):
        return answer(request, bound={name: form})
    page = DraftPage(request.user, {name: form})
    context = {"page": page, "row": page.row(name), "is_whole": True, "has_errors": True}
    return _varying(render(request, "leads/_scoring_draft_saved.html", context, status=422))


def current() -> WorkshopDraft:
    if (draft := WorkshopDraft.objects.of(KIND)) is None:
        raise DraftGone
    return draft


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response
