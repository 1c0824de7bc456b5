"""Why a lead has its verdict, and what a person may decide about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.decided_by_person import ReasonForm
from handoff.judging.what_would_change import what_would_change
from handoff.lead_page.decisions import MAY_ASK, MAY_DECIDE
from handoff.models import Discretion, SalesRequest
from handoff.transition import Lost
from leads.htmx import render_page_or_fragment


@require_GET
def lead_trace(request, pk):
    """なぜ?: the full trace in words, as of the moment of the verdict."""
    lead = get_object_or_404(access.leads(request.user).select_related("company", "verdict__criteria__author"), pk=pk)
    verdict = getattr(lead, "verdict", None)
    trace = verdict.trace() if verdict else None
    change = what_would_change(lead, trace) if trace else None
    context = {"lead": lead, "verdict": verdict, "trace": trace, "change": change}
    return render_page_or_fragment(request, "handoff/trace.html", "handoff/_trace.html", context)


@require_POST
def discretion_create(request, pk):
    access.require(request.user, *MAY_DECIDE)
    done = _("Decided: this lead is for sales.")
    return _decide(request, pk, done, lambda lead, **why: Discretion.use(lead, **why))


@require_POST
def sales_request_create(request, pk):
    access.require(request.user, *MAY_ASK)
    membership = access.member(request.user)
    if membership is None:
        raise PermissionDenied
    done = _("Requested. It counts as one of this month's manual toss-ups.")
    return _decide(request, pk, done, lambda lead, **why: SalesRequest.ask(lead, team=membership.team, **why))


def _decide(request, pk, done: str, decide):
    lead, form = get_object_or_404(access.leads(request.user), pk=pk), ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "handoff/decided_by_person.html", {"lead": lead, "form": form}, status=422)
    try:
        decide(lead, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
    except Lost as refusal:
        form.add_error(None, refusal.message)
        return render(request, "handoff/decided_by_person.html", {"lead": lead, "form": form}, status=409)
    messages.success(request, done)
    return redirect("lead", pk)
