"""Strategic targets: made from a company, a lead or a search; moved; ended."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.exceptions import strategic_page
from handoff.exceptions.account_owner import candidates, current_owner
from handoff.exceptions.days import day_of
from handoff.exceptions.pages import MAY_CHANGE, common
from handoff.forms.exceptions import LastDayForm, TargetForm
from handoff.models import StrategicTarget
from handoff.transition import Lost
from leads.access import companies
from leads.asked import asked_address
from leads.htmx import render_page_or_fragment


@require_GET
def strategic_search(request):
    """Find the company or the lead that is to become one."""
    access.require(request.user, *MAY_CHANGE)
    text = request.GET.get("q", "")
    found = strategic_page.search(access.leads(request.user), companies(request.user), text)
    context = common(request.user, "exceptions") | {"text": text, "companies": found[0], "leads": found[1]}
    return render(request, "handoff/exceptions/search.html", context)


@require_GET
def strategic_new(request, kind, pk):
    access.require(request.user, *MAY_CHANGE)
    return _form_page(request, kind, _thing(request, kind, pk), TargetForm(initial={"owner": request.user.pk}))


@require_POST
def strategic_create(request, kind, pk):
    access.require(request.user, *MAY_CHANGE)
    thing, form = _thing(request, kind, pk), TargetForm(request.POST)
    if not form.is_valid():
        return _form_page(request, kind, thing, form, status=422)
    try:
        StrategicTarget.add(thing, **form.cleaned_data, by=request.user, at=timezone.now())
    except Lost as refusal:
        form.add_error(None, refusal.message)
        return _form_page(request, kind, thing, form, status=409)
    messages.success(request, _("%(name)s is a strategic target now.") % {"name": thing})
    return redirect(kind, pk)


@require_POST
def strategic_extend(request, pk):
    access.require(request.user, *MAY_CHANGE)
    target, form = get_object_or_404(StrategicTarget, pk=pk), LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the last day as a date."))
        return _back(request)
    return _change(request, _("The last day was changed."), target.extend, **form.cleaned_data)


@require_POST
def strategic_end(request, pk):
    access.require(request.user, *MAY_CHANGE)
    target = get_object_or_404(StrategicTarget, pk=pk)
    return _change(request, _("%(name)s is no longer a strategic target.") % {"name": target}, target.end)


@require_GET
def company_exceptions(request, pk):
    """What the company page says beside the facts: is it a strategic target, and who owns the customer."""
    access.require_any_role(request.user)
    company = get_object_or_404(companies(request.user), pk=pk)
    today = day_of(timezone.now())
    target = company.strategic_targets.running(today).with_people().first()
    days = {"expires_on": target.expires_on, "seen": target.expires_on} if target else {}
    context = common(request.user, "exceptions") | {
        "company": company,
        "target": target,
        "last_day_form": LastDayForm(initial=days),
        "owner": current_owner(company),
        "people": list(candidates()),
        "today": today,
        "next": reverse("company", args=[pk]),
    }
    return render_page_or_fragment(
        request, "handoff/exceptions/company.html", "handoff/exceptions/_company.html", context
    )


def _thing(request, kind: str, pk: int):
    if kind not in ("company", "lead"):
        raise Http404
    reached = companies(request.user) if kind == "company" else access.leads(request.user).select_related("company")
    return get_object_or_404(reached, pk=pk)


def _form_page(request, kind: str, thing, form: TargetForm, status: int = 200):
    context = common(request.user, "exceptions") | {"kind": kind, "thing": thing, "form": form}
    if kind == "company":
        context["lead_count"] = thing.leads.count()
    return render(request, "handoff/exceptions/strategic_new.html", context, status=status)


def _change(request, done: str, verb, **values):
    try:
        verb(**values, by=request.user, at=timezone.now())
    except Lost as race:
        messages.error(request, race.message)
    else:
        messages.success(request, done)
    return _back(request)


def _back(request):
    return redirect(asked_address(request) or "exceptions")
