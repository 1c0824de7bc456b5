"""Campaign windows of the criteria draft."""

from dataclasses import replace

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.criteria.document import Table, Window
from handoff.criteria.problems import MOST_WINDOWS, window_problems
from handoff.forms.campaign_window import WindowForm
from handoff.workshop import answers, operations
from handoff.workshop.draft import Seen, Workshop, change
from handoff.workshop.operations import Gone
from handoff.workshop.page import address, slot
from leads.models.workshop_draft import DraftGone
from leads.roles import Role

NEW = "new"


@require_GET
def criteria_draft_window(request, table, window):
    """The form of a campaign window; `new` is one that is not there yet."""
    access.require(request.user, Role.ADMIN)
    workshop = Workshop()
    try:
        found = operations.table_of(workshop.document, table)
        known = None if window == NEW else operations.window_of(workshop.document, table, window)
    except Gone:
        raise Http404 from None
    initial = WindowForm.initial_of(known) if known else {}
    form = WindowForm(initial=initial, thresholds=_lowered(found, known))
    return _window_page(request, table, window, form, workshop.seen)


@require_POST
def criteria_draft_window_save(request, table, window):
    access.require(request.user, Role.ADMIN)
    seen, found = answers.seen_of(request), answers.shown_table(request, table)
    known = next((each for each in found.windows if each.id == window), None)
    form = WindowForm(request.POST, thresholds=_lowered(found, known))
    if form.is_valid():
        _check(form, found, is_new=known is None)
    if not form.is_valid():
        return _window_page(request, table, window, form, seen, status=422)
    edited = replace(form.window(), id=operations.new_id("window") if window == NEW else window)
    try:
        done = change(
            lambda document: operations.save_window(document, table, edited),
            seen=seen, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except (DraftGone, Gone) as refusal:
        form.add_error(None, _("%(what)s Save again to keep what you typed.") % {"what": refusal})
        return _window_page(request, table, window, form, Workshop().seen, status=422)
    said, closes = _("The campaign window is saved in the draft."), slot(table, "window", window)
    return answers.answer(request, table, done, said, seen=seen, closes=closes)


@require_POST
def criteria_draft_window_delete(request, table, window):
    access.require(request.user, Role.ADMIN)
    said = _("The campaign window was deleted. “Undo” brings it back.")
    return answers.edit(request, table, lambda document: operations.remove_window(document, table, window), said)


def _lowered(table: Table, window: Window | None) -> list[str]:
    """Thresholds that a window may lower, and those it lowers already."""
    lowered = table.lowered_thresholds()
    return lowered + [name for name in (window.offsets if window else ()) if name not in lowered]


def _check(form: WindowForm, table: Table, *, is_new: bool) -> None:
    for problem in window_problems(table, 0, form.window()):
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)
    if is_new and len(table.windows) >= MOST_WINDOWS:
        form.add_error(None, _("At most %(number)s campaign windows.") % {"number": MOST_WINDOWS})


def _window_page(request, table: str, window: str, form: WindowForm, seen: Seen, status: int = 200):
    context = {
        "table": table,
        "window": window,
        "form": form,
        "seen": seen,
        "slot": slot(table, "window", window),
        "back": address(table),
        "may_edit": True,
    }
    return answers.form_page(request, "window", context, status)
