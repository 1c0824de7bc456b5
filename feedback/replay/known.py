"""What was known about each case on its day: the facts of a decision table without what only its outcome taught.

Scores, actions and open windows are functions of the moment already. The rest is put right by standing in for three
tables under their own names in the statement: the hearing as it is frozen in the hand-over package, past opportunities
without the case's own end, and companies that became customers by a win as they were before it.
"""

from dataclasses import dataclass, field

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.judging.decision_table import DecisionTable
from leads.models import Company
from leads.scoring.compiler import score_ctes
from leads.scoring_document import ScoringDocument

# Of the cases' leads alone: what is read again and again is small, and its size is known. The bounds are said for both
# sides of a join: the planner does not carry them over, and would read the whole table for each part of many cases.
ACTIVITIES = """
SELECT activity.lead_id, activity.kind, activity.content, activity.occurred_at, activity.automated
FROM (SELECT lead_id, max(as_of) AS last FROM replay_case GROUP BY lead_id) lead
JOIN leads_activity activity ON activity.lead_id = lead.lead_id AND activity.occurred_at <= lead.last
WHERE activity.lead_id BETWEEN {low} AND {high}
"""
LEDGER = Identifier("replay_activity")

# round: of own toss-ups, which one of its lead, so that a statement meets one frozen hearing a lead; 0 for the rest.
# customer: whether the company was one then, where that differs from what it is now. It became one by its first win
# known here, unless a package of that day says otherwise.
MOMENTS = """
WITH moment AS (
  SELECT DISTINCT ON (lead_id, as_of) lead_id, as_of, handoff_id FROM replay_case
  ORDER BY lead_id, as_of, handoff_id NULLS LAST
), customer AS (
  SELECT DISTINCT company.id
  FROM moment
  JOIN leads_lead lead ON lead.id = moment.lead_id AND lead.id BETWEEN {low} AND {high}
  JOIN leads_company company ON company.id = lead.company_id
  WHERE company.is_customer
), win AS (
  SELECT past.company_id, past.closed_on AS day
  FROM customer JOIN leads_pastopportunity past ON past.company_id = customer.id
  WHERE past.result = 'won' AND past.source LIKE 'handoff:%'
  UNION ALL
  SELECT customer.id, (past.tossed_up_at AT TIME ZONE {timezone})::date
  FROM customer
  JOIN leads_lead lead ON lead.company_id = customer.id
  JOIN feedback_pastcase past ON past.lead_id = lead.id
  WHERE past.result = 'won'
), first_win AS (
  SELECT company_id, min(day) AS day FROM win GROUP BY company_id
), judged AS (
  SELECT moment.lead_id, moment.as_of, package.handoff_id, package.document -> 'hearing' -> 'answers' AS answers,
    package.document -> 'hearing' -> 'unanswered' AS unanswered,
    company.is_customer,
    CASE
      WHEN package.handoff_id IS NOT NULL THEN (package.document #>> '{{company,is_customer}}')::boolean
      WHEN first_win.company_id IS NULL OR first_win.day < (moment.as_of AT TIME ZONE {timezone})::date THEN NULL
      ELSE false
    END AS customer
  FROM moment
  JOIN leads_lead lead ON lead.id = moment.lead_id AND lead.id BETWEEN {low} AND {high}
  LEFT JOIN leads_company company ON company.id = lead.company_id
  LEFT JOIN first_win ON first_win.company_id = lead.company_id
  LEFT JOIN handoff_handoffpackage package ON package.handoff_id = moment.handoff_id
)
SELECT lead_id, as_of, NULLIF(answers, 'null') AS answers, unanswered,
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
  SELECT lead_id, answers, unanswered, as_of AS saved_at FROM replay_moment
  WHERE round = {round} AND answers IS NOT NULL
)"""
# Not IS NOT DISTINCT FROM: the planner expects a single row of it, and then joins a hundred thousand one by one.
PART = "SELECT lead_id, as_of FROM replay_moment WHERE round = {round} AND customer IS {customer}"


@dataclass
class Known:
    """The moments of some cases, in replay_case and replay_moment, tables that live until the transaction ends.

    parts: (round, customer): whose facts can be read by one statement. leads: the table from the first to the last of
    the cases' leads.
    """

    timezone: str
    parts: list[tuple[int, bool | None]]
    leads: Composable
    _scored: list[ScoringDocument] = field(default_factory=list)

    @classmethod
    def of(cls, cases: Composable, *, timezone: str) -> "Known":
        """cases: a SELECT as of Cases.sql. Call it inside a transaction."""
        make("replay_case", cases)
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(lead_id), max(lead_id) FROM replay_case")
            low, high = map(Literal, cursor.fetchone())
            make("replay_moment", SQL(MOMENTS).format(timezone=Literal(timezone), low=low, high=high))
            make("replay_activity", SQL(ACTIVITIES).format(low=low, high=high), "lead_id", "kind")
            cursor.execute("SELECT DISTINCT round, customer FROM replay_moment ORDER BY 1, 2 NULLS FIRST")
            leads = SQL("(SELECT * FROM leads_lead WHERE id BETWEEN {} AND {})").format(low, high)
            return cls(timezone, cursor.fetchall() or [(0, None)], leads)

    def facts(self, table: DecisionTable, scoring: ScoringDocument) -> Composable:
        """A SELECT of what `table` looks at, for each moment: what DecisionTable.verdict_ctes wants named `facts`."""
        scores = SQL("scores AS (SELECT * FROM {})").format(self._scores(scoring))
        parts = [
            SQL("(WITH {}, {} SELECT * FROM facts)").format(
                SQL(", ").join(self._then(turn, customer)),
                table.facts_ctes(_moments(turn, customer), scores, LEDGER),
            )
            for turn, customer in self.parts
        ]
        return SQL(" UNION ALL ").join(parts)

    def verdicts(self, table: DecisionTable, scoring: ScoringDocument) -> Composable:
        """A SELECT of the verdict of each moment: lead_id, as_of, rule, flag, route, reason, near_miss_rule, scores."""
        return SQL("WITH facts AS MATERIALIZED ({}), {} SELECT * FROM verdicts").format(
            self.facts(table, scoring), table.verdict_ctes()
        )

    def _scores(self, scoring: ScoringDocument) -> Identifier:
        """The table of each moment's scores. Computed apart: a guess of few rows in the middle of a longer statement
        makes the planner compute all scores anew for each row."""
        if scoring in self._scored:
            return Identifier(f"replay_score_{self._scored.index(scoring)}")
        self._scored.append(scoring)
        name = f"replay_score_{len(self._scored) - 1}"
        parts = [
            SQL("(WITH {}, asked AS ({}), {} SELECT * FROM scores)").format(
                SQL(", ").join(self._then(turn, customer)),
                _moments(turn, customer),
                score_ctes(scoring, Identifier("asked"), LEDGER, self.leads),
            )
            for turn, customer in self.parts
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = off")
            make(name, SQL(" UNION ALL ").join(parts))
            cursor.execute("SET LOCAL enable_nestloop = on")
        return Identifier(name)

    def _then(self, turn: int, customer: bool | None) -> list[Composable]:
        tables: list[Composable] = [SQL(PAST_THEN).format(timezone=Literal(self.timezone))]
        if customer is not None:
            tables.append(SQL(COMPANIES_THEN).format(columns=_company_columns(customer)))
        if turn:
            tables.append(SQL(HEARINGS_THEN).format(round=Literal(turn)))
        return tables


def make(name: str, select: Composable, *looked_at: str) -> None:
    """A table that lives until the transaction ends, and whose size the planner knows.

    looked_at: the columns it is joined or filtered by; all of them when none is named.
    """
    columns = SQL("({})").format(SQL(", ").join(map(Identifier, looked_at))) if looked_at else SQL("")
    with connection.cursor() as cursor:
        cursor.execute(SQL("DROP TABLE IF EXISTS pg_temp.{}").format(Identifier(name)))
        cursor.execute(SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS {}").format(Identifier(name), select))
        cursor.execute(SQL("ANALYZE {} {}").format(Identifier(name), columns))


def _moments(turn: int, customer: bool | None) -> Composable:
    return SQL(PART).format(round=Literal(turn), customer=Literal(customer))


def _company_columns(customer: bool) -> Composable:
    names = [str(field.column) for field in Company._meta.concrete_fields]
    then = SQL("{} AS is_customer").format(Literal(customer))
    columns: list[Composable] = [then if name == "is_customer" else Identifier(name) for name in names]
    return SQL(", ").join(columns)
