"""A decision table tried on the cases of the past, each judged as of its own day."""

import datetime as dt
from collections import Counter

from django.db import transaction
from psycopg.sql import SQL, Composable

from feedback.replay.cases import Cases
from feedback.replay.confusion import Confusion
from feedback.replay.known import Known, make
from handoff.criteria.document import CriteriaDocument
from handoff.judging.decision_table import DecisionTable
from handoff.judging.tracing import Trace, trace_of_facts
from handoff.judging.verdicts import calendar_timezone, fetch
from leads.models import ScoringModel
from leads.scoring_document import ScoringDocument

WEEK = dt.timedelta(days=7)

COUNT = """
SELECT flag, result, count(*) AS cases, count(*) FILTER (WHERE dated) AS dated,
  min(as_of) FILTER (WHERE dated) AS first, max(as_of) FILTER (WHERE dated) AS last
FROM replay_case JOIN replay_verdict USING (lead_id, as_of) GROUP BY 1, 2
"""


@transaction.atomic
def replay(
    document: CriteriaDocument,
    scoring: ScoringDocument | None = None,
    *,
    cases: Cases,
    passed: tuple[str, ...] = ("target",),
) -> Confusion:
    """What `document` says of every case as of its day, by the scores of `scoring` (None: the model in force)."""
    known = Known.of(cases.sql(), timezone=calendar_timezone())
    judge("replay_verdict", known, document, scoring or ScoringModel.objects.active().parsed)
    return counted(fetch(SQL(COUNT)), passed)


def judge(name: str, known: Known, document: CriteriaDocument, scoring: ScoringDocument) -> None:
    """Make a table of the verdicts of all moments, gone with the transaction."""
    table = DecisionTable(document, timezone=known.timezone, with_scores=True)
    make(name, known.verdicts(table, scoring), "lead_id", "as_of")


@transaction.atomic
def why(case: Composable, document: CriteriaDocument, scoring: ScoringDocument) -> Trace:
    """The trace of one case. case: a SELECT as of Cases.sql, of that case alone."""
    known = Known.of(case, timezone=calendar_timezone())
    table = DecisionTable(document, timezone=known.timezone, with_scores=True)
    return trace_of_facts(table, known.facts(table, scoring), [])


def counted(rows: list[dict], passed: tuple[str, ...]) -> Confusion:
    """rows: flag, result, cases, dated, first and last date, in any grouping."""
    counts, dated = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in rows:
        counts[row["flag"], row["result"]] += row["cases"]
        dated[row["flag"], row["result"]] += row["dated"]
    days = [row[name] for row in rows for name in ("first", "last") if row[name]]
    return Confusion(counts, passed, dated, weeks(min(days), max(days)) if days else 0)


def weeks(first: dt.datetime, last: dt.datetime) -> float:
    """The weeks that cases are spread over; at least one."""
    return max(1.0, (last - first) / WEEK)
