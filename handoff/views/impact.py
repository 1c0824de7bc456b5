"""What the draft would change: an estimate at once, all leads by a run in the background, and the leads themselves."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.impact import estimate, exact
from handoff.impact.changes import ChangeList
from handoff.impact.flows import Flows, flows
from handoff.impact.page import LABELS, Loads, Report
from handoff.impact.question import Question, choices, question
from handoff.models import ImpactChange
from leads.access import background_runs
from leads.background import words_of
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.roles import Role

RECENT = 10


@require_GET
def impact(request):
    access.require(request.user, Role.ADMIN)
    asked = question(request.GET.get("of", ""))
    context = _estimated(asked) | {
        "may_edit": True,
        "question": asked,
        "choices": [(name, LABELS[name]) for name in choices()],
        "loads": _loads(asked) if "load" in request.GET else None,
        "runs": background_runs(request.user).filter(kind=exact.KIND).order_by("-created_at")[:RECENT],
    }
    return render(request, "handoff/impact/impact.html", context)


@require_GET
def impact_estimate(request):
    """The panel beside the draft: the first estimate alone."""
    access.require(request.user, Role.ADMIN)
    if not wants_fragment(request):
        return redirect("impact")
    return render(request, "handoff/impact/_estimate.html", _estimated(question(request.GET.get("of", ""))))


@require_GET
def impact_load(request):
    """The expected load of a week, which takes as long as the rest of the estimate."""
    access.require(request.user, Role.ADMIN)
    loads = _loads(question(request.GET.get("of", "")))
    if not wants_fragment(request) or loads is None:
        return redirect("impact")
    return render(request, "handoff/impact/_load.html", {"loads": loads})


@require_POST
def impact_start(request):
    """All leads, in the background."""
    access.require(request.user, Role.ADMIN)
    asked = question(request.POST.get("of", ""))
    if asked is None or asked.problems:
        return redirect("impact")
    return redirect("impact_run", exact.start(asked, by=request.user, at=timezone.now()).pk)


@require_GET
def impact_run(request, pk):
    access.require(request.user, Role.ADMIN)
    run = get_object_or_404(background_runs(request.user).filter(kind=exact.KIND), pk=pk)
    done = bool(run.result)
    context = {
        "may_edit": True,
        "run": run,
        "words": words_of(run),
        "report": Report.of_run(run) if done else None,
        "loads": Loads(Flows.from_json(run.result["flows"])) if done else None,
        "has_list": done and ImpactChange.objects.filter(run=run).exists(),
    }
    return render_page_or_fragment(request, "handoff/impact/run.html", "handoff/impact/_run.html", context)


@require_GET
def impact_leads(request, pk):
    access.require(request.user, Role.ADMIN)
    runs = background_runs(request.user).filter(kind=exact.KIND, state="done")
    found = ChangeList(get_object_or_404(runs, pk=pk), request.GET)
    context = {"list": found, "run": found.run, "may_edit": True}
    return render_page_or_fragment(request, "handoff/impact/leads.html", "handoff/impact/_lead_rows.html", context)


def _estimated(asked: Question | None) -> dict:
    """The report on the draft, or the problems that keep it from being judged by."""
    if asked is None or (problems := asked.problems):
        return {"report": None, "problems": problems if asked else []}
    comparison = asked.comparison
    found = estimate(comparison.before, comparison.after, timezone.now(), scoring=comparison.scoring)
    return {"report": Report(asked, found), "problems": []}


def _loads(asked: Question | None) -> Loads | None:
    return Loads(flows(asked.comparison, timezone.now())) if asked and not asked.problems else None
