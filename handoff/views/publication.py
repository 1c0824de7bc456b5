"""What a publication changed, and going back to an earlier version of the criteria."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.criteria.diff import changes
from handoff.forms.decided_by_person import ReasonForm
from handoff.models import CriteriaVersion
from handoff.publication.changes_page import Changes
from handoff.publication.publishing import roll_back
from handoff.transition import Lost
from leads.htmx import wants_fragment
from leads.models import BackgroundRun
from leads.publications import KINDS
from leads.roles import Role


@require_GET
def publication(request, pk):
    """Which verdicts it changed: for every role, as the version itself."""
    access.require_any_role(request.user)
    run = get_object_or_404(BackgroundRun, pk=pk, kind__in=KINDS)
    if not run.result:
        raise Http404
    template = "handoff/publication/changes.html"
    if wants_fragment(request):
        template = "handoff/publication/_rows.html" if "after" in request.GET else "handoff/publication/_leads.html"
    response = render(request, template, {"changes": Changes(run, request.GET)})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def criteria_roll_back(request, number):
    """Ask why, and say what would be different from what is in force."""
    access.require(request.user, Role.ADMIN)
    return _roll_back_page(request, _version(number), ReasonForm())


@require_POST
def criteria_roll_back_create(request, number):
    access.require(request.user, Role.ADMIN)
    version, form = _version(number), ReasonForm(request.POST)
    if not form.is_valid():
        return _roll_back_page(request, version, form, status=422)
    base = request.POST.get("base", "")
    try:
        run = roll_back(
            number,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
            base_number=int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0,
        )
    except Lost as conflict:
        form.add_error(None, conflict.message)
        return _roll_back_page(request, version, form, status=409)
    return redirect("run", run.pk)


def _version(number: int) -> CriteriaVersion:
    return get_object_or_404(CriteriaVersion.objects.select_related("author"), number=number, is_active=False)


def _roll_back_page(request, version: CriteriaVersion, form: ReasonForm, status: int = 200):
    active = CriteriaVersion.active()
    context = {
        "version": version,
        "active": active,
        "form": form,
        "changes": changes(active.parsed, version.parsed),
    }
    return render(request, "handoff/publication/roll_back.html", context, status=status)
