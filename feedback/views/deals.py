from django.contrib.auth import get_user_model
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from feedback import access
from feedback.board import sections, with_facts
from feedback.deal_page import deal_page
from leads.htmx import wants_fragment
from leads.roles import Role, has_role

READERS = (Role.SALES_REP, Role.SALES_MANAGER, Role.ADMIN)


def deals(request):
    access.require(request.user, *READERS)
    found = access.deals(request.user)
    now = timezone.now()
    context = {
        "sections": sections(_of(found, request.GET), now, request.GET.get("show", "")),
        "today": timezone.localdate(now),
        "people": None,
    }
    if has_role(request.user, Role.SALES_MANAGER, Role.ADMIN):
        context["people"] = _people(found)
        context["chosen"] = request.GET.get("assignee", "")
    return render(request, "feedback/deals.html", context)


def _of(found, choice):
    """Those of one salesperson, when a manager chose one."""
    chosen = choice.get("assignee", "")
    return found.filter(assignee=chosen) if chosen.isdecimal() and len(chosen) < 10 else found


def _people(found):
    """The salespeople who have open deals among these, the most loaded first."""
    by_person = found.exclude(state="closed").order_by().values("assignee").annotate(count=Count("pk"))
    loads = {row["assignee"]: row["count"] for row in by_person}
    people = get_user_model().objects.in_bulk(loads)
    return sorted(((people[pk], count) for pk, count in loads.items()), key=lambda each: -each[1])


def deal(request, pk):
    access.require(request.user, *READERS)
    found = get_object_or_404(with_facts(access.deals(request.user)).select_related("package", "submitted_by"), pk=pk)
    context = deal_page(found, request.user) | {"opened": request.GET.get("open", "")}
    return render(request, "feedback/deal.html", context)


@require_GET
def deal_quick(request, pk):
    """What one records most often, unfolded in the card of the board; without htmx the deal's own page."""
    access.require(request.user, Role.SALES_REP)
    found = get_object_or_404(with_facts(access.own_deals(request.user)).select_related("package"), pk=pk)
    if not wants_fragment(request):
        return redirect("deal", pk=pk)
    return render(request, "feedback/_deal_quick.html", deal_page(found, request.user, ids=f"deal{pk}_%s"))
