"""The past cases with their facts, computed once into temporary tables, so that many tables can be tried on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Identifier, Literal

from feedback.frontier.tally import Tally
from feedback.replay.known import Known
from handoff.criteria.document import CriteriaDocument
from handoff.judging.decision_table import DecisionTable
from handoff.judging.verdicts import calendar_timezone
from leads.scoring_document import ScoringDocument

EARLIER = 0.7  # of the cases by date: what suggestions are chosen on
RESULTS = tuple(each.name for each in fields(Tally))
TABLES = ("frontier_case", "frontier_raw", "frontier_now", "frontier_fact")

# Where some cases have dates, only those can be put beside each other week by week.
CASES = """SELECT lead_id, as_of, result, dated,
  row_number() OVER (ORDER BY as_of, case_id) <= floor({earlier} * count(*) OVER ()) AS early
FROM (SELECT *, bool_or(dated) OVER () AS any_dated FROM replay_case) cases WHERE dated OR NOT any_dated"""
NOW = """WITH facts AS (SELECT * FROM frontier_raw), {ctes}
SELECT lead_id, as_of, flag = ANY({passing}) AS now FROM verdicts"""

# Cases that agree in every fact are told apart by nothing that a table looks at: they are decided together.
# lead_id numbers the groups: to the conditions it is what a lead is otherwise.
FACTS = """SELECT row_number() OVER () AS lead_id, NULL::timestamptz AS as_of, grouped.*
FROM (
  SELECT {names} early, now, {counts}
  FROM frontier_raw
  JOIN frontier_now USING (lead_id, as_of)
  JOIN frontier_case USING (lead_id, as_of)
  GROUP BY {names} early, now
) grouped"""
PASSED = """WITH facts AS (SELECT * FROM frontier_fact), {ctes}
SELECT early, now, {sums}
FROM verdicts JOIN frontier_fact USING (lead_id) WHERE flag = ANY({passing}) GROUP BY early, now"""
ALL = "SELECT early, now, {sums} FROM frontier_fact GROUP BY early, now"
PERIODS = """SELECT bool_and(dated), min(as_of), max(as_of),
  min(as_of) FILTER (WHERE early), max(as_of) FILTER (WHERE early),
  min(as_of) FILTER (WHERE NOT early), max(as_of) FILTER (WHERE NOT early)
FROM frontier_case"""

Part = tuple[bool, bool]  # (of the earlier cases, passed by what is in force)


@dataclass
class FactsTable:
    """cases: a SELECT as of Cases.sql. passing: the flags that count as tossed up."""

    cases: Composable
    passing: tuple[str, ...] = ("target",)
    timezone: str = field(default_factory=calendar_timezone)
    _computed: Any = None
    _grouped: Any = None

    def prepare(self, now: CriteriaDocument, scoring: ScoringDocument) -> None:
        """Collect the cases, and find out which of them what is in force would pass."""
        table = self._table(now)
        self._compute(table, scoring)
        self._make("frontier_now", SQL(NOW).format(ctes=table.verdict_ctes(), passing=self._passing()))

    def passed(self, document: CriteriaDocument, scoring: ScoringDocument) -> dict[Part, Tally]:
        """How many cases of each part this document passes by these scores."""
        table = self._table(document)
        self._compute(table, scoring)
        self._group()
        return self._tallies(SQL(PASSED).format(ctes=table.verdict_ctes(), sums=_sums(), passing=self._passing()))

    def everything(self) -> dict[Part, Tally]:
        """All cases, once passed() was asked for any document."""
        return self._tallies(SQL(ALL).format(sums=_sums()))

    def periods(self) -> tuple | None:
        """(first, last) of all, of the earlier and of the later; None when dates are not known."""
        with connection.cursor() as cursor:
            cursor.execute(PERIODS)
            dated, *edges = cursor.fetchone()
        return tuple(zip(edges[::2], edges[1::2], strict=True)) if dated else None

    def needs(self, document: CriteriaDocument) -> str:
        """What facts the document looks at: those of the same needs are decided over the same table."""
        return self._needs(self._table(document))

    def _compute(self, table: DecisionTable, scoring: ScoringDocument) -> None:
        if (wanted := (self._needs(table), scoring)) == self._computed:
            return
        with transaction.atomic():
            known = Known.of(self.cases, timezone=self.timezone)
            self._make("frontier_case", SQL(CASES).format(earlier=Literal(EARLIER)))
            self._make("frontier_raw", known.facts(table, scoring))
        self._computed = wanted

    def _group(self) -> None:
        if self._grouped == self._computed:
            return
        count = SQL("count(*) FILTER (WHERE result = {}) AS {}")
        counts = [count.format(Literal(name), Identifier(name)) for name in RESULTS]
        names = SQL("").join(SQL("{}, ").format(Identifier(name)) for name in _fact_names())
        self._make("frontier_fact", SQL(FACTS).format(names=names, counts=SQL(", ").join(counts)))
        self._grouped = self._computed

    def _needs(self, table: DecisionTable) -> str:
        return table.facts_ctes(SQL(""), SQL("")).as_string(None)

    def _table(self, document: CriteriaDocument) -> DecisionTable:
        return DecisionTable(document, timezone=self.timezone)

    def _passing(self) -> Composable:
        return SQL("{}::text[]").format(Literal(list(self.passing)))

    def _tallies(self, statement: Composable) -> dict[Part, Tally]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return {(early, now): Tally(*counts) for early, now, *counts in cursor.fetchall()}

    def _make(self, name: str, select: Composable) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SQL("DROP TABLE IF EXISTS pg_temp.{}").format(Identifier(name)))
            cursor.execute(SQL("CREATE TEMPORARY TABLE {} AS {}").format(Identifier(name), select))
            cursor.execute(SQL("ANALYZE {}").format(Identifier(name)))


@contextmanager
def facts_table(cases: Composable) -> Iterator[FactsTable]:
    """The tables are this connection's own and go when the work is over; what an error leaves, the next one drops."""
    yield FactsTable(cases)
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(SQL("DROP TABLE IF EXISTS pg_temp.{}").format(Identifier(name)))


def _fact_names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM frontier_raw LIMIT 0")
        return [column.name for column in cursor.description if column.name not in ("lead_id", "as_of")]


def _sums() -> Composable:
    return SQL(", ").join(SQL("sum({})::bigint").format(Identifier(name)) for name in RESULTS)
