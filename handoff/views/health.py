"""For load balancers and monitoring: no login, no secrets, nothing that one could use to slow the site down."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handoff.doctor import check_up

NEEDED = {"database"}  # without the others pages still work


@require_safe
@login_not_required
@never_cache
def live(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
@never_cache
def ready(request):
    """This process can serve pages. What else is wrong stands beside it, and does not take it out of service."""
    findings = check_up(timezone.now(), thorough=False)
    is_ready = all(finding.ok for finding in findings if finding.name in NEEDED)
    checks = {finding.name: {"ok": finding.ok, "text": finding.text} for finding in findings}
    return JsonResponse(
        {"ready": is_ready, "ok": all(finding.ok for finding in findings), "checks": checks},
        status=200 if is_ready else 503,
        json_dumps_params={"ensure_ascii": False},
    )
