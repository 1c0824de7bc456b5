"""How many leads each rule of the criteria in force decides."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from psycopg.sql import SQL, Literal

from handoff.criteria.document import Rule
from handoff.judging.verdicts import fetch
from handoff.models import CriteriaVersion, Verdict

DAYS = 30

# A lead's first verdict is no change; it has the moment of its verdict instead.
LATELY = """
SELECT flag, route, reason, count(*) AS number
FROM (
  SELECT data ->> 'flag' AS flag, data ->> 'route' AS route, data ->> 'reason' AS reason, lead_id
  FROM handoff_event WHERE kind = 'verdict_changed' AND at > {since} AND at <= {now}
  UNION
  SELECT flag, route, reason, lead_id FROM handoff_verdict WHERE since > {since} AND since <= {now}
) AS decided
GROUP BY flag, route, reason
"""


@dataclass(frozen=True)
class RuleCount:
    """now: leads whose verdict it decides at present. lately: leads that came to its verdict in the last 30 days.

    Rules with the same outcome share `lately`: a verdict does not keep which of them it was.
    """

    position: int
    segment: str
    number: int
    rule: Rule
    now: int
    lately: int


def rule_counts(version: CriteriaVersion, at: dt.datetime) -> list[RuleCount]:
    """Every rule that is switched on, of all tables, in order."""
    document = version.parsed
    decided = Verdict.objects.filter(criteria=version).order_by().values_list("rule")
    now = dict(decided.annotate(size=Count("pk")))
    values = {"since": Literal(at - dt.timedelta(days=DAYS)), "now": Literal(at)}
    lately = {(row["flag"], row["route"], row["reason"]): row["number"] for row in fetch(SQL(LATELY).format(**values))}
    found = []
    for position, rule in document.positions():
        segment, number = document.place_of(position)
        name = document.segments[segment - 1].name if segment else ""
        outcome = (rule.outcome.flag, rule.outcome.route, rule.outcome.reason)
        found.append(RuleCount(position, name, number, rule, now.get(position, 0), lately.get(outcome, 0)))
    return found
