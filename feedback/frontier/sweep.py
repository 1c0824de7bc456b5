"""What past cases would have come to at every value of a grid: counted by the compiled table, exact, set-based."""

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from functools import cached_property

from psycopg.sql import Composable

from feedback.frontier.facts_table import Part, facts_table
from feedback.frontier.grid import Grid
from feedback.frontier.tally import Figures, Tally, total
from handoff.criteria.document import CriteriaDocument
from handoff.models import CriteriaVersion
from handoff.workshop import current_document
from leads.models import ScoringModel
from leads.scoring.draft import draft_document
from leads.scoring_document import ScoringDocument

Tallies = dict[Part, Tally]
Period = tuple[dt.datetime | None, dt.datetime | None]
PARTS = (None, True, False)
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Basis:
    """What is tried: the grid over `document` and `scoring`; and what is in force today, to compare with."""

    document: CriteriaDocument
    scoring: ScoringDocument
    now: CriteriaDocument
    now_scoring: ScoringDocument

    @classmethod
    def current(cls) -> "Basis":
        """The drafts where there are any, against what is in force."""
        now, scoring = CriteriaVersion.active().parsed, ScoringModel.objects.active().parsed
        return cls(current_document(), draft_document() or scoring, now, scoring)

    def differs_besides(self, grid: Grid) -> bool:
        """Whether more than the grid's own thresholds tells what is tried from what is in force."""
        values = grid.values_of(self.now)
        same = values is not None and grid.values_of(self.document) and grid.put(self.document, values) == self.now
        return not same or self.scoring != self.now_scoring

    def to_json(self) -> dict:
        return {each.name: getattr(self, each.name).to_json() for each in fields(self)}

    @classmethod
    def from_json(cls, data: dict) -> "Basis":
        documents, models = CriteriaDocument.from_json, ScoringDocument.from_json
        return cls(
            documents(data["document"]), models(data["scoring"]), documents(data["now"]), models(data["now_scoring"])
        )


@dataclass(frozen=True)
class Point:
    """values: one for each axis. passed: the cases that pass, by (of the earlier ones, passed by what is in force)."""

    values: tuple[int, ...]
    passed: Tallies


@dataclass(frozen=True)
class Swept:
    """Every point of the grid in its order. asked: all cases.

    periods: of all, the earlier and the later cases the moments of the first and the last; None: undated.
    """

    grid: Grid
    points: list[Point]
    asked: Tallies
    periods: tuple[Period, ...] | None

    @cached_property
    def by_values(self) -> dict[tuple[int, ...], Point]:
        return {point.values: point for point in self.points}

    @property
    def dated(self) -> bool:
        return self.periods is not None

    def weeks(self, early: bool | None = None) -> float | None:
        """From the first case to the last, at least one; None when dates are not known."""
        if self.periods is None:
            return None
        first, last = self.periods[PARTS.index(early)]
        return max(1.0, (last - first) / WEEK) if first and last else 1.0

    def figures(self, point: Point, early: bool | None = None) -> Figures:
        """Of all cases, or of the earlier or later part alone."""
        return self._figures(point.passed, early)

    def now(self, early: bool | None = None) -> Figures:
        """What is in force today, on the same cases."""
        return self._figures({part: tally for part, tally in self.asked.items() if part[1]}, early)

    def gained(self, point: Point, early: bool) -> Tally:
        """The cases that pass here and would not today."""
        return point.passed.get((early, False), Tally())

    def dropped(self, point: Point, early: bool) -> Tally:
        """The cases that would pass today and do not here."""
        return self.asked.get((early, True), Tally()) - point.passed.get((early, True), Tally())

    def _figures(self, passed: Tallies, early: bool | None) -> Figures:
        return Figures(_part(passed, early), _part(self.asked, early), self.weeks(early))

    def to_json(self) -> dict:
        return {
            "grid": self.grid.to_json(),
            "points": [[list(point.values), _plain(point.passed)] for point in self.points],
            "asked": _plain(self.asked),
            "periods": self.periods and [[at and at.isoformat() for at in period] for period in self.periods],
        }

    @classmethod
    def from_json(cls, data: dict) -> "Swept":
        points = [Point(tuple(values), _parsed(passed)) for values, passed in data["points"]]
        periods = data["periods"] and tuple(
            tuple(at and dt.datetime.fromisoformat(at) for at in period) for period in data["periods"]
        )
        return cls(Grid.from_json(data["grid"]), points, _parsed(data["asked"]), periods)


def sweep(grid: Grid, basis: Basis, cases: Composable, progress: Callable[[int, int], None] | None = None) -> Swept:
    """Decide all cases at every point of the grid.

    cases: a SELECT as of Cases.sql. A case is decided as of its own moment, by what was known then. The facts are
    computed once; again only for thresholds that say what a fact is, such as a number of days.
    """
    found: dict[tuple[int, ...], Tallies] = {}
    with facts_table(cases) as table:
        table.prepare(basis.now, basis.now_scoring)
        documents = {values: grid.put(basis.document, values) for values in grid}
        for values in sorted(documents, key=lambda values: table.needs(documents[values])):
            found[values] = table.passed(documents[values], basis.scoring)
            if progress:
                progress(len(found), len(grid))
        asked, periods = table.everything(), table.periods()
    return Swept(grid, [Point(values, found[values]) for values in grid], asked, periods)


def _part(tallies: Tallies, early: bool | None) -> Tally:
    return total(tally for part, tally in tallies.items() if early is None or part[0] is early)


def _plain(tallies: Tallies) -> list:
    return [[*part, *astuple(tally)] for part, tally in tallies.items()]


def _parsed(data: list) -> Tallies:
    return {(early, now): Tally(*counts) for early, now, *counts in data}
