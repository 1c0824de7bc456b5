"""Many toss-ups of the inbox decided at once, and what became of each."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.approving.inbox_page import inbox, tab_of
from handoff.approving.running import MOST, PAGE, begin, decided, results_of, told
from handoff.assignment import team_load
from handoff.forms.many_decisions import ManyApprovalForm, ManyPriorityForm, ManyReassignmentForm, ManyReturnForm
from leads.background import words_of
from leads.htmx import render_page_or_fragment


@require_POST
def approvals_bulk(request):
    return _begin(request, "approval", ManyApprovalForm, people=team_load(request.user))


@require_POST
def reassignments_bulk(request):
    return _begin(request, "reassignment", ManyReassignmentForm, people=team_load(request.user))


@require_POST
def returns_bulk(request):
    return _begin(request, "return", ManyReturnForm)


@require_POST
def priorities_bulk(request):
    return _begin(request, "priority", ManyPriorityForm)


@require_GET
def approvals_result(request, pk):
    """How far it is, and the result of each toss-up that was asked for."""
    access.require_decider(request.user)
    run = get_object_or_404(results_of(request.user), pk=pk)
    first = int(text) if (text := request.GET.get("from", "")).isdecimal() and len(text) < 6 else 0
    results = told(run, first)
    rest = len(run.result.get("results", [])) - first - PAGE
    context = {
        "run": run,
        "words": words_of(run),
        "results": results,
        "decided": decided(run),
        "next_first": first + PAGE if rest > 0 else None,
        "tab": run.parameters["tab"],
    }
    return render_page_or_fragment(request, "handoff/approvals_bulk.html", "handoff/_bulk_result.html", context)


def _begin(request, action, form_class, **offered):
    access.require_decider(request.user)
    found, tab = access.team_handoffs(request.user), tab_of(request.POST)
    form = form_class(request.POST, handoffs=found, found=found.filter(state__in=tab.states), **offered)
    if form.is_valid():
        run = begin(action, form.pks, by=request.user, tab=tab.name, **form.values())
        if form.cleaned_data["everything"] and len(form.pks) == MOST:
            text = _("At most %(most)s at a time, those that have waited longest first. Repeat it for the rest.")
            messages.info(request, text % {"most": MOST})
        return redirect("approvals_result", pk=run.pk)
    context = inbox(request.user, request.POST) | {"bulk": form, "bulk_action": action}
    if action == "return":
        context["bulk_return"] = form
    context["ticked"] = set(request.POST.getlist("handoffs"))
    return render(request, "handoff/approvals.html", context, status=422)
