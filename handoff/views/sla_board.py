import csv
import datetime as dt
import io
from collections.abc import Iterator
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from handoff import access
from handoff.calendar_edit.month import weekdays
from handoff.models import Clock
from handoff.sla_board.promises import Promises
from leads.exporting.cells import harmless
from leads.htmx import wants_fragment
from leads.roles import Role
from leads.streaming import stream

PAGE = 50
HOURS = range(7, 22)  # what lies outside is counted to the first and the last column
SHADES = 5
READERS = (Role.IS_REP, Role.SALES_REP, Role.SALES_MANAGER, Role.ADMIN)


@require_GET
def sla_board(request):
    """What is due, what is overdue, and how the promises of the last weeks were kept."""
    access.require(request.user, *READERS)
    kind, now = _chosen_kind(request), timezone.now()
    promises = Promises(request.user, now, [kind] if kind else Clock.Kind.values)
    after = _after(request)
    late = promises.overdue(after, PAGE + 1)
    context = {
        "kind": kind,
        "overdue": late[:PAGE],
        "next_url": _next_url(kind, late[PAGE - 1]) if len(late) > PAGE else "",
    }
    if after and wants_fragment(request):
        return render(request, "handoff/sla/_overdue_rows.html", context)
    context |= {
        "kinds": [("", _("All deadlines")), *((value, capfirst(label)) for value, label in Clock.Kind.choices)],
        "total": promises.counts("all")[0],
        "weeks": promises.weeks(),
        "is_managing": promises.is_managing,
        "people": promises.named("person") if promises.is_managing else [],
        "teams": promises.named("team") if promises.is_managing else [],
        "sources": promises.counts("source"),
        "heat": _heat(promises.arrivals()) if kind in ("", Clock.Kind.FIRST_RESPONSE) else [],
        "hours": HOURS,
    }
    return render(request, "handoff/sla/board.html", context)


@require_GET
def sla_csv(request):
    """Kept and missed by week, team and person."""
    access.require(request.user, *READERS)
    kind = _chosen_kind(request)
    promises = Promises(request.user, timezone.now(), [kind] if kind else Clock.Kind.values)
    response = stream(request, _lines(promises), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sla-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


def _lines(promises: Promises) -> Iterator[bytes]:
    head = [_("Week from"), _("Team"), _("Person"), _("Kind of deadline")]
    head += [_("Met"), _("Missed"), _("Share met in percent")]
    yield "\ufeff".encode() + _line(head)
    labels = dict(Clock.Kind.choices)
    for row in promises.by_week():
        percent = round(100 * row["kept"] / (row["kept"] + row["missed"]))
        cells = [row["week"], row["team"], row["person"], labels[row["kind"]], row["kept"], row["missed"], percent]
        yield _line(cells)


def _line(cells) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(str(cell)) for cell in cells])
    return out.getvalue().encode()


def _chosen_kind(request) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in Clock.Kind.values else ""


def _after(request) -> tuple[dt.datetime, int] | None:
    due, _comma, pk = request.GET.get("after", "").partition(",")
    try:
        moment = parse_datetime(due)
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment) or not pk.isdecimal() or len(pk) > 18:
        return None
    return moment, int(pk)


def _next_url(kind: str, last: Clock) -> str:
    return f"{reverse('sla')}?{urlencode({'kind': kind, 'after': f'{last.due_at.isoformat()},{last.pk}'})}"


def _heat(arrivals: dict[tuple[int, int], int]) -> list[dict]:
    """Rows of weekdays, cells of hours: the number and a shade from 0 to SHADES - 1; nothing when nothing came."""
    cells: dict[tuple[int, int], int] = {}
    for (weekday, hour), number in arrivals.items():
        key = weekday, min(max(hour, HOURS[0]), HOURS[-1])
        cells[key] = cells.get(key, 0) + number
    if not cells:
        return []
    most = max(cells.values())
    return [
        {
            "name": name,
            "cells": [_shaded(cells.get((number, hour), 0), most) for hour in HOURS],
        }
        for number, name in enumerate(weekdays(), start=1)
    ]


def _shaded(number: int, most: int) -> dict:
    shade = 0 if not number else 1 + (SHADES - 2) * number // most
    return {"number": number, "shade": shade}
