"""Going back to an earlier version of the scoring model: a copy of it is published."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leads import access
from leads.forms.roll_back import RollBackForm
from leads.models import ScoringModel
from leads.publications import UnderWay
from leads.roles import Role
from leads.scoring import NewerVersion, roll_back
from leads.scoring_changes import changes


@require_GET
def scoring_roll_back(request, number):
    """Ask why, and say what would be different from what is in force."""
    access.require(request.user, Role.ADMIN)
    return _page(request, _version(number), RollBackForm(initial={"base": ScoringModel.objects.active().number}))


@require_POST
def scoring_roll_back_create(request, number):
    access.require(request.user, Role.ADMIN)
    version, form = _version(number), RollBackForm(request.POST)
    if not form.is_valid():
        return _page(request, version, form, status=422)
    values = form.cleaned_data
    try:
        run = roll_back(number, reason=values["reason"], by=request.user, at=timezone.now(), base=values["base"])
    except (NewerVersion, UnderWay) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, version, form, status=409)
    return redirect("run", run.pk)


def _version(number: int) -> ScoringModel:
    return get_object_or_404(ScoringModel.objects.select_related("author"), number=number, is_active=False)


def _page(request, version: ScoringModel, form: RollBackForm, status: int = 200):
    active = ScoringModel.objects.active()
    context = {"version": version, "active": active, "form": form, "changes": changes(active.parsed, version.parsed)}
    return render(request, "leads/scoring_roll_back.html", context, status=status)
