from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.disposition import ReturnToQueueForm
from handoff.forms.nurturing import LookAgainForm
from handoff.models import QueueEntry
from handoff.nurturing.look_again import chosen_day, set_day
from handoff.nurturing.nurture_list import NurtureList
from handoff.transition import Lost
from leads.asked import asked_address
from leads.htmx import wants_fragment
from leads.roles import Role, has_role

READERS = (Role.MARKETER, Role.IS_REP, Role.SALES_MANAGER, Role.ADMIN)
RETURNERS = (Role.MARKETER, Role.IS_REP)


@require_GET
def nurture(request):
    access.require(request.user, *READERS)
    template = "handoff/nurture.html"
    if wants_fragment(request):
        template = "handoff/_nurture_rows.html" if "after" in request.GET else "handoff/_nurture_list.html"
    context = {
        "list": NurtureList(request.GET, access.leads(request.user), now=timezone.now()),
        "may_return": has_role(request.user, *RETURNERS),
        "may_set_rules": has_role(request.user, Role.MARKETER, Role.ADMIN),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _nurtured(request, pk):
    access.require(request.user, *RETURNERS)
    return get_object_or_404(access.leads(request.user).select_related("company", "score", "verdict"), pk=pk)


@require_GET
def queue_return(request, pk):
    """Ask why a lead comes back into the queue."""
    lead = _nurtured(request, pk)
    return render(request, "handoff/queue_return.html", {"lead": lead, "form": ReturnToQueueForm()})


@require_POST
def queue_return_create(request, pk):
    """Bring a lead back into the queue, with the reason that its next reader sees first."""
    lead, form = _nurtured(request, pk), ReturnToQueueForm(request.POST)
    membership = access.member(request.user)
    if membership is None:
        raise PermissionDenied
    if not form.is_valid():
        return render(request, "handoff/queue_return.html", {"lead": lead, "form": form}, status=422)
    reason = form.cleaned_data["reason"]
    try:
        QueueEntry.objects.bring_back(lead, team=membership.team, by=request.user, at=timezone.now(), reason=reason)
    except Lost as race:
        messages.error(request, race.message)
    else:
        messages.success(request, _("%(lead)s is back in the queue.") % {"lead": lead})
    return redirect("lead", pk)


@require_GET
def look_again(request, pk):
    """Ask when to look at a nurtured lead again."""
    lead = _nurtured(request, pk)
    form = LookAgainForm(initial={"day": chosen_day(lead)}, today=timezone.localdate())
    context = {"lead": lead, "form": form, "next": request.GET.get("next", "")}
    return render(request, "handoff/look_again.html", context)


@require_POST
def look_again_save(request, pk):
    lead, now = _nurtured(request, pk), timezone.now()
    form = LookAgainForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        context = {"lead": lead, "form": form, "next": asked_address(request)}
        return render(request, "handoff/look_again.html", context, status=422)
    try:
        set_day(lead, form.cleaned_data["day"], by=request.user, at=now)
    except Lost:
        messages.error(request, _("%(lead)s is not in nurturing any more. Nothing was changed.") % {"lead": lead})
    else:
        messages.success(request, _("The day to look at %(lead)s again is set.") % {"lead": lead})
    return redirect(asked_address(request) or "nurture")
