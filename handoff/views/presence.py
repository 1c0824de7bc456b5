from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from handoff import access
from handoff.in_hand.presence import look


@require_GET
def lead_presence(request, pk):
    """Asked every few seconds by an open lead: who else has it open."""
    access.require_any_role(request.user)
    lead = get_object_or_404(access.leads(request.user).only("pk"), pk=pk)
    return render(request, "handoff/_presence.html", {"looking": look(request.user, lead.pk, timezone.now())})
