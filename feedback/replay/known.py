"""What was known about each case on its day: the facts of a decision table without what only its outcome taught.

Scores, actions and open windows are functions of the moment already. The rest is put right by standing in for three
tables under their own names in the statement: the hearing as it is frozen in the hand-over package, past opportunities
without the case's own end, and companies that became customers by a win as they were before it.
"""

from dataclasses import dataclass

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.decision_table import DecisionTable
from leads.models import Company
from leads.scoring.compiler import ACTIVITIES, score_ctes
from leads.scoring_document import ScoringDocument

CASES = "CREATE TEMP TABLE replay_case ON COMMIT DROP AS SELECT * FROM ({cases}) cases"

# round: of own toss-ups, which one of its lead, so that a statement meets one frozen hearing a lead; 0 for the rest.
# customer: whether the company was one then, where that differs from what it is now. It became one by its first win
# known here, unless a package of that day says otherwise.
MOMENTS = """
CREATE TEMP TABLE replay_moment ON COMMIT DROP AS
WITH moment AS (
  SELECT DISTINCT ON (lead_id, as_of) lead_id, as_of, handoff_id FROM replay_case
  ORDER BY lead_id, as_of, handoff_id NULLS LAST
), win AS (
  SELECT company_id, closed_on AS day FROM leads_pastopportunity
  WHERE result = 'won' AND source LIKE 'handoff:%' AND company_id IS NOT NULL
  UNION ALL
  SELECT lead.company_id, (past.tossed_up_at AT TIME ZONE {timezone})::date
  FROM feedback_pastcase past JOIN leads_lead lead ON lead.id = past.lead_id
  WHERE past.result = 'won' AND lead.company_id IS NOT NULL
), first_win AS (
  SELECT company_id, min(day) AS day FROM win GROUP BY company_id
), judged AS (
  SELECT moment.lead_id, moment.as_of, package.handoff_id, package.document -> 'hearing' -> 'answers' AS answers,
    company.is_customer,
    CASE
      WHEN package.handoff_id IS NOT NULL THEN (package.document #>> '{{company,is_customer}}')::boolean
      WHEN first_win.company_id IS NULL OR first_win.day < (moment.as_of AT TIME ZONE {timezone})::date THEN NULL
      ELSE false
    END AS customer
  FROM moment
  JOIN leads_lead lead ON lead.id = moment.lead_id
  LEFT JOIN leads_company company ON company.id = lead.company_id
  LEFT JOIN first_win ON first_win.company_id = lead.company_id
  LEFT JOIN handoff_handoffpackage package ON package.handoff_id = moment.handoff_id
)
SELECT lead_id, as_of, NULLIF(answers, 'null') AS answers,
  CASE WHEN handoff_id IS NULL THEN 0
    ELSE row_number() OVER (PARTITION BY lead_id, handoff_id IS NULL ORDER BY as_of) END::int AS round,
  CASE WHEN customer <> is_customer THEN customer END AS customer
FROM judged
"""

# An own outcome of the day of the toss-up itself came after it. A loss that a file of leads gives without a date, and
# that a case of the same lead ended in, is taken for that case's end.
PAST_THEN = """leads_pastopportunity AS NOT MATERIALIZED (
  SELECT past.lead_id, past.company_id, past.result, past.reason, past.source,
    CASE WHEN (handoff.submitted_at AT TIME ZONE {timezone})::date = past.closed_on THEN past.closed_on + 1
      ELSE past.closed_on END AS closed_on
  FROM leads_pastopportunity past
  LEFT JOIN handoff_handoff handoff
    ON handoff.id = CASE WHEN past.source LIKE 'handoff:%' THEN substr(past.source, 9)::bigint END
  WHERE past.closed_on IS NOT NULL OR NOT EXISTS (
    SELECT FROM feedback_pastcase own WHERE own.lead_id = past.lead_id AND own.result = 'lost'
  )
)"""
COMPANIES_THEN = "leads_company AS NOT MATERIALIZED (SELECT {columns} FROM leads_company)"
HEARINGS_THEN = """handoff_hearing AS (
  SELECT lead_id, answers, as_of AS saved_at FROM replay_moment WHERE round = {round} AND answers IS NOT NULL
)"""
# Not IS NOT DISTINCT FROM: the planner expects a single row of it, and then joins a hundred thousand one by one.
PART = "SELECT lead_id, as_of FROM replay_moment WHERE round = {round} AND customer IS {customer}"


@dataclass(frozen=True)
class Known:
    """The moments of some cases, in replay_case and replay_moment, two tables that live until the transaction ends.

    parts: (round, customer): whose facts can be read by one statement.
    """

    timezone: str
    parts: list[tuple[int, bool | None]]

    @classmethod
    def of(cls, cases: Composable, *, timezone: str) -> "Known":
        """cases: a SELECT as of Cases.sql. Call it inside a transaction."""
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS replay_moment, replay_case")
            cursor.execute(SQL(CASES).format(cases=cases))
            cursor.execute("ANALYZE replay_case")
            cursor.execute(SQL(MOMENTS).format(timezone=Literal(timezone)))
            cursor.execute("ANALYZE replay_moment")
            cursor.execute("SELECT DISTINCT round, customer FROM replay_moment ORDER BY 1, 2 NULLS FIRST")
            return cls(timezone, cursor.fetchall() or [(0, None)])

    def facts(self, table: DecisionTable, scoring: ScoringDocument) -> Composable:
        """A SELECT of what `table` looks at, for each moment: what DecisionTable.verdict_ctes wants named `facts`."""
        scores = score_ctes(scoring, Identifier("asked"))
        parts = [
            SQL("(WITH {}, {} SELECT * FROM facts)").format(
                SQL(", ").join(self._then(turn, customer)),
                table.facts_ctes(_moments(turn, customer), scores, ACTIVITIES),
            )
            for turn, customer in self.parts
        ]
        return SQL(" UNION ALL ").join(parts)

    def verdicts(self, table: DecisionTable, scoring: ScoringDocument) -> Composable:
        """A SELECT of the verdict of each moment: lead_id, as_of, rule, flag, route, reason, near_miss_rule, scores."""
        return SQL("WITH facts AS MATERIALIZED ({}), {} SELECT * FROM verdicts").format(
            self.facts(table, scoring), table.verdict_ctes()
        )

    def _then(self, turn: int, customer: bool | None) -> list[Composable]:
        tables = [SQL(PAST_THEN).format(timezone=Literal(self.timezone))]
        if customer is not None:
            tables.append(SQL(COMPANIES_THEN).format(columns=_company_columns(customer)))
        if turn:
            tables.append(SQL(HEARINGS_THEN).format(round=Literal(turn)))
        return tables


def _moments(turn: int, customer: bool | None) -> Composable:
    return SQL(PART).format(round=Literal(turn), customer=Literal(customer))


def _company_columns(customer: bool) -> Composable:
    names = [field.column for field in Company._meta.concrete_fields]
    return SQL(", ").join(
        SQL("{} AS is_customer").format(Literal(customer)) if name == "is_customer" else Identifier(name)
        for name in names
    )
