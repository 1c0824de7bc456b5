"""The draft of the next criteria version as a whole: its page, its history, and its publication."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.criteria.document import CriteriaDocument
from handoff.forms.decided_by_person import ReasonForm
from handoff.publication.publishing import Unpublishable, publish_criteria
from handoff.transition import Lost
from handoff.workshop import answers
from handoff.workshop.conflicts import kept, taken_over
from handoff.workshop.draft import Workshop, opened
from handoff.workshop.operations import EVERYBODY, Gone
from handoff.workshop.page import DraftPage
from leads.models import Lead
from leads.models.workshop_draft import DraftGone, NothingToUndo
from leads.roles import Role


@require_GET
def criteria_draft(request, table=EVERYBODY):
    access.require(request.user, Role.ADMIN)
    try:
        page = DraftPage(table)
    except Gone:
        raise Http404 from None
    return answers.show(request, page)


@require_POST
def criteria_draft_undo(request, table):
    access.require(request.user, Role.ADMIN)
    seen = answers.seen_of(request)
    try:
        edited = opened(seen).undo(seen=seen.revision, by=request.user, at=timezone.now())
    except (DraftGone, NothingToUndo) as refusal:
        return answers.refused(request, table, refusal)
    return answers.answer(request, table, edited, _("Your last change was undone."), seen=seen)


@require_POST
def criteria_draft_discard(request):
    access.require(request.user, Role.ADMIN)
    try:
        opened(answers.seen_of(request)).discard(by=request.user, at=timezone.now())
    except DraftGone as refusal:
        return answers.refused(request, EVERYBODY, refusal)
    messages.success(request, _("The draft was discarded. The criteria in force are unchanged."))
    return redirect("criteria_draft")


@require_POST
def criteria_draft_rebase(request, table):
    """Take what was published meanwhile into the draft."""
    access.require(request.user, Role.ADMIN)
    seen, active = answers.seen_of(request), Workshop().active
    document = active.parsed.named().to_json()
    try:
        edited = opened(seen).rebase(base=active.number, base_document=document, by=request.user, at=timezone.now())
    except DraftGone as refusal:
        return answers.refused(request, table, refusal)
    said = _("The draft is based on version %(number)s now.") % {"number": active.number}
    return answers.rebased(request, table, edited, said)


@require_POST
def criteria_draft_mine(request, table):
    """In a conflict: my value after all. It comes back as the page got it, signed."""
    access.require(request.user, Role.ADMIN)
    try:
        values = kept(request.POST.get("mine", ""))
    except BadSignature:
        return answers.refused(request, table, Gone())

    def mine(document: CriteriaDocument) -> CriteriaDocument:
        return CriteriaDocument.from_json(taken_over(document.to_json(), values))

    return answers.edit(request, table, mine, _("Your version is in the draft now."))


@require_GET
def criteria_draft_review(request):
    """What would be published, before it is."""
    access.require(request.user, Role.ADMIN)
    return _review(request, DraftPage(), ReasonForm())


@require_POST
def criteria_draft_publish(request):
    access.require(request.user, Role.ADMIN)
    seen, form, page = answers.seen_of(request), ReasonForm(request.POST), DraftPage()
    if not form.is_valid():
        return _review(request, page, form, status=422)
    if page.draft is None or str(seen) != str(page.seen):
        form.add_error(None, _("The draft was changed while you read this. Look at the differences and publish again."))
        return _review(request, page, form, status=409)
    try:
        run = publish_criteria(
            page.document,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
            base_number=page.draft.base,
        )
    except (Lost, Unpublishable) as refusal:
        form.add_error(None, str(refusal))
        return _review(request, page, form, status=409)
    return redirect("run", run.pk)


def _review(request, page: DraftPage, form: ReasonForm, status: int = 200):
    context = {"page": page, "form": form, "leads": Lead.objects.count(), "may_edit": True}
    return render(request, "handoff/workshop/review.html", context, status=status)
