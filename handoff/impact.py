"""What a draft of the criteria would change: both tables over the same leads, counted in one statement."""

import datetime as dt
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Literal

from handoff.criteria_document import FLAGS, CriteriaDocument
from handoff.models import Flag
from handoff.value_words import flag_label
from handoff.verdicts import all_leads, fetch, stored_scores, verdicts
from leads.models import Lead

SAMPLE = 50_000  # leads: judged twice in about a second
EXAMPLES = 3

COUNT = """
SELECT now_judged.flag AS before, draft.flag AS after, count(*) AS leads,
  (array_agg(lead_id ORDER BY lead_id) FILTER (WHERE now_judged.flag <> draft.flag))[1:{examples}] AS examples
FROM ({before}) now_judged JOIN ({after}) draft USING (lead_id)
GROUP BY 1, 2
"""


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
    """rows: one for each flag of today, its cells in the order of `flags`. share: of the leads looked at, 0–1."""

    rows: list[Row]
    totals: list[int]
    leads: int
    share: float

    @property
    def changed(self) -> int:
        return sum(cell.leads for row in self.rows for cell in row.cells if cell.changes)

    @property
    def changes(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells if cell.changes and cell.leads]

    @property
    def is_estimate(self) -> bool:
        return self.share < 1

    @property
    def flags(self) -> list[tuple[str, str]]:
        return [(flag, flag_label(flag)) for flag in FLAGS]


def impact(before: CriteriaDocument, after: CriteriaDocument, as_of: dt.datetime) -> Impact:
    """Flag by flag, how many leads each document gives, by the scores in the database as of a moment.

    Of more than SAMPLE leads only a sample is judged, the same one each time, and the counts are scaled up.
    """
    total = Lead.objects.count()
    share = min(1.0, SAMPLE / total) if total else 1.0
    moments = all_leads(as_of) + _sampled(share)
    statement = SQL(COUNT).format(
        examples=Literal(EXAMPLES),
        before=verdicts(before, moments, scores=stored_scores()),
        after=verdicts(after, moments, scores=stored_scores()),
    )
    return _impact(fetch(statement), total, share)


def _sampled(share: float) -> Composable:
    return SQL("") if share == 1 else SQL(" TABLESAMPLE BERNOULLI ({}) REPEATABLE (1)").format(Literal(100 * share))


def _impact(found: list[dict], total: int, share: float) -> Impact:
    by_flags = {(row["before"], row["after"]): row for row in found}
    named = Lead.objects.select_related("company").in_bulk([pk for row in found for pk in row["examples"] or []])
    rows = []
    for before in FLAGS:
        cells = [_cell(before, after, by_flags.get((before, after)), named, share) for after in FLAGS]
        rows.append(Row(before, str(Flag(before).label), cells, sum(cell.leads for cell in cells)))
    totals = [sum(row.cells[number].leads for row in rows) for number in range(len(FLAGS))]
    return Impact(rows, totals, total, share)


def _cell(before: str, after: str, found: dict | None, named: dict[int, Lead], share: float) -> Cell:
    if found is None:
        return Cell(before, after, 0, [])
    examples = [named[pk] for pk in found["examples"] or [] if pk in named]
    return Cell(before, after, round(found["leads"] / share), examples)
