"""Business calendars: looked at month by month, edited with a look at what moves, filled from a file of holidays."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.calendar_edit.days_file import MOST_BYTES, Unreadable, read_days
from handoff.calendar_edit.month import following, month_of, read_month
from handoff.calendar_edit.moves import MOST_SHOWN, planned_moves
from handoff.deadlines.business_days import NoOpenDay
from handoff.deadlines.recount import recount_running_clocks
from handoff.forms.calendar import MOST_DAYS, CalendarEditor
from handoff.forms.days_file import DaysFileForm
from handoff.models import BusinessCalendar
from leads.roles import Role

MONTHS_SHOWN = 3


@require_GET
def calendar(request, pk):
    access.require(request.user, Role.ADMIN)
    row = _calendar(pk)
    as_calendar, now = row.as_calendar(), timezone.now()
    today = as_calendar.local_day(now)
    first = read_month(request.GET.get("month", ""), today)
    context = {
        "row": row,
        "months": [month_of(following(first, each), today, as_calendar) for each in range(MONTHS_SHOWN)],
        "before": following(first, -MONTHS_SHOWN),
        "after": following(first, MONTHS_SHOWN),
        "is_now": first == today.replace(day=1),
        "file_form": DaysFileForm(),
    }
    return render(request, "handoff/calendar/calendar.html", context)


@require_GET
def calendar_new(request):
    access.require(request.user, Role.ADMIN)
    return _edit_page(request, CalendarEditor(BusinessCalendar()))


@require_GET
def calendar_edit(request, pk):
    access.require(request.user, Role.ADMIN)
    return _edit_page(request, CalendarEditor(_calendar(pk)))


@require_POST
def calendar_check(request, pk=None):
    """What saving would do; nothing is saved yet."""
    editor = _posted(request, pk)
    if not editor.is_valid():
        return _edit_page(request, editor, status=422)
    try:
        moves = planned_moves(editor.plans())
    except NoOpenDay as error:
        editor.form.add_error(None, str(error))
        return _edit_page(request, editor, status=422)
    found = {"checked": True, "moves": moves[:MOST_SHOWN], "moved": sum(move.count for move in moves)}
    return _edit_page(request, editor, more=max(0, len(moves) - MOST_SHOWN), **found)


@require_POST
def calendar_save(request, pk=None):
    editor = _posted(request, pk)
    if not editor.is_valid():
        return _edit_page(request, editor, status=422)
    try:
        with transaction.atomic():
            saved = editor.save()
            moved = recount_running_clocks(at=timezone.now(), by=request.user)
    except NoOpenDay as error:
        editor.form.add_error(None, str(error))
        return _edit_page(request, editor, status=422)
    messages.success(request, _("The calendar is saved. Running deadlines that moved: %(count)s") % {"count": moved})
    return redirect("calendar", saved.pk)


@require_POST
def calendar_import(request, pk):
    """Put the days of a file into the form, to be looked at before they are saved."""
    access.require(request.user, Role.ADMIN)
    row, form = _calendar(pk), DaysFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _edit_page(request, CalendarEditor(row), file_form=form, status=422)
    upload = form.cleaned_data["file"]
    try:
        days = read_days(upload.name, upload.read(MOST_BYTES + 1))
    except Unreadable as error:
        form.add_error("file", str(error))
        return _edit_page(request, CalendarEditor(row), file_form=form, status=422)
    calendar = row.as_calendar()
    new = [each for each in days if any(calendar.is_business_day(day) for day in each.days())]
    if row.closed_days.count() + len(new) > MOST_DAYS:
        form.add_error("file", _("A calendar holds at most %(number)s closed days.") % {"number": MOST_DAYS})
        return _edit_page(request, CalendarEditor(row), file_form=form, status=422)
    editor = CalendarEditor(row, added=new)
    return _edit_page(request, editor, read=len(days), known=len(days) - len(new), added=len(new))


def _calendar(pk) -> BusinessCalendar:
    rows = BusinessCalendar.objects.prefetch_related("closed_days", "extra_open_days", "team_set")
    return get_object_or_404(rows, pk=pk)


def _posted(request, pk) -> CalendarEditor:
    access.require(request.user, Role.ADMIN)
    return CalendarEditor(_calendar(pk) if pk else BusinessCalendar(), request.POST)


def _edit_page(request, editor: CalendarEditor, status: int = 200, **context):
    context = {"editor": editor, "file_form": DaysFileForm()} | context
    return render(request, "handoff/calendar/edit.html", context, status=status)
