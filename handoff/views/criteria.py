"""The criteria in force, their history, and how an admin changes them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.criteria import page as criteria_page
from handoff.criteria.diff import changes
from handoff.criteria.profiles import PROFILES
from handoff.forms.decided_by_person import ReasonForm
from handoff.impact.page import report_on
from handoff.models import CriteriaVersion, Profile
from handoff.publication.publishing import document_of_profile, last_of_profile, switch_profile
from handoff.transition import Lost
from leads.models import Lead
from leads.publications import of_version, under_way
from leads.roles import Role, has_role


@require_GET
def criteria(request):
    access.require_any_role(request.user)
    version = CriteriaVersion.objects.select_related("author").get(is_active=True)
    context = criteria_page.overview(version, timezone.now()) | {
        "profiles": [criteria_page.profile_card(name) for name in PROFILES],
        "may_edit": has_role(request.user, Role.ADMIN),
        "run": under_way(),
    }
    return render(request, "handoff/criteria.html", context)


@require_GET
def criteria_edit(request):
    """Where criteria were edited before there was a draft."""
    access.require(request.user, Role.ADMIN)
    return redirect("criteria_draft")


@require_GET
def profile_switch(request, profile):
    """Ask for the reason, and say what switching to another profile touches."""
    access.require(request.user, Role.ADMIN)
    return _switch_page(request, _known(profile), ReasonForm())


@require_POST
def profile_activation(request, profile):
    access.require(request.user, Role.ADMIN)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _switch_page(request, _known(profile), form, status=422)
    try:
        run = switch_profile(
            _known(profile),
            by=request.user,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            base_number=_base(request).number,
        )
    except Lost as conflict:
        form.add_error(None, conflict.message)
        return _switch_page(request, profile, form, status=409)
    return redirect("run", run.pk)


@require_GET
def criteria_history(request):
    access.require_any_role(request.user)
    versions = CriteriaVersion.objects.select_related("author").order_by("-number")
    context = {"versions": versions, "may_edit": has_role(request.user, Role.ADMIN)}
    return render(request, "handoff/criteria_history.html", context)


@require_GET
def criteria_version(request, number):
    access.require_any_role(request.user)
    version = get_object_or_404(CriteriaVersion.objects.select_related("author"), number=number)
    context = criteria_page.overview(version, timezone.now()) | {"run": of_version("publish_criteria", number)}
    return render(request, "handoff/criteria_version.html", context)


@require_GET
def criteria_diff(request, before, after):
    access.require_any_role(request.user)
    versions = CriteriaVersion.objects.select_related("author")
    old, new = get_object_or_404(versions, number=before), get_object_or_404(versions, number=after)
    context = {"before": old, "after": new, "changes": changes(old.parsed, new.parsed)}
    return render(request, "handoff/criteria_diff.html", context)


def _base(request) -> CriteriaVersion:
    number = request.POST.get("base", "")
    return get_object_or_404(CriteriaVersion, number=number if number.isdecimal() and len(number) < 10 else 0)


def _known(profile: str) -> str:
    if profile not in Profile.values:
        raise Http404
    return profile


def _switch_page(request, profile: str, form: ReasonForm, status: int = 200):
    active, document = CriteriaVersion.active(), document_of_profile(profile)
    context = {
        "form": form,
        "profile": profile,
        "card": criteria_page.profile_card(profile),
        "base": active.number,
        "origin": last_of_profile(profile),
        "is_same": document.to_json() == active.parsed.to_json(),
        "report": report_on(active, document, timezone.now()),
        "leads": Lead.objects.count(),
    }
    return render(request, "handoff/profile_switch.html", context, status=status)
