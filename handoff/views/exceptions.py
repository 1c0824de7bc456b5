"""The ways around the scores, to read: every role sees them, managers and admins change them."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.exceptions import account_owner, lost, quota_page, strategic_page, windows
from handoff.exceptions.days import day_of, month_of
from handoff.exceptions.pages import MAY_CHANGE, common, teams
from handoff.forms.exceptions import GrantForm, LastDayForm, OwnerForm
from handoff.models import CriteriaVersion, QuotaGrant
from handoff.transition import Lost
from leads.access import companies
from leads.asked import asked_address, asked_number
from leads.htmx import render_page_or_fragment
from leads.roles import Role, has_role


@require_GET
def exceptions(request):
    """The strategic targets."""
    access.require_any_role(request.user)
    today = day_of(timezone.now())
    targets, after = strategic_page.running(today, request.GET.get("after", ""))
    for target in targets:
        target.form = LastDayForm(
            initial={"expires_on": target.expires_on, "seen": target.expires_on}, auto_id=f"target_{target.pk}_%s"
        )
    context = common(request.user, "exceptions") | {"targets": targets, "after": after, "today": today}
    if "after" not in request.GET:
        context["in_force"] = strategic_page.is_looked_at(CriteriaVersion.active().parsed)
        tagged = strategic_page.tagged_only(access.leads(request.user), today)
        context |= {
            "over": strategic_page.over(today),
            "tagged": tagged[: strategic_page.PAGE],
            "more_tagged": len(tagged) > strategic_page.PAGE,
        }
    return render_page_or_fragment(
        request, "handoff/exceptions/strategic.html", "handoff/exceptions/_strategic_rows.html", context
    )


@require_GET
def customers_without_owner(request):
    access.require_any_role(request.user)
    pk = asked_number(request.GET.get("id", ""))
    after = (request.GET.get("key", "").replace("\x00", ""), pk) if pk is not None else None
    found = account_owner.without_owner(companies(request.user), after)
    shown = found[: account_owner.PAGE]
    last = shown[-1] if len(found) > account_owner.PAGE else None
    context = common(request.user, "customers_without_owner") | {
        "companies": shown,
        "people": list(account_owner.candidates()),
        "last": last,
        "in_force": CriteriaVersion.active().parsed.uses("is_customer"),
    }
    return render_page_or_fragment(
        request, "handoff/exceptions/customers.html", "handoff/exceptions/_customer_rows.html", context
    )


@require_POST
def owner_set(request, pk):
    access.require(request.user, *MAY_CHANGE)
    company = get_object_or_404(companies(request.user), pk=pk)
    form = OwnerForm(request.POST, company=company)
    if not form.is_valid():
        context = common(request.user, "customers_without_owner") | {"company": company, "form": form}
        return render(request, "handoff/exceptions/owner.html", context, status=422)
    owner = form.cleaned_data["owner"]
    try:
        seen = form.cleaned_data["seen"]
        account_owner.set_account_owner(company, owner, seen=seen, by=request.user, at=timezone.now())
    except Lost as race:
        messages.error(request, race.message)
    else:
        messages.success(request, _("%(company)s now has an account owner.") % {"company": company})
    return redirect(asked_address(request) or "customers_without_owner")


@require_GET
def lost_before(request):
    access.require_any_role(request.user)
    document, now = CriteriaVersion.active().parsed, timezone.now()
    shown = request.GET.get("show", "cooling")
    shown = shown if shown in lost.SHOWN else "cooling"
    rows, after = lost.page(document, now, shown, request.GET.get("after", ""))
    context = common(request.user, "lost_before") | {"rows": rows, "after": after, "list": shown}
    if "after" not in request.GET:
        context |= {"counts": lost.counts(document, now), "cooling": lost.cooling_times(document)}
    return render_page_or_fragment(
        request, "handoff/exceptions/lost.html", "handoff/exceptions/_lost_rows.html", context
    )


@require_GET
def campaign_windows(request):
    access.require_any_role(request.user)
    document, today = CriteriaVersion.active().parsed, day_of(timezone.now())
    first = windows.asked_month(request.GET.get("from", ""))
    context = common(request.user, "campaign_windows") | {
        "timeline": windows.timeline(document, today, first),
        "in_force": any(table.lowered_thresholds() for _number, _offset, table in document.tables()),
    }
    return render(request, "handoff/exceptions/windows.html", context)


@require_GET
def quota(request):
    access.require_any_role(request.user)
    return _quota_page(request, windows.asked_month(request.GET.get("month", "")))


@require_POST
def quota_grant(request, pk):
    """More manual toss-ups for a team, this month."""
    access.require(request.user, Role.ADMIN)
    team, form = get_object_or_404(teams(request.user), pk=pk), GrantForm(request.POST)
    if not form.is_valid():
        return _quota_page(request, None, form=form, team=team, status=422)
    QuotaGrant.grant(team, **form.cleaned_data, by=request.user, at=timezone.now())
    done = _("%(team)s may ask for %(extra)s more leads this month.")
    messages.success(request, done % {"team": team, "extra": form.cleaned_data["extra"]})
    return redirect("quota")


def _quota_page(request, month: dt.date | None, *, form=None, team=None, status: int = 200):
    now = timezone.now()
    this_month, _next = month_of(now)
    at = this_month.replace(year=month.year, month=month.month) if month and month < this_month.date() else now
    first, next_first = month_of(at)
    context = common(request.user, "quota") | {
        "ledgers": quota_page.ledgers(teams(request.user), at),
        "month": first.date(),
        "earlier": (first - dt.timedelta(days=1)).strftime("%Y-%m"),
        "later": next_first.strftime("%Y-%m") if next_first <= now else "",
        "may_grant": next_first > now and has_role(request.user, Role.ADMIN),
        "form": form or GrantForm(),
        "team": team,
        "in_force": CriteriaVersion.active().parsed.uses("requested_by_sales"),
    }
    return render(request, "handoff/exceptions/quota.html", context, status=status)
