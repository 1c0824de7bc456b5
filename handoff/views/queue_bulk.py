"""Acts on many rows of the queue: what is asked, what came of each, and the way back.

The form is asked for by POST, too: a thousand ticked rows do not fit into an address. That writes nothing.
"""

import csv

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget

from handoff import access
from handoff.bulk import acts, words
from handoff.bulk.performing import begin
from handoff.bulk.selection import Selection
from handoff.bulk.undoing import undo
from handoff.forms.bulk import bulk_form, parameters
from handoff.models import BulkAction, BulkItem
from handoff.people.team_page import colleagues
from handoff.queue_list.query import Viewer
from handoff.transition import Lost
from leads.exporting.cells import harmless
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.roles import Role


@require_POST
def queue_bulk_form(request, kind):
    viewer = _viewer(request, kind)
    return _ask(request, kind, Selection.read(request.POST, viewer), _form(request, kind, viewer, None))


@require_POST
def queue_bulk_create(request, kind):
    viewer = _viewer(request, kind)
    selection, form = Selection.read(request.POST, viewer), _form(request, kind, viewer, request.POST)
    is_sure = not selection.all_found or request.POST.get("sure") == "1"
    if not form.is_valid() or not is_sure or not selection.entries.exists():
        return _ask(request, kind, selection, form, status=422)
    action = begin(kind, selection, by=request.user, at=viewer.now, parameters=parameters(form))
    if action.run and not wants_fragment(request):
        return redirect("queue_bulk", action.pk)
    return _to_the_list(action)


@require_GET
def queue_bulk(request, pk):
    """What was done, and what was not and why; while it is under way, how far it is."""
    action = _action(request, pk)
    items = action.items.select_related("entry__lead__company").order_by("-result", "entry")
    context = _state(action) | {
        "in_list": request.GET.get("list") == "1",
        "items": [(item, words.result_words(item)) for item in items[: words.SHOWN]],
        "count": action.items.count(),
    }
    return render_page_or_fragment(request, "handoff/bulk/result.html", "handoff/bulk/_state.html", context)


@require_POST
def queue_bulk_undo(request, pk):
    action = _action(request, pk)
    try:
        undo(action, at=timezone.now())
    except Lost:
        messages.warning(request, _("It is too late to take this back, or it has been taken back already."))
    if action.run and not wants_fragment(request):
        return redirect("queue_bulk", action.pk)
    return _to_the_list(action)


@require_GET
def queue_bulk_refused(request, pk):
    """A file of what was not changed, for a spreadsheet."""
    action = _action(request, pk)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="not-changed.csv"'
    table = csv.writer(response)
    table.writerow([_("Lead ID"), _("Lead"), _("Company"), _("Result")])
    refused = action.items.filter(result=BulkItem.Result.REFUSED).select_related("entry__lead__company")
    for item in refused.order_by("entry").iterator(chunk_size=2000):
        lead = item.entry.lead
        cells = [lead.external_id, str(lead), str(lead.company or ""), words.result_words(item)]
        table.writerow([harmless(cell) for cell in cells])
    return response


def _viewer(request, kind: str) -> Viewer:
    if kind not in acts.MAY:
        raise Http404
    if not acts.may(request.user, kind):
        raise PermissionDenied
    return Viewer(request.user, timezone.now(), request)


def _action(request, pk) -> BulkAction:
    access.require(request.user, Role.IS_REP, Role.SALES_MANAGER)
    return get_object_or_404(access.bulk_actions(request.user).select_related("run", "by"), pk=pk)


def _form(request, kind: str, viewer: Viewer, data):
    membership = access.member(request.user)
    people = colleagues(request.user, membership.team, viewer.now) if membership else User.objects.none()
    return bulk_form(kind, data, now=viewer.now, calendar=viewer.calendar, colleagues=people)


def _ask(request, kind: str, selection: Selection, form, status: int = 200):
    context = {
        "kind": kind, "label": BulkAction.Kind(kind).label, "selection": selection, "count": selection.count,
        "form": form, "fragment": wants_fragment(request),
    }  # fmt: skip
    page, fragment = "handoff/bulk/ask.html", "handoff/bulk/_ask.html"
    response = render_page_or_fragment(request, page, fragment, context, status=status)
    return reswap(retarget(response, "#queue-bulk"), "outerHTML") if wants_fragment(request) else response


def _state(action: BulkAction) -> dict:
    return {"action": action, "summary": words.summary(action), "can_undo": action.can_undo(timezone.now())}


def _to_the_list(action: BulkAction):
    response = redirect(reverse("queue") + action.query.removesuffix("?"))
    response.status_code = 303
    return response
