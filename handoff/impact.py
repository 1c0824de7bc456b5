"""What a draft of the criteria would change: both tables over the same leads, counted in one statement."""

import datetime as dt
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.criteria_document import FLAGS, CriteriaDocument
from handoff.facts import ACTIVITIES_OF_EACH
from handoff.models import Flag
from handoff.value_words import flag_label
from handoff.verdicts import fetch, stored_scores, verdicts
from leads.models import Lead

SAMPLE = 30_000  # leads: judged twice in well under a second
EXAMPLES = 3

COUNT = """
WITH sampled AS MATERIALIZED (
  SELECT lead.id AS lead_id, {as_of}::timestamptz AS as_of, score.behaviour_score, score.attribute_score
  FROM leads_lead lead {part} LEFT JOIN leads_score score ON score.lead_id = lead.id
)
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
    statement = SQL(COUNT).format(
        as_of=Literal(as_of),
        part=_part(SAMPLE / total) if total > SAMPLE else SQL(""),
        examples=Literal(EXAMPLES),
        before=_judged(before),
        after=_judged(after),
    )
    found = fetch(statement)
    judged = sum(row["leads"] for row in found)
    return _impact(found, total, judged / total if judged else 1.0)


def _part(share: float) -> Composable:
    """By pages of the table: only those are read."""
    return SQL("TABLESAMPLE SYSTEM ({}) REPEATABLE (1)").format(Literal(100 * share))


def _judged(document: CriteriaDocument) -> Composable:
    return verdicts(
        document,
        SQL("SELECT lead_id, as_of FROM sampled"),
        scores=stored_scores(Identifier("sampled")),
        activities=ACTIVITIES_OF_EACH,
    )


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
