"""How much one person can take in a week, said on the settings page and on that of the assignment rules."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handoff import access
from handoff.forms.people import CapacityForm
from handoff.models import Member
from leads.htmx import wants_fragment
from leads.roles import Role, has_role


@require_POST
def member_capacity(request, pk):
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)
    members = Member.objects.select_related("user").filter(team__in=access.managed_teams(request.user))
    member = get_object_or_404(members, pk=pk)
    form = CapacityForm(request.POST, instance=member)
    if form.is_valid():
        form.save()
        messages.success(request, _("What %(name)s can take in a week is saved.") % {"name": member})
        if not wants_fragment(request):
            return redirect("settings" if has_role(request.user, Role.ADMIN) else "assignment_rules")
    status = 200 if form.is_valid() else 422
    return render(request, "handoff/_capacity_answer.html", {"member": member, "form": form}, status=status)
