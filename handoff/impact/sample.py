"""What a draft would change, from a sample within a second: both tables over the same leads, in one statement."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from math import sqrt

from psycopg.sql import SQL

from handoff.criteria.document import FLAGS, CriteriaDocument
from handoff.impact.compared import Comparison, planned
from handoff.impact.drawn import draw
from handoff.impact.open_leads import open_leads
from handoff.impact.tally import Tally, grouped
from handoff.judging.verdicts import fetch
from handoff.models import Flag
from handoff.words.values import flag_label
from leads.models import Lead
from leads.scoring_document import ScoringDocument

SAMPLE = 10_000  # leads: judged twice in well under a second
SAMPLE_SCORED = 4_000  # leads, when a draft of the scoring model is to be computed for each
EXAMPLES = 3


@dataclass(frozen=True)
class Cell:
    before: str
    after: str
    leads: int
    examples: list[Lead]

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Row:
    flag: str
    label: str
    cells: list[Cell]
    leads: int


@dataclass(frozen=True)
class Impact:
    """tally: of all open leads, scaled up where only a share (0–1) of them was looked at."""

    tally: Tally
    share: float = 1.0
    examples: dict[tuple[str, str], list[Lead]] = field(default_factory=dict)

    @property
    def leads(self) -> int:
        return self.tally.leads

    @property
    def rows(self) -> list[Row]:
        """One for each flag of today, its cells in the order of `flags`."""
        return [
            Row(before, str(Flag(before).label), [self._cell(before, after) for after in FLAGS], sum(counts))
            for before, counts in zip(FLAGS, self.tally.between_flags(), strict=True)
        ]

    @property
    def totals(self) -> list[int]:
        return [sum(column) for column in zip(*self.tally.between_flags(), strict=True)]

    @property
    def changes(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells if cell.changes and cell.leads]

    @property
    def is_estimate(self) -> bool:
        return self.share < 1

    @property
    def flags(self) -> list[tuple[str, str]]:
        return [(flag, flag_label(flag)) for flag in FLAGS]

    def _cell(self, before: str, after: str) -> Cell:
        return Cell(before, after, self.tally.flags[before, after], self.examples.get((before, after), []))


def margin(number: int, share: float) -> int:
    """How far a number scaled up from a share (0–1) may be off, at 95 %: as if leads had been drawn one by one."""
    return round(1.96 * sqrt(number * (1 - share) / share)) if share < 1 else 0


def estimate(
    before: CriteriaDocument, after: CriteriaDocument, as_of: dt.datetime, *, scoring: ScoringDocument | None = None
) -> Impact:
    """What `after`, and maybe a draft of the scoring model, would change for the open leads.

    Scores are those in the database. Of more than SAMPLE leads only a sample is judged, by whole pages of the table
    and the same one each time, and the counts are scaled up.
    """
    drawn = draw(SAMPLE if scoring is None else SAMPLE_SCORED)
    compared = Comparison(before, after, scoring).statement(
        open_leads(as_of, drawn.among),
        stored=drawn.part_of("leads_score"),
        activities=drawn.part_of("leads_activity"),
    )
    entries = drawn.part_of("handoff_queueentry")
    counted = grouped("compared", after.automatic_positions(), entries=entries)
    with planned():
        rows = fetch(SQL("WITH compared AS MATERIALIZED ({}) {}").format(compared, counted))
    tally = Tally()
    tally.add(rows)
    return Impact(tally.scaled(drawn.share), drawn.share, _examples(rows))


def _examples(rows: list[dict]) -> dict[tuple[str, str], list[Lead]]:
    found = defaultdict(list)
    for row in rows:
        if row["flag_before"] != row["flag_after"]:
            found[row["flag_before"], row["flag_after"]].append(row["example"])
    chosen = {change: sorted(pks)[:EXAMPLES] for change, pks in found.items()}
    named = Lead.objects.select_related("company").in_bulk([pk for pks in chosen.values() for pk in pks])
    return {change: [named[pk] for pk in pks if pk in named] for change, pks in chosen.items()}
