"""Two criteria documents, and maybe two scoring models, over the same leads: one statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Identifier

from handoff.criteria.document import CriteriaDocument
from handoff.judging.decision_table import DecisionTable
from handoff.judging.facts import Facts
from handoff.judging.verdicts import READ, calendar_timezone
from leads.models import ScoringModel
from leads.scoring.compiler import ACTIVITIES, LEADS, score_ctes
from leads.scoring_document import ScoringDocument
from leads.statistics import refresh_statistics

JUDGED = ("segment", "flag", "route", "reason", "rule")
ENDS = ("before", "after")
# The second table judges the rows of the first, facts and all. Of a join of two verdicts the planner expects so few
# rows that it looks up one by one whatever comes after it.
IN_TURN = """
WITH {facts},
was AS (WITH {was} SELECT lead_id, as_of, {before} FROM verdicts),
then_ AS (WITH facts AS (SELECT * FROM was), {then} SELECT lead_id, as_of, {after} FROM verdicts)
SELECT * FROM then_
"""
COLUMNS = "lead_id, as_of, segment, flag, route, reason, rule"
BOTH = """
SELECT lead_id, as_of,
  was.segment AS segment_before, was.flag AS flag_before, was.route AS route_before, was.reason AS reason_before,
  was.rule AS rule_before,
  then_.segment AS segment_after, then_.flag AS flag_after, then_.route AS route_after, then_.reason AS reason_after,
  then_.rule AS rule_after
FROM was JOIN then_ USING (lead_id, as_of)
"""

# A part of the leads is looked up by index, whatever the server thinks of its disks; otherwise the planner reads all of
# them for every part. Compiling takes longer than the statement.
SETTINGS = "SET LOCAL random_page_cost = 1.1; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"


@contextmanager
def planned() -> Iterator[None]:
    """A transaction in which the planner knows better."""
    refresh_statistics(*READ)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
        yield


@dataclass(frozen=True)
class Comparison:
    """What is compared. scoring: the draft of the scoring model; None when that stays as it is."""

    before: CriteriaDocument
    after: CriteriaDocument
    scoring: ScoringDocument | None = None

    def statement(
        self,
        moments: Composable,
        *,
        stored: Composable | None = None,
        activities: Composable = ACTIVITIES,
        leads: Composable = LEADS,
    ) -> Composable:
        """A SELECT of lead_id, as_of, and segment, flag, route, reason, rule, each _before and _after.

        moments: a SELECT of distinct (lead_id, as_of). stored: the scores in the database, where they are those of the
        moments; otherwise they are computed from the ledger. activities, leads: those tables, or a part of them that
        holds all of those leads.
        """
        today = _stored(stored) if stored else score_ctes(_active(), Identifier("asked"), activities, leads)
        if self.scoring is None:
            return self._over_the_same_facts(moments, today, activities, leads)
        draft = score_ctes(self.scoring, Identifier("asked"), activities, leads)
        return SQL("WITH asked AS MATERIALIZED ({}), was AS ({}), then_ AS ({}) {}").format(
            moments,
            _judged(self.before, today, activities, leads),
            _judged(self.after, draft, activities, leads),
            SQL(BOTH),
        )

    def _over_the_same_facts(
        self, moments: Composable, scores: Composable, activities: Composable, leads: Composable
    ) -> Composable:
        facts, timezone = Facts(timezone=calendar_timezone()), calendar_timezone()
        was, then = (DecisionTable(each, timezone=timezone, facts=facts) for each in (self.before, self.after))
        before, after = (
            [SQL("{} AS {}").format(*map(Identifier, (name, f"{name}_{end}"))) for name in JUDGED] for end in ENDS
        )
        names = [f"{name}_before" for name in JUDGED]
        return SQL(IN_TURN).format(
            facts=was.facts_ctes(moments, scores, activities, leads),
            was=was.verdict_ctes(list(facts.columns)),
            before=SQL(", ").join([*map(Identifier, facts.columns), *before]),
            then=then.verdict_ctes(names),
            after=SQL(", ").join([*map(Identifier, names), *after]),
        )


def _judged(document: CriteriaDocument, scores: Composable, activities: Composable, leads: Composable) -> Composable:
    table = DecisionTable(document, timezone=calendar_timezone())
    ctes = table.ctes(SQL("SELECT lead_id, as_of FROM asked"), scores, activities, leads)
    return SQL("WITH {} SELECT {} FROM verdicts").format(ctes, SQL(COLUMNS))


def _stored(scores: Composable) -> Composable:
    return SQL(
        "scores AS (SELECT asked.lead_id, asked.as_of, behaviour_score, attribute_score"
        " FROM asked JOIN {} stored USING (lead_id))"
    ).format(scores)


def _active() -> ScoringDocument:
    return ScoringModel.objects.active().parsed
