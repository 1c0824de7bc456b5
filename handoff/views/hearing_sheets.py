"""The editor of the hearing sheets: a draft that all admins share, published as a version with a reason."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.hearing_sheet import NEW, QuestionForm, TalkForm
from handoff.hearings import draft, editing
from handoff.hearings.changes import changes, question_sentence
from handoff.hearings.document import STANDARD
from handoff.hearings.editor_page import EditorPage
from handoff.hearings.sheet import EVERYBODY
from handoff.models import HearingTemplate
from handoff.workshop.draft import Seen
from leads.models.workshop_draft import DraftGone, NothingToUndo
from leads.roles import Role

REASON_MAX = 1000


@require_GET
def hearing_sheets(request):
    """One sheet of the draft, how it will look, and the versions."""
    access.require(request.user, Role.ADMIN)
    return _show(request, EditorPage(request.user, request.GET.get("sheet", EVERYBODY)))


@require_GET
def question(request, sheet, name):
    access.require(request.user, Role.ADMIN)
    page = EditorPage(request.user, sheet)
    return _show_question(request, page, name, QuestionForm(sheet=page.sheet, question=_found(page, sheet, name)))


@require_POST
def question_save(request, sheet, name):
    """Validated against the draft as it is now; saved into the one the page showed, merged with what came between."""
    access.require(request.user, Role.ADMIN)
    page = EditorPage(request.user, sheet)
    form = QuestionForm(request.POST, sheet=page.sheet, question=page.sheet.find(name))
    if page.sheet.id != sheet or (name != NEW and form.question is None):
        messages.error(request, _("This question is no longer there."))
        return _show_question(request, page, NEW, form, status=409)  # what was typed may become a new one
    if not form.is_valid():
        return _show_question(request, page, name, form, status=422)
    edited = form.edited()
    done = _("“%(label)s” was taken over into the draft.") % {"label": edited.label}
    return _edit(request, sheet, lambda document: editing.put_question(document, sheet, edited), done)


@require_POST
def question_move(request, sheet, name):
    access.require(request.user, Role.ADMIN)
    steps = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if steps is None:
        raise Http404
    return _edit(request, sheet, lambda document: editing.move_question(document, sheet, name, steps))


@require_POST
def question_remove(request, sheet, name):
    access.require(request.user, Role.ADMIN)
    done = _("The question is no longer on the sheet. What was answered to it stays with its hearings.")
    return _edit(request, sheet, lambda document: editing.remove_question(document, sheet, name), done)


@require_POST
def sheet_talk(request, sheet):
    access.require(request.user, Role.ADMIN)
    form = TalkForm(request.POST)
    if not form.is_valid():
        return _show(request, EditorPage(request.user, sheet, talk_form=form), status=422)
    talk = form.cleaned_data["talk"].strip()
    return _edit(request, sheet, lambda document: editing.put_talk(document, sheet, talk), _("The draft was saved."))


@require_POST
def sheet_add(request):
    """A sheet of its own for a segment of the criteria in force."""
    access.require(request.user, Role.ADMIN)
    segment = request.POST.get("segment", "")
    done = _("“%(segment)s” has a sheet of its own now. It begins as the one for everybody.") % {"segment": segment}
    known = EditorPage(request.user).segments
    return _edit(
        request, EVERYBODY, lambda document: editing.add_sheet(document, segment, known), done, to_segment=segment
    )


@require_POST
def sheet_remove(request, sheet):
    access.require(request.user, Role.ADMIN)
    done = _("Its leads are asked the sheet for everybody.")
    return _edit(request, EVERYBODY, lambda document: editing.remove_sheet(document, sheet), done)


@require_POST
def sheet_undo(request):
    """Take back one's own newest edit."""
    access.require(request.user, Role.ADMIN)
    sheet = request.POST.get("sheet", EVERYBODY)
    return _act(request, sheet, partial(draft.undo, by=request.user, at=timezone.now()), _("Taken back."))


@require_POST
def sheet_discard(request):
    access.require(request.user, Role.ADMIN)
    done = _("The draft was discarded.")
    return _act(request, EVERYBODY, partial(draft.discard, by=request.user, at=timezone.now()), done)


@require_GET
def sheet_review(request):
    """What the draft changes, before it is published."""
    access.require(request.user, Role.ADMIN)
    return _review(request)


@require_POST
def sheet_publish(request):
    access.require(request.user, Role.ADMIN)
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    if not reason or len(reason) > REASON_MAX:
        said = _("Say why, in up to %(most)s characters.") % {"most": REASON_MAX}
        return _review(request, reason, reason_error=said, status=422)
    try:
        draft.publish(seen=_seen(request), reason=reason, by=request.user, at=timezone.now())
    except (DraftGone, editing.Refused) as refusal:
        messages.error(request, str(refusal))
        return _review(request, reason, status=409)
    messages.success(request, _("Published. From now on hearings are asked by this version."))
    return redirect("hearing_sheets")


@require_GET
def sheet_version(request, number):
    """A version as it was, and what it changed. 0: the product's own sheet."""
    access.require(request.user, Role.ADMIN)
    (version, document), now = _version(number), draft.SheetDraft()
    before = _version(number - 1)[1] if number else None
    context = {
        "number": number, "version": version, "changes": changes(before, document) if before else [],
        "sheets": [(each, [question_sentence(one, each) for one in each.questions]) for each in document.sheets],
        "in_force": now.number, "seen": now.seen,
    }  # fmt: skip
    return render(request, "handoff/hearing_sheets/version.html", context)


@require_POST
def sheet_copy(request, number):
    """Make the draft say what a version says."""
    access.require(request.user, Role.ADMIN)
    document = _version(number)[1]
    done = _("The draft now says what version %(number)s says.") % {"number": number}
    return _edit(request, EVERYBODY, lambda _document: document, done)


def _version(number: int):
    version = get_object_or_404(HearingTemplate.objects.select_related("author"), number=number) if number else None
    return version, version.parsed if version else STANDARD


def _found(page: EditorPage, sheet: str, name: str):
    if page.sheet.id != sheet:
        raise Http404
    found = page.sheet.find(name)
    if name != NEW and found is None:
        raise Http404
    return found


def _seen(request) -> Seen:
    try:
        return Seen.parse(request.POST.get("seen", ""))
    except ValueError:
        raise Http404 from None


def _edit(request, sheet: str, edit: draft.Edit, done: str = "", *, to_segment: str = ""):
    change = partial(draft.change, edit, by=request.user, at=timezone.now())
    return _act(request, sheet, change, done, to_segment=to_segment)


def _act(request, sheet: str, act, done: str, *, to_segment: str = ""):
    """Do it to the draft the page showed, and go back to the sheet with a word about it."""
    try:
        edited = act(seen=_seen(request))
    except (DraftGone, NothingToUndo, editing.Refused) as refusal:
        messages.error(request, str(refusal))
        return _show(request, EditorPage(request.user, sheet), status=409)
    page = EditorPage(request.user, sheet)
    if to_segment:
        sheet = page.draft.document.sheet_of(to_segment).id
    if getattr(edited, "conflicts", None):
        messages.warning(
            request,
            _("Somebody changed the same thing at the same time. Theirs stays; look at it and repeat yours if needed."),
        )
    elif done:
        messages.success(request, done)
    return redirect(_address(sheet))


def _address(sheet: str) -> str:
    return reverse("hearing_sheets") + (f"?sheet={sheet}" if sheet != EVERYBODY else "")


def _show(request, page: EditorPage, status: int = 200):
    return render(request, "handoff/hearing_sheets/sheets.html", {"page": page}, status=status)


def _review(request, reason: str = "", reason_error: str = "", status: int = 200):
    context = {"page": EditorPage(request.user), "reason": reason, "reason_error": reason_error}
    return render(request, "handoff/hearing_sheets/review.html", context, status=status)


def _show_question(request, page: EditorPage, name: str, form: QuestionForm, status: int = 200):
    context = {"page": page, "name": name, "form": form, "question": form.question}
    return render(request, "handoff/hearing_sheets/question.html", context, status=status)
