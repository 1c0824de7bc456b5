from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from leads import access
from leads.models import ScoringModel, WorkshopDraft
from leads.roles import Role, has_role
from leads.scoring_page import page_of, version_page


@require_GET
def scoring(request):
    access.require_any_role(request.user)
    context = page_of(ScoringModel.objects.select_related("author").active())
    context["may_edit"] = has_role(request.user, Role.ADMIN)
    context["has_draft"] = WorkshopDraft.objects.filter(kind=WorkshopDraft.Kind.SCORING).exists()
    return render(request, "leads/scoring.html", context)


@require_GET
def scoring_version(request, number):
    access.require_any_role(request.user)
    versions = ScoringModel.objects.select_related("author")
    model = get_object_or_404(versions, number=number)
    against = request.GET.get("against", "")
    if against.isdecimal():
        other = get_object_or_404(versions, number=int(against[:9]))
    else:
        other = versions.filter(number__lt=number).order_by("-number").first()
    return render(request, "leads/scoring_version.html", version_page(model, other))
