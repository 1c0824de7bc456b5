"""Bulk decisions as runs: a few are made while the page waits, many in the background; each result is kept."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff import access
from handoff.approving.deciding import (
    Deciding,
    Result,
    approve_many,
    prioritise_many,
    reassign_many,
    return_many,
)
from handoff.approving.inbox import TABS
from handoff.assignment.words import nobody_words
from handoff.models import Handoff
from leads.background import Words, background, perform_at_once, start
from leads.models import BackgroundRun
from leads.roles import Role, has_role

KIND = "decide_toss_ups"
STEP = 250  # toss-ups a transaction
AT_ONCE = 100  # as many are decided while the page waits
MOST = 5_000  # at a time
PAGE = 200  # results
ACTIONS: dict[str, Callable[..., list[Result]]] = {
    "approval": approve_many,
    "reassignment": reassign_many,
    "return": return_many,
    "priority": prioritise_many,
}


def begin(action: str, pks: list[int], *, by, tab: str, **values) -> BackgroundRun:
    """Decide these toss-ups. values: what the action takes; an assignee by id."""
    parameters = {"action": action, "toss_ups": pks, "values": values, "tab": tab}
    if len(pks) > AT_ONCE:
        return start(KIND, by=by, **parameters)
    run = BackgroundRun.objects.create(kind=KIND, started_by=by, parameters=parameters)
    perform_at_once(run)
    run.refresh_from_db()
    return run


def _page(run: BackgroundRun) -> str:
    return reverse("approvals_result", args=[run.pk])


def _counted(run: BackgroundRun) -> str:
    done = decided(run)
    facts = {"done": done, "left": len(run.result["results"]) - done}
    return _("Done: %(done)s. Not changed: %(left)s.") % facts


@background(KIND, Words(gettext_lazy("Decide many toss-ups"), _counted, _page, details=_page))
def decide(run: BackgroundRun) -> dict:
    """By steps; a worker that takes over goes on after the last step that was kept."""
    asked = run.parameters["toss_ups"]
    if not run.result:
        run.keep(results=[])
    while len(run.result["results"]) < len(asked):
        done = len(run.result["results"])
        with transaction.atomic():
            results = _step(run, asked[done : done + STEP])
            run.keep(results=run.result["results"] + [_kept(each) for each in results])
        run.advance(done + len(results), len(asked))
    return run.result


def _step(run: BackgroundRun, pks: list[int]) -> list[Result]:
    values = dict(run.parameters["values"])
    if assignee := values.pop("assignee", None):
        values["assignee"] = User.objects.get(pk=assignee)
    if run.parameters["action"] == "reassignment":
        values["states"] = _seen(run.parameters["tab"])
    by = run.started_by
    deciding = Deciding(by, timezone.now(), _stands_in(by, pks))
    return ACTIONS[run.parameters["action"]](pks, deciding, **values)


def _seen(tab: str) -> list[str]:
    """What a list of deals showed; what was accepted since then stays with who accepted it."""
    return [state for state in TABS[tab].states if state in Handoff.WITH_SALES] or [*Handoff.WITH_SALES]


def _stands_in(by, pks: list[int]) -> dict[int, str]:
    teams = Handoff.objects.filter(pk__in=pks).order_by().values_list("team", flat=True).distinct()
    return {team_id: name for team_id in teams if (name := access.decides_for(by, team_id))}


def _kept(result: Result) -> dict[str, Any]:
    return {name: value for name, value in asdict(result).items() if value}


def results_of(user):
    """The bulk decisions this person has made; an admin sees everybody's."""
    runs = BackgroundRun.objects.filter(kind=KIND)
    return runs if has_role(user, Role.ADMIN) else runs.filter(started_by=user)


UNCHANGED = ("changed", "nobody", "same")


def decided(run: BackgroundRun) -> int:
    """How many toss-ups it has changed by now."""
    return sum(each["outcome"] not in UNCHANGED for each in run.result.get("results", []))


@dataclass(frozen=True)
class Told:
    """One result in words."""

    handoff: Handoff
    done: bool
    text: str


def told(run: BackgroundRun, first: int = 0) -> list[Told]:
    """A page of a run's results, in the order they were ticked."""
    results = run.result.get("results", [])[first : first + PAGE]
    found = Handoff.objects.select_related("lead__company", "assignee").in_bulk([each["pk"] for each in results])
    return [
        Told(found[each["pk"]], each["outcome"] not in UNCHANGED, _words(each, found[each["pk"]]))
        for each in results
        if each["pk"] in found
    ]


def _words(kept: dict[str, Any], handoff: Handoff) -> str:
    match kept["outcome"]:
        case "assigned":
            return _("Assigned to %(person)s") % kept
        case "approved":
            return _("Approved. Not assigned yet: %(why)s") % {"why": nobody_words(kept["why"])}
        case "returned":
            return _("Returned to inside sales")
        case "priority":
            return _("Priority changed")
        case "nobody":
            return _("Not changed: %(why)s") % {"why": nobody_words(kept["why"])}
        case "same":
            return _("It was like that already.")
    return _("Not changed. It is now: %(state)s") % {"state": handoff.get_state_display()}
