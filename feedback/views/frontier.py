from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from feedback import access
from feedback.forms.frontier import FrontierForm
from feedback.frontier import put, running
from feedback.frontier.capacity import capacity
from feedback.frontier.page import Page
from feedback.frontier.sweep import Basis, Swept, sweep
from feedback.replay.cases import Cases
from leads.access import background_runs
from leads.background import words_of
from leads.htmx import render_page_or_fragment
from leads.models.workshop_draft import DraftGone, NothingToUndo
from leads.roles import Role, has_role

PAGE, RESULT = "feedback/frontier/frontier.html", "feedback/frontier/_result.html"


@require_GET
def frontier(request):
    """Few cases and values are counted while the reader waits; for more there is a button that starts a run."""
    _require_reader(request.user)
    basis = Basis.current()
    form = FrontierForm(request.GET, basis)
    context = _context(request, form)
    if not form.names or not form.is_valid():
        return render(request, PAGE, context, status=422 if form.names else 200)
    grid, cases = form.grid(), _cases(request.user, form.source_chosen)
    context |= {"size": running.count(cases), "points": len(grid)}
    if context["size"] and not running.takes_long(grid, cases):
        address = f"{reverse('frontier')}?{_query(form)}"
        return _show(request, context, sweep(grid, basis, cases.sql()), basis, address)
    return render(request, PAGE, context)


@require_POST
def frontier_run_create(request):
    _require_reader(request.user)
    basis = Basis.current()
    form = FrontierForm(request.POST, basis)
    if not form.is_valid():
        return render(request, PAGE, _context(request, form), status=422)
    cases = _cases(request.user, form.source_chosen)
    run = running.begin(form.grid(), basis, cases, by=request.user, query=dict(form.data))
    return redirect("frontier_run", run.pk)


@require_GET
def frontier_run(request, pk):
    """A sweep in the background: how far it is, then what it found."""
    _require_reader(request.user)
    run = get_object_or_404(background_runs(request.user), pk=pk, kind=running.KIND)
    swept, basis = running.swept_of(run), running.basis_of(run)
    form = FrontierForm(run.parameters["query"], basis)
    context = _context(request, form) | {"run": run, "words": words_of(run)}
    if swept:
        return _show(request, context, swept, basis, f"{reverse('frontier_run', args=[run.pk])}?")
    return render_page_or_fragment(request, PAGE, RESULT, context)


@require_POST
def frontier_put(request):
    """Put a point's thresholds into the draft of the criteria."""
    access.require(request.user, Role.ADMIN)
    back, form = _back(request), put.PointForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.non_field_errors()) or _("These are not values of thresholds."))
        return redirect(back)
    asked = form.cleaned_data
    try:
        revision = put.put(asked["thresholds"], segment=asked["segment"], by=request.user, at=timezone.now())
    except (LookupError, DraftGone) as error:
        messages.error(request, str(error))
        return redirect(back)
    if revision is None:
        messages.info(request, _("The draft already says so."))
        return redirect(back)
    return redirect(f"{back}&put={revision}")


@require_POST
def frontier_undo(request, revision):
    """Take back what frontier_put changed."""
    access.require(request.user, Role.ADMIN)
    try:
        put.take_back(revision, by=request.user, at=timezone.now())
    except (DraftGone, NothingToUndo) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: the thresholds are as they were before."))
    return redirect(_back(request))


def _require_reader(user) -> None:
    access.require(user, Role.SALES_MANAGER, Role.ADMIN)


def _context(request, form: FrontierForm) -> dict:
    return {"form": form, "may_edit": has_role(request.user, Role.ADMIN), "may_replay": True}


def _cases(user, source: str) -> Cases:
    """All teams' for an admin; for a manager the own team's and those of the files."""
    team = None if has_role(user, Role.ADMIN) else next((team.pk for team in access.teams(user)), 0)
    return Cases(timezone.now(), source, team)


def _show(request, context: dict, swept: Swept, basis: Basis, address: str):
    current = Basis.current()
    grid = swept.grid
    moved_on = grid.put(current.document, _first(swept)) != grid.put(basis.document, _first(swept))
    draft = None if moved_on or current.scoring != basis.scoring else grid.values_of(current.document)
    page = Page(
        swept, basis, draft, capacity(access.teams(request.user)), address, _selected(request, swept),
        context["may_edit"],
    )  # fmt: skip
    context |= {
        "page": page,
        "moved_on": draft is None,
        "put": put.was_put(request.GET.get("put", ""), by=request.user),
    }
    return render_page_or_fragment(request, PAGE, RESULT, context)


def _first(swept: Swept) -> tuple[int, ...]:
    return swept.points[0].values


def _selected(request, swept: Swept) -> tuple[int, ...] | None:
    chosen = request.GET.get("point", "")
    return next((point.values for point in swept.points if ",".join(map(str, point.values)) == chosen), None)


def _query(form: FrontierForm) -> str:
    return urlencode({name: value for name, value in form.data.items() if value != ""})


def _back(request) -> str:
    """The page it was pressed on: never one of another site."""
    back, home = request.POST.get("back", ""), reverse("frontier")
    safe = back.startswith(home) and "?" in back and back.isprintable()
    return back if safe else f"{home}?"
