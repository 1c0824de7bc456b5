"""Segments of the criteria draft, and the profiles as what a table may start from."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.criteria.document import CriteriaDocument, Segment, Table
from handoff.criteria.problems import MOST_SEGMENTS
from handoff.criteria.profiles import PROFILES
from handoff.forms.segment import SegmentForm
from handoff.workshop import answers, operations
from handoff.workshop.draft import Seen, Workshop, change, shown
from handoff.workshop.operations import EVERYBODY, Gone
from handoff.workshop.page import address, slot
from leads.models.workshop_draft import DraftGone
from leads.roles import Role

NEW = "new"


@require_GET
def criteria_draft_segment(request, segment):
    """The form of a segment: which leads belong to it; `new` is one that is not there yet."""
    access.require(request.user, Role.ADMIN)
    workshop, source = Workshop(), request.GET.get("source", EVERYBODY)
    try:
        found = None if segment == NEW else operations.segment_of(workshop.document, segment)
    except Gone:
        raise Http404 from None
    return _form_page(request, segment, SegmentForm(segment=found, source=source), workshop.seen)


@require_POST
def criteria_draft_segment_preview(request, segment):
    """The form for what is typed, and as a sentence. Nothing is written."""
    access.require(request.user, Role.ADMIN)
    seen = answers.seen_of(request)
    form = _typed(request, segment, seen)
    sentence = form.sentence()
    return _form_page(request, segment, form.reshaped(), seen, sentence=sentence)


@require_POST
def criteria_draft_segment_save(request, segment):
    access.require(request.user, Role.ADMIN)
    seen = answers.seen_of(request)
    form = _typed(request, segment, seen)
    if form.is_new and len(shown(seen).segments) >= MOST_SEGMENTS:
        form.about.add_error(None, _("At most %(number)s segments.") % {"number": MOST_SEGMENTS})
    if not form.is_valid():
        return _form_page(request, segment, form, seen, status=422)
    table = operations.new_id("segment") if form.is_new else segment

    def saved(document: CriteriaDocument) -> CriteriaDocument:
        name, conditions = form.name, form.rows.conditions()
        if not form.is_new:
            return operations.put_segment(document, segment, name, conditions)
        return operations.add_segment(document, Segment(name, conditions, _source(document, form.chosen), table))

    try:
        edited = change(saved, seen=seen, by=request.user, at=timezone.now())
    except (DraftGone, Gone) as refusal:
        form.about.add_error(None, _("%(what)s Save again to keep what you typed.") % {"what": refusal})
        return _form_page(request, segment, form, Workshop().seen, status=422)
    closes = slot("segment", segment)
    return answers.answer(request, table, edited, _("The segment is saved in the draft."), seen=seen, closes=closes)


@require_POST
def criteria_draft_segment_move(request, segment):
    access.require(request.user, Role.ADMIN)
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 4:
        raise Http404
    return answers.edit(
        request, segment, lambda document: operations.move_segment(document, segment, int(number))
    )  # fmt: skip


@require_POST
def criteria_draft_segment_delete(request, segment):
    access.require(request.user, Role.ADMIN)
    said = _("The segment was deleted with its table. “Undo” brings it back.")
    return answers.edit(request, EVERYBODY, lambda document: operations.remove_segment(document, segment), said)


@require_POST
def criteria_draft_adopt(request, table, profile):
    """The rules and thresholds of a profile in the place of this table's."""
    access.require(request.user, Role.ADMIN)
    if profile not in PROFILES:
        raise Http404
    said = _("The table starts from the profile now. “Undo” brings the earlier one back.")
    source = operations.with_new_ids(PROFILES[profile].as_table())
    return answers.edit(request, table, lambda document: operations.adopt(document, table, source), said)


def _typed(request, segment: str, seen: Seen) -> SegmentForm:
    """What was sent, over the draft as its editor saw it."""
    try:
        found = None if segment == NEW else operations.segment_of(shown(seen), segment)
    except Gone:
        found = None
    return SegmentForm(segment=found, data=request.POST)


def _source(document: CriteriaDocument, chosen: str) -> Table:
    table = document.as_table() if chosen == EVERYBODY else PROFILES[chosen].as_table()
    return operations.with_new_ids(table)


def _form_page(request, segment: str, form: SegmentForm, seen: Seen, *, sentence: str = "", status: int = 200):
    context = {
        "segment": segment,
        "form": form,
        "seen": seen,
        "slot": slot("segment", segment),
        "reads": sentence or form.sentence(),
        "back": address(EVERYBODY if form.is_new else segment),
        "may_edit": True,
    }
    return answers.form_page(request, "segment", context, status)
