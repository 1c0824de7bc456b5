from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from handoff import access
from handoff.criteria.guide import guide
from handoff.models import CriteriaVersion
from leads.roles import Role, has_role


@require_GET
def criteria_guide(request):
    """The criteria explained, for everybody, to read at an all-hands or to print."""
    access.require_any_role(request.user)
    version = CriteriaVersion.objects.select_related("author").get(is_active=True)
    context = guide(version, timezone.now()) | {"may_edit": has_role(request.user, Role.ADMIN)}
    return render(request, "handoff/criteria_guide.html", context)
