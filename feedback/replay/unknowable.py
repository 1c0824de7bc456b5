"""What a replay cannot know, in numbers: said beside every result."""

from collections.abc import Iterable

from django.db import connection
from psycopg.sql import SQL, Composable

from handoff.criteria.document import CriteriaDocument
from handoff.criteria.fields import field_of
from leads.scoring.compiler import ACTIVITIES

# Of the cases in replay_case, whose moments stand in replay_moment.
OF_CASES = """
SELECT count(*) FILTER (WHERE NOT dated) AS undated,
  count(*) FILTER (WHERE NOT EXISTS (
    SELECT FROM {activities} activity WHERE activity.lead_id = known.lead_id AND activity.occurred_at <= known.as_of
  )) AS without_activity,
  count(*) FILTER (WHERE known.answers IS NULL AND (known.round > 0 OR NOT EXISTS (
    SELECT FROM handoff_hearing hearing WHERE hearing.lead_id = known.lead_id AND hearing.saved_at <= known.as_of
  ))) AS without_hearing,
  count(*) FILTER (WHERE EXISTS (
    SELECT FROM leads_pastopportunity past WHERE past.lead_id = known.lead_id AND past.closed_on IS NULL
  )) AS undated_losses
FROM replay_case JOIN replay_moment known USING (lead_id, as_of)
"""

NEVER_TOSSED_UP = """
SELECT count(*) FROM leads_lead lead
WHERE NOT EXISTS (SELECT FROM handoff_handoff handoff WHERE handoff.lead_id = lead.id)
  AND NOT EXISTS (SELECT FROM feedback_pastcase past WHERE past.lead_id = lead.id)
"""


def of_cases() -> dict[str, int]:
    """Of the cases that Known.of has collected."""
    with connection.cursor() as cursor:
        cursor.execute(SQL(OF_CASES).format(activities=ACTIVITIES))
        return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))


def of_leads(pending: Composable) -> dict[str, int]:
    """never_tossed_up: leads nobody knows an outcome of. pending: own toss-ups that sales still works."""
    with connection.cursor() as cursor:
        cursor.execute(NEVER_TOSSED_UP)
        (never,) = cursor.fetchone()
        cursor.execute(SQL("SELECT count(*) FROM ({}) pending").format(pending))
        return {"never_tossed_up": never, "pending": cursor.fetchone()[0]}


def looks_at(document: CriteriaDocument) -> set[str]:
    """The relations that the document's conditions need (handoff.judging.facts.JOINS): "hearing", "past", "scores" …"""
    conditions = [each for _position, rule in document.positions() for each in rule.conditions]
    conditions += [each for segment in document.segments for each in segment.conditions]
    return set(_needs(condition.field for condition in conditions))


def _needs(names: Iterable[str]) -> Iterable[str]:
    return (need for name in names for need in field_of(name).needs)
