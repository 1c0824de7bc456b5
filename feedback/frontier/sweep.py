"""What past cases would have come to at every value of a grid: counted by the compiled table, exact, set-based."""

import datetime as dt
from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import cached_property

from psycopg.sql import Composable

from feedback.frontier.facts_table import Part, facts_table
from feedback.frontier.grid import Grid
from feedback.frontier.tally import Figures, Tally, total
from handoff.criteria_document import CriteriaDocument
from leads.scoring_document import ScoringDocument

Tallies = dict[Part, Tally]
EARLY, LATE = True, False
WEEK, ZERO = dt.timedelta(days=7), dt.timedelta(0)


@dataclass(frozen=True)
class Basis:
    """What is tried: the grid over `document` and `scoring`; and what is in force today, to compare with."""

    document: CriteriaDocument
    scoring: ScoringDocument
    now: CriteriaDocument
    now_scoring: ScoringDocument


@dataclass(frozen=True)
class Point:
    """values: one for each axis. passed: the cases that pass, by (of the earlier ones, passed by what is in force)."""

    values: tuple[int, ...]
    passed: Tallies


@dataclass(frozen=True)
class Swept:
    """Every point of the grid in its order. asked: all cases. weeks: of all, the earlier, the later; None: undated."""

    grid: Grid
    points: list[Point]
    asked: Tallies
    weeks: tuple[float | None, float | None, float | None]

    @cached_property
    def by_values(self) -> dict[tuple[int, ...], Point]:
        return {point.values: point for point in self.points}

    @property
    def dated(self) -> bool:
        return self.weeks[0] is not None

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
        weeks = self.weeks[0] if early is None else self.weeks[1 if early else 2]
        return Figures(_part(passed, early), _part(self.asked, early), weeks)

    def to_json(self) -> dict:
        return {
            "grid": self.grid.to_json(),
            "points": [[list(point.values), _plain(point.passed)] for point in self.points],
            "asked": _plain(self.asked),
            "weeks": list(self.weeks),
        }

    @classmethod
    def from_json(cls, data: dict) -> "Swept":
        points = [Point(tuple(values), _parsed(passed)) for values, passed in data["points"]]
        return cls(Grid.from_json(data["grid"]), points, _parsed(data["asked"]), tuple(data["weeks"]))


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
        asked, spans = table.everything(), table.spans()
    weeks = tuple(max(1.0, (span or ZERO) / WEEK) if spans else None for span in spans or [None] * 3)
    return Swept(grid, [Point(values, found[values]) for values in grid], asked, weeks)


def _part(tallies: Tallies, early: bool | None) -> Tally:
    return total(tally for part, tally in tallies.items() if early is None or part[0] is early)


def _plain(tallies: Tallies) -> list:
    return [[*part, *astuple(tally)] for part, tally in tallies.items()]


def _parsed(data: list) -> Tallies:
    return {(early, now): Tally(*counts) for early, now, *counts in data}
