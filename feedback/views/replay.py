"""過去検証: criteria tried on the cases of the past."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from feedback import access
from feedback.forms.replay import ReplayForm, chosen_before
from feedback.models import PastCase, ReplayedCase
from feedback.replay import running
from feedback.replay.cases import Cases
from feedback.replay.honest import sentences
from feedback.replay.page import InForce, ReplayPage, cases_of
from handoff.keyset import read_id, read_moment
from handoff.models import Flag
from leads.htmx import render_page_or_fragment
from leads.roles import Role, has_role

READERS = (Role.SALES_MANAGER, Role.ADMIN)
RECENT = 10
PAGE = 50


@require_GET
def replay(request):
    """The newest result, and what to try next."""
    access.require(request.user, *READERS)
    newest = access.replays(request.user).filter(state="done").first()
    return render(request, "feedback/replay/replay.html", _context(request, _form(request, run=newest), newest))


@require_POST
def replay_create(request):
    access.require(request.user, *READERS)
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "feedback/replay/replay.html", _context(request, form, None), status=422)
    run = running.begin(
        form.trial(), form.cases(), against=form.against_trial(), passed=form.passed_flags(), by=request.user
    )
    return redirect("replay_run", run.pk)


@require_GET
def replay_run(request, pk):
    access.require(request.user, *READERS)
    run = get_object_or_404(access.replays(request.user), pk=pk)
    return render(request, "feedback/replay/replay.html", _context(request, _form(request, run=run), run))


@require_GET
def replay_progress(request, pk):
    """The progress bar; once the work is over, the page comes anew."""
    access.require(request.user, *READERS)
    run = get_object_or_404(access.replays(request.user), pk=pk)
    if run.is_unfinished:
        return render(request, "feedback/replay/_progress.html", {"run": run})
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


@require_GET
def replay_cases(request, pk):
    """The cases behind cells of the table."""
    access.require(request.user, *READERS)
    run = get_object_or_404(access.replays(request.user).filter(state="done"), pk=pk)
    flags = _asked(request.GET.get("flag", ""), Flag.values)
    results = _asked(request.GET.get("result", ""), PastCase.Result.values)
    found = cases_of(run, flags, results)
    if after := request.GET.get("after", ""):
        found = _after(found, after)
    cases, page = list(found[: PAGE + 1]), ReplayPage(run)
    context = {
        "may_edit": has_role(request.user, Role.ADMIN),
        "may_replay": True,
        "run": run,
        "page": page,
        "cases": cases[:PAGE],
        "flags": flags,
        "results": [PastCase.Result(result).label for result in results],
        "total": page.after.count(flags, results),
        "next_url": page.url(flag=",".join(flags), result=",".join(results), after=_position(cases)),
        "more": len(cases) > PAGE,
    }
    return render_page_or_fragment(request, "feedback/replay/cases.html", "feedback/replay/_case_rows.html", context)


@require_GET
def replay_case_why(request, pk):
    """なぜ?: the trace of one case, as of its day."""
    access.require(request.user, *READERS)
    runs = access.replays(request.user).filter(state="done")
    case = get_object_or_404(ReplayedCase.objects.select_related("run", "lead__company"), pk=pk, run__in=runs)
    trace = running.why_of(case)
    if trace is None:
        raise Http404
    context = {"case": case, "page": ReplayPage(case.run), "trace": trace}
    return render_page_or_fragment(request, "feedback/replay/why.html", "feedback/replay/_why.html", context)


def _asked(text: str, known: list[str]) -> list[str]:
    """Some of the known values, separated by commas; all of them when none is asked for."""
    wanted = [value for value in text.split(",") if value] or known
    if not set(wanted) <= set(known):
        raise Http404
    return wanted


def _position(cases: list) -> str:
    return f"{cases[PAGE - 1].as_of.isoformat()}_{cases[PAGE - 1].pk}" if len(cases) > PAGE else ""


def _after(found, text: str):
    moment, _, number = text.rpartition("_")
    try:
        at, pk = read_moment(moment), read_id(number)
    except ValueError:
        raise Http404 from None
    return found.filter(as_of__lte=at).exclude(as_of=at, pk__gte=pk)


def _form(request, data=None, run=None) -> ReplayForm:
    """Filled in as for the replay that is shown."""
    files, team = access.past_case_files(request.user), access.team_to_replay(request.user)
    return ReplayForm(data, files=files, team=team, initial=chosen_before(run) if run else None)


def _context(request, form: ReplayForm, run) -> dict:
    in_force = InForce.now()
    page = ReplayPage(run, in_force) if run and run.state == "done" else None
    recent = access.replays(request.user).filter(state="done").select_related("started_by")[:RECENT]
    return {
        "may_edit": has_role(request.user, Role.ADMIN),
        "may_replay": True,
        "form": form,
        "run": run,
        "page": page,
        "honest": sentences(page) if page else [],
        "runs": [(each, ReplayPage(each, in_force)) for each in recent],
        "files": access.past_case_imports(request.user)[:RECENT],
        "known": running.count(Cases(timezone.now(), team=access.team_to_replay(request.user))),
    }
