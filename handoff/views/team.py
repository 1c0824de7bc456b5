"""Who is in the team, who is away, and how open leads pass to a colleague. The deadlines go on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.absence import AbsenceForm, HandOverForm
from handoff.models import Absence, Member, QueueEntry
from handoff.notices.notifications import told_together
from handoff.people import team_page
from handoff.people.forms import open_deals
from handoff.people.words import DEALS_LEFT
from handoff.transition import Lost
from leads.people import full_name
from leads.roles import has_role


@require_GET
def team(request):
    access.require_any_role(request.user)
    context = {
        "teams": team_page.people(request.user, timezone.now()),
        "is_managing": has_role(request.user, *team_page.MANAGING),
    }
    return render(request, "handoff/team/team.html", context)


@require_GET
def absence_new(request, pk):
    member = _member(request, pk)
    return _absence_page(request, member, AbsenceForm(member=member, initial={"first_day": timezone.localdate()}))


@require_POST
def absence_create(request, pk):
    member = _member(request, pk)
    form = AbsenceForm(request.POST, member=member)
    if not form.is_valid():
        return _absence_page(request, member, form, status=422)
    Absence.begin(member.user, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Entered: nothing new comes to %(name)s then.") % {"name": full_name(member.user)})
    if deals := open_deals(member.user):
        messages.warning(request, DEALS_LEFT % {"name": full_name(member.user), "count": deals})
    return redirect("handover", member.pk) if _entries(member).exists() else redirect("team")


@require_POST
def absence_end(request, pk):
    member = _member(request, pk)
    Absence.end(member.user, day=timezone.localdate(), at=timezone.now())
    messages.success(request, _("%(name)s is back.") % {"name": full_name(member.user)})
    return redirect("team")


@require_GET
def handover(request, pk):
    member = _member(request, pk)
    return _handover_page(request, member, _handover_form(member))


@require_POST
def handover_create(request, pk):
    """Each entry by itself: what somebody else has just closed or taken is told, the rest is done."""
    member, now = _member(request, pk), timezone.now()
    form = _handover_form(member, request.POST)
    if not form.is_valid():
        return _handover_page(request, member, form, status=422)
    done, lost = 0, []
    with told_together(now):
        for entry in form.cleaned_data["entries"]:
            try:
                entry.hand_over(to=form.cleaned_data["to"], by=request.user, at=now)
                done += 1
            except Lost as race:
                lost.append(f"{entry.lead}: {race.message}")
    if done:
        messages.success(request, _("Handed over: %(count)s. The deadlines go on.") % {"count": done})
    for text in lost:
        messages.warning(request, text)
    return redirect("team")


def _member(request, pk) -> Member:
    access.require_any_role(request.user)
    member = get_object_or_404(team_page.visible_members(request.user), pk=pk)
    if not team_page.may_change(request.user, member):
        raise PermissionDenied
    return member


def _entries(member: Member):
    return QueueEntry.objects.mine(member.user).select_related("lead__company", "team").urgent()


def _handover_form(member: Member, data=None) -> HandOverForm:
    colleagues = team_page.colleagues(member.user, member.team, timezone.now())
    return HandOverForm(data, entries=_entries(member), colleagues=colleagues)


def _absence_page(request, member: Member, form, status: int = 200):
    return render(request, "handoff/team/absence.html", {"member": member, "form": form}, status=status)


def _handover_page(request, member: Member, form, status: int = 200):
    context = {"member": member, "form": form, "entries": _entries(member)}
    return render(request, "handoff/team/handover.html", context, status=status)
