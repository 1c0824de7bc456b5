"""The manager's inbox: look, decide one or many, without leaving the list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handoff import access
from handoff.approval_page import approval_page, people_for, prefix
from handoff.assignment import team_load
from handoff.bulk_approval import approve_all
from handoff.forms.decision import ApprovalForm, AssignmentForm, BulkApprovalForm, ReassignmentForm, ReturnForm
from handoff.inbox import TABS, counts, page, read_position, with_facts, with_suggestions, write_position
from handoff.models import Handoff
from handoff.transition import Lost
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.people import full_name
from leads.roles import Role


def approvals(request):
    found = _team(request)
    return render_page_or_fragment(
        request, "handoff/approvals.html", "handoff/_toss_ups.html", _list(request, found, request.GET)
    )


def approval(request, pk):
    """One toss-up with its package and forms; for htmx its row, opened, or with ?fold shut again."""
    handoff = _one(request, pk)
    is_row = "fold" in request.GET and wants_fragment(request)
    context = {"handoff": handoff} if is_row else approval_page(handoff)
    return _answer(request, context)


@require_POST
def approval_create(request, pk):
    handoff = _one(request, pk)
    form = ApprovalForm(request.POST, prefix=prefix(handoff), people=people_for(handoff))
    return _decide(request, handoff, "decision", form, handoff.approve)


@require_POST
def assignment_create(request, pk):
    """The first assignment, or another salesperson."""
    handoff = _one(request, pk)
    is_first = handoff.state in Handoff.UNDECIDED
    form_class, verb = (AssignmentForm, handoff.assign) if is_first else (ReassignmentForm, handoff.reassign)
    form = form_class(request.POST, prefix=prefix(handoff), people=people_for(handoff))
    return _decide(request, handoff, "decision", form, verb)


@require_POST
def return_create(request, pk):
    handoff = _one(request, pk)
    form = ReturnForm(request.POST, prefix=f"return-{handoff.pk}")
    return _decide(request, handoff, "return", form, handoff.send_back)


@require_POST
def approvals_bulk(request):
    found = _team(request)
    form = BulkApprovalForm(request.POST, handoffs=with_facts(found).order_by("pk"), people=team_load(request.user))
    if not form.is_valid():
        context = _list(request, found, request.POST) | {"bulk": form}
        return render(request, "handoff/approvals.html", context, status=422)
    ticked = list(form.cleaned_data.pop("handoffs"))
    results = approve_all(ticked, by=request.user, at=timezone.now(), **form.cleaned_data)
    return render(request, "handoff/approvals_bulk.html", {"results": results})


def _team(request):
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)
    return access.team_handoffs(request.user)


def _one(request, pk) -> Handoff:
    handoff = get_object_or_404(with_facts(_team(request)), pk=pk)
    return with_suggestions([handoff])[0]


def _list(request, found, choice) -> dict:
    tab = TABS.get(choice.get("tab", ""), TABS["approval"])
    handoffs, after = page(found, tab, read_position(choice.get("after", "")))
    people = team_load(request.user)
    return {
        "tab": tab,
        "tabs": _tabs(found),
        "handoffs": handoffs,
        "next_after": write_position(after),
        "people": people,
        "can_select": tab.can_select,
        "bulk": BulkApprovalForm(handoffs=found, people=people),
    }


def _tabs(found) -> list[tuple]:
    numbers = counts(found)
    return [(tab, numbers[name]) for name, tab in TABS.items()]


def _decide(request, handoff, name, form, verb):
    if not form.is_valid():
        return _answer(request, approval_page(handoff, **{name: form}), status=422)
    try:
        verb(by=request.user, at=timezone.now(), **form.cleaned_data)
    except Lost as lost:
        messages.error(request, lost.message)
    else:
        messages.success(request, _decided(handoff))
    if not wants_fragment(request):
        return redirect("deal", pk=handoff.pk) if request.POST.get("next") == "deal" else redirect("approvals")
    context = {"handoff": _one(request, handoff.pk), "tabs": _tabs(_team(request))} | _columns(request)
    return render(request, "handoff/_toss_up_decided.html", context)


def _answer(request, context, status=200):
    context |= _columns(request)
    return render_page_or_fragment(request, "handoff/approval.html", "handoff/_toss_up.html", context, status)


def _columns(request) -> dict:
    """The columns of the list that the row stands in."""
    tab = TABS.get((request.POST or request.GET).get("list", ""), TABS["approval"])
    return {"tab": tab, "can_select": tab.can_select}


def _decided(handoff: Handoff) -> str:
    if handoff.state == Handoff.State.ASSIGNED:
        return _("%(lead)s: assigned to %(person)s.") % {"lead": handoff.lead, "person": full_name(handoff.assignee)}
    if handoff.state == Handoff.State.RETURNED:
        return _("%(lead)s: returned to inside sales with your comment.") % {"lead": handoff.lead}
    return _("%(lead)s: approved. It waits for a salesperson.") % {"lead": handoff.lead}
