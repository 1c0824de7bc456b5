"""What the scoring draft would change, beside the page on which it is made."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads import access, background, search
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.models import ScoringModel
from leads.roles import Role
from leads.scoring_document import ScoringDocument
from leads.threshold_lines import lines
from leads.workshop.differences import compared, differences, movers
from leads.workshop.effect import Effect, estimate, reach
from leads.workshop.exact import KIND
from leads.workshop.histogram import Histogram
from leads.workshop.page import DraftPage

MOST_FOUND = 20


@require_GET
def scoring_effect(request):
    access.require(request.user, Role.ADMIN)
    page = DraftPage(request.user)
    context = {"page": page}
    if not page.document.problems():
        found = estimate(page.active.parsed, page.document, timezone.now())
        context |= _shown(request, found, page.json, page.active)
    return _answer(request, context)


@require_GET
def scoring_reach(request):
    """How many leads each rule of the draft gives points to, put beside the rules."""
    access.require(request.user, Role.ADMIN)
    page = DraftPage(request.user)
    leads, counts = (0, {}) if page.document.problems() else reach(page.document, timezone.now())
    return render(request, "leads/_scoring_reach.html", {"leads": leads, "counts": counts})


@require_POST
def scoring_effect_exact(request):
    access.require(request.user, Role.ADMIN)
    page = DraftPage(request.user)
    if page.document.problems():
        return redirect("scoring_effect")
    moment = timezone.now().isoformat()
    run = background.start(KIND, by=request.user, base=page.active.number, document=page.json, as_of=moment)
    return redirect("scoring_effect_run", run.pk)


@require_GET
def scoring_effect_run(request, pk):
    """How far it is, and then the effect on all leads, as it was when it was asked for."""
    access.require(request.user, Role.ADMIN)
    run = get_object_or_404(access.background_runs(request.user), pk=pk, kind=KIND)
    context = {"run": run, "words": background.words_of(run)}
    if run.result:
        base = get_object_or_404(ScoringModel, number=run.parameters["base"])
        context |= _shown(request, Effect.from_json(run.result), run.parameters["document"], base)
    return _answer(request, context)


@require_GET
def scoring_draft_leads(request):
    """Leads to be looked at under both versions."""
    access.require(request.user, Role.ADMIN)
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    leads = access.leads(request.user).select_related("company")
    found = search.find(leads, text).order_by("-pk")[:MOST_FOUND] if text else []
    context = {"found": found, "text": text}
    return render_page_or_fragment(
        request, "leads/scoring_draft_leads.html", "leads/_scoring_draft_leads.html", context
    )


@require_GET
def scoring_draft_lead(request, pk):
    """How one lead's scores are made up in force and under the draft."""
    access.require(request.user, Role.ADMIN)
    lead = get_object_or_404(access.leads(request.user).select_related("company"), pk=pk)
    page = DraftPage(request.user)
    context = {"page": page, "lead": lead}
    if not page.document.problems():
        before, after = compared([lead.pk], page.json, page.active, timezone.now())[lead.pk]
        context |= {"before": before, "after": after, "why": differences(before, after)}
    return render(request, "leads/scoring_draft_lead.html", context)


def _shown(request, effect: Effect, draft: dict, active: ScoringModel) -> dict:
    return {
        "effect": effect,
        "histograms": [
            Histogram(_("Behaviour score"), *effect.behaviour, lines("behaviour")),
            Histogram(_("Attribute score"), *effect.attribute, lines("attribute"), highest=100),
        ],
        "movers": movers(effect, draft, active, access.leads(request.user)),
        "is_same": ScoringDocument.from_json(draft) == active.parsed,
    }


def _answer(request, context: dict):
    context["is_fragment"] = wants_fragment(request)
    return render_page_or_fragment(request, "leads/scoring_effect.html", "leads/_scoring_effect.html", context)
