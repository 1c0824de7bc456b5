"""A sweep as a background run: what is tried is frozen when it starts, what was counted is its result."""

import datetime as dt

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy
from psycopg.sql import SQL

from feedback.frontier.grid import Grid
from feedback.frontier.sweep import Basis, Swept, sweep
from feedback.replay.cases import Cases
from leads.background import Words, background, start
from leads.models import BackgroundRun

KIND = "frontier"
AT_ONCE = 4_000  # cases that a page may wait for
POINTS_AT_ONCE = 150  # and as many values or pairs
DECISIONS_AT_ONCE = 200_000


def takes_long(grid: Grid, cases: Cases) -> bool:
    size = count(cases)
    return len(grid) > POINTS_AT_ONCE or size > AT_ONCE or size * len(grid) > DECISIONS_AT_ONCE


def count(cases: Cases) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT count(*) FROM ({}) cases").format(cases.sql()))
        return cursor.fetchone()[0]


def begin(grid: Grid, basis: Basis, cases: Cases, *, by, query: dict) -> BackgroundRun:
    """query: what the form was filled with."""
    asked = {"source": cases.source, "team": cases.team, "at": cases.undated_as_of.isoformat()}
    return start(KIND, by=by, grid=grid.to_json(), basis=basis.to_json(), cases=asked, query=query)


def cases_of(run: BackgroundRun) -> Cases:
    asked = run.parameters["cases"]
    return Cases(dt.datetime.fromisoformat(asked["at"]), asked["source"], asked["team"])


def grid_of(run: BackgroundRun) -> Grid:
    return Grid.from_json(run.parameters["grid"])


def basis_of(run: BackgroundRun) -> Basis:
    return Basis.from_json(run.parameters["basis"])


def swept_of(run: BackgroundRun) -> Swept | None:
    """What it counted; None while it has not come to its end."""
    return Swept.from_json(run.result) if run.result else None


def _page(run: BackgroundRun) -> str:
    return reverse("frontier_run", args=[run.pk])


@background(KIND, Words(gettext_lazy("Trying thresholds on past cases"), back=_page, details=_page, cancellable=True))
def perform_sweep(run: BackgroundRun) -> dict:
    """Started again after a crash, it starts anew; the tables it worked in went with its connection."""

    def advance(done: int, total: int) -> None:
        run.heed()
        run.advance(done, total)

    return sweep(grid_of(run), basis_of(run), cases_of(run).sql(), advance).to_json()
