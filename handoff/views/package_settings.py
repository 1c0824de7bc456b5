"""How much each thing counts in the completeness of a hand-over package."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.package_weights import PackageWeightsForm
from handoff.models import PackageWeights
from handoff.models.package_weights import DEFAULT
from leads.roles import Role

SHOWN = 20  # of the earlier weights


@require_GET
def package_settings(request):
    access.require(request.user, Role.ADMIN)
    return _page(request, PackageWeightsForm(initial=PackageWeights.current().points))


@require_POST
def package_weights_save(request):
    access.require(request.user, Role.ADMIN)
    form = PackageWeightsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if PackageWeights.put(form.cleaned_data, by=request.user, at=timezone.now()):
        messages.success(request, _("Saved. It counts for toss-ups from now on; those already sent stay as they are."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("package_settings")


def _page(request, form: PackageWeightsForm, status=200):
    versions = list(PackageWeights.objects.select_related("by").order_by("-pk")[: SHOWN + 1])
    context = {
        "form": form,
        "total": sum(PackageWeights.current().points.values()),
        "standard": DEFAULT,
        "history": [_change(row, before) for row, before in zip(versions, [*versions[1:], None], strict=False)][:SHOWN],
    }
    return render(request, "handoff/package_settings.html", context, status=status)


def _change(row: PackageWeights, before: PackageWeights | None) -> dict:
    """What one save changed: (field, before, after)."""
    old = before.points if before else DEFAULT
    labels = PackageWeightsForm().fields
    moved = [(labels[name].label, old[name], new) for name, new in row.points.items() if new != old[name]]
    return {"at": row.at, "by": row.by, "moved": moved}
