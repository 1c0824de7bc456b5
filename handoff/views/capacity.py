"""How much one person can take in a week, said on the settings page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handoff import access
from handoff.forms.people import CapacityForm
from handoff.models import Member
from leads.htmx import wants_fragment
from leads.roles import Role


@require_POST
def member_capacity(request, pk):
    access.require(request.user, Role.ADMIN)
    member = get_object_or_404(Member.objects.select_related("user"), pk=pk)
    form = CapacityForm(request.POST, instance=member)
    if form.is_valid():
        form.save()
        messages.success(request, _("What %(name)s can take in a week is saved.") % {"name": member})
        if not wants_fragment(request):
            return redirect("settings")
    status = 200 if form.is_valid() else 422
    return render(request, "handoff/_capacity_answer.html", {"member": member, "form": form}, status=status)
