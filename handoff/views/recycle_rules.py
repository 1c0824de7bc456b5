from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.nurturing.rules_page import RulesPage
from leads.roles import Role

EDITORS = (Role.MARKETER, Role.ADMIN)


@require_GET
def recycle_rules(request):
    """What brings leads back from nurturing, reason by reason."""
    access.require(request.user, *EDITORS)
    return render(request, "handoff/recycle_rules.html", {"page": RulesPage(timezone.now())})


@require_POST
def recycle_rules_save(request):
    """Keep the rules. Before many leads would come back at once, say how many and ask."""
    access.require(request.user, *EDITORS)
    page = RulesPage(timezone.now(), request.POST)
    if not page.is_valid() or page.asks_first():
        return render(request, "handoff/recycle_rules.html", {"page": page}, status=422)
    page.keep(by=request.user)
    messages.success(request, _("The recycle rules are kept."))
    return redirect("recycle_rules")
