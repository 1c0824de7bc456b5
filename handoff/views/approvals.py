"""The manager's inbox: look and decide, one at a time, without leaving the list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from handoff import access
from handoff.approving.approval_page import approval_page, people_for, prefix
from handoff.approving.inbox import with_facts, with_suggestions
from handoff.approving.inbox_page import columns, inbox, tabs_of
from handoff.assignment import team_load
from handoff.assignment.told import instead, why_assigned
from handoff.forms.decision import ApprovalForm, AssignmentForm, PriorityForm, ReassignmentForm, ReturnForm
from handoff.models import Handoff
from handoff.transition import Lost
from handoff.views.too_late import tell_too_late
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.people import full_name


@require_GET
def approvals(request):
    access.require_decider(request.user)
    context = inbox(request.user, request.GET)
    return render_page_or_fragment(request, "handoff/approvals.html", "handoff/_toss_ups.html", context)


@require_GET
def approval(request, pk):
    """One toss-up with its package and forms; for htmx its row, opened, or with ?fold shut again."""
    handoff = _one(request, pk)
    is_row = "fold" in request.GET and wants_fragment(request)
    context = {"handoff": handoff} if is_row else approval_page(handoff)
    return _answer(request, context)


@require_GET
def assignment_why(request, pk):
    """Why it is this salesperson, and why none of the others."""
    access.require_any_role(request.user)
    found = access.handoffs(request.user).select_related("lead__company", "assignee", "team")
    handoff = get_object_or_404(found, pk=pk)
    context = {"handoff": handoff, "story": why_assigned(handoff)}
    return render_page_or_fragment(request, "handoff/assignment/why.html", "handoff/assignment/_why.html", context)


@require_POST
def approval_create(request, pk):
    handoff = _one(request, pk)
    form = ApprovalForm(request.POST, prefix=prefix(handoff), people=people_for(handoff))
    return _decide(request, handoff, "decision", form, handoff.approve, choice=handoff.suggestion)


@require_POST
def assignment_create(request, pk):
    """The first assignment, or another salesperson."""
    handoff = _one(request, pk)
    is_first = handoff.state in Handoff.UNDECIDED
    form_class, verb = (AssignmentForm, handoff.assign) if is_first else (ReassignmentForm, handoff.reassign)
    form = form_class(request.POST, prefix=prefix(handoff), people=people_for(handoff))
    return _decide(request, handoff, "decision", form, verb, choice=handoff.suggestion)


@require_POST
def return_create(request, pk):
    handoff = _one(request, pk)
    form = ReturnForm(request.POST, prefix=f"return-{handoff.pk}")
    return _decide(request, handoff, "return", form, handoff.send_back)


@require_POST
def priority_create(request, pk):
    handoff = _one(request, pk)
    form = PriorityForm(request.POST, prefix=f"priority-{handoff.pk}")
    return _decide(request, handoff, "priority", form, handoff.set_priority)


def _one(request, pk) -> Handoff:
    access.require_decider(request.user)
    handoff = get_object_or_404(with_facts(access.team_handoffs(request.user)), pk=pk)
    if handoff.state in Handoff.WITH_SALES:
        handoff.suggestion = instead(handoff)
    return with_suggestions([handoff])[0]


def _decide(request, handoff, name, form, verb, choice=None):
    if request.POST.get("stands", handoff.stands) != handoff.stands:
        tell_too_late(request, Lost().message, form)
        return _decided_page(request, handoff)
    if not form.is_valid():
        return _answer(request, approval_page(handoff, **{name: form}), status=422)
    words = {"for_whom": access.decides_for(request.user, handoff.team_id)}
    if choice:
        words["choice"] = choice.record
    try:
        verb(by=request.user, at=timezone.now(), **form.cleaned_data, **words)
    except Lost as lost:
        tell_too_late(request, lost.message, form)
    else:
        messages.success(request, _decided(handoff, name))
    return _decided_page(request, handoff)


def _decided_page(request, handoff):
    """The row as it is now, or the list it stood in."""
    if not wants_fragment(request):
        if request.POST.get("next") == "deal":
            return redirect("deal", pk=handoff.pk)
        tab = f"?tab={columns(request.user, request.POST)['tab'].name}" if "list" in request.POST else ""
        return redirect(reverse("approvals") + tab)
    context = {"handoff": _one(request, handoff.pk), "tabs": tabs_of(request.user)}
    context |= {"people": list(team_load(request.user))} | columns(request.user, request.POST)
    return trigger_client_event(render(request, "handoff/_toss_up_decided.html", context), "rail-changed")


def _answer(request, context, status=200):
    context |= columns(request.user, request.POST or request.GET)
    return render_page_or_fragment(request, "handoff/approval.html", "handoff/_toss_up.html", context, status)


def _decided(handoff: Handoff, name: str) -> str:
    lead = {"lead": handoff.lead}
    if name == "priority":
        return _("%(lead)s: the priority is now %(priority)s.") % (lead | {"priority": handoff.get_priority_display()})
    if handoff.state == Handoff.State.ASSIGNED:
        return _("%(lead)s: assigned to %(person)s.") % (lead | {"person": full_name(handoff.assignee)})
    if handoff.state == Handoff.State.RETURNED:
        return _("%(lead)s: returned to inside sales with your comment.") % lead
    return _("%(lead)s: approved. It waits for a salesperson.") % lead
