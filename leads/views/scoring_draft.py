"""The page of the scoring draft, and what is done to the draft as a whole."""

import json

from django.contrib import messages
from django.db import DataError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads import access
from leads.forms.scoring import PublishForm, TitleWordsForm
from leads.merging import MISSING, with_value
from leads.models import ScoringModel
from leads.models.workshop_draft import DraftGone, NothingToUndo
from leads.publications import UnderWay
from leads.roles import Role
from leads.scoring import NewerVersion, publish
from leads.scoring.draft import named_json
from leads.scoring_document import ScoringDocument
from leads.workshop.answers import answer, current, edit, gone, seen_of, to_page
from leads.workshop.page import DraftPage


@require_GET
def scoring_draft(request):
    access.require(request.user, Role.ADMIN)
    return render(request, "leads/scoring_draft.html", {"page": DraftPage(request.user)})


@require_GET
def scoring_edit(request):
    access.require(request.user, Role.ADMIN)
    return redirect("scoring_draft")


@require_POST
def title_words(request):
    access.require(request.user, Role.ADMIN)
    form = TitleWordsForm(request.POST)
    if not form.is_valid():
        return answer(request, bound={"title-words": form})
    words = form.cleaned_data["title_words"]
    try:
        return answer(request, edit(request, lambda document: document | {"title_words": words}))
    except DraftGone as error:
        return gone(request, error)


@require_POST
def choice(request):
    """Of two values that were entered at once, the one that did not stay."""
    access.require(request.user, Role.ADMIN)
    try:
        path, written = tuple(json.loads(request.POST.get("path", ""))), request.POST.get("value", "")
        value = json.loads(written) if written else MISSING
        with transaction.atomic():
            problems = len(DraftPage(request.user).document.problems())
            edited = edit(request, lambda document: with_value(document, path, value))
            if len(ScoringDocument.from_json(edited.merged).problems()) > problems:
                raise ValueError(path)
    except (LookupError, DraftGone) as error:
        return gone(request, error)
    except (ValueError, TypeError, AttributeError, DataError):  # not what the page offered
        return gone(request)
    return answer(request, edited)


@require_POST
def undo(request):
    access.require(request.user, Role.ADMIN)
    try:
        return answer(request, current().undo(seen=seen_of(request), by=request.user, at=timezone.now()))
    except NothingToUndo as error:
        messages.info(request, str(error))
        return to_page(request)
    except DraftGone as error:
        return gone(request, error)


@require_POST
def discard(request):
    access.require(request.user, Role.ADMIN)
    try:
        current().discard(by=request.user, at=timezone.now())
    except DraftGone as error:
        return gone(request, error)
    messages.success(request, _("The draft was discarded. The version in force stays as it is."))
    return redirect("scoring")


@require_POST
def rebase(request):
    """Bring the draft up to the version that came into force since it was begun."""
    access.require(request.user, Role.ADMIN)
    active = ScoringModel.objects.active()
    try:
        edited = current().rebase(
            base=active.number, base_document=named_json(active), by=request.user, at=timezone.now()
        )
    except DraftGone as error:
        return gone(request, error)
    if not edited.conflicts:
        messages.success(request, _("The draft now builds on version %(number)s.") % {"number": active.number})
    return answer(request, edited, mine_stays=True)


@require_POST
def scoring_publish(request):
    """Publish what the draft says, provided that it is what the reader's page showed."""
    access.require(request.user, Role.ADMIN)
    form = PublishForm(request.POST)
    try:
        draft = current()
        if not form.is_valid() or not _can_be_published(request, draft, form):
            return answer(request, bound={"publish": form})
        document = ScoringDocument.from_json(draft.document)
        reason, at = form.cleaned_data["reason"], timezone.now()
        run = publish(document, reason=reason, by=request.user, at=at, base=draft.base)
    except DraftGone as error:
        return gone(request, error)
    except (NewerVersion, UnderWay) as error:
        form.add_error(None, str(error))
        return answer(request, bound={"publish": form})
    return redirect("run", run.pk)


def _can_be_published(request, draft, form) -> bool:
    page = DraftPage(request.user)
    if draft.since(max(1, seen_of(request)), without=request.user).exists():
        form.add_error(None, _("Somebody else changed the draft while you were looking at it. Look at it again first."))
    if problems := page.document.problems():
        form.add_error(None, [str(problem) for problem in problems])
    elif page.document.to_json() == named_json(page.active):
        form.add_error(None, _("Nothing is different from the version in force."))
    return form.is_valid()
