"""Leads come back from nurturing by themselves: their day has come, their score is back, or they asked again.

All by the set, and safe to repeat: two sweeps at once bring nobody back twice.
"""

import datetime as dt
from collections import Counter

from django.db import connection, transaction
from django.utils import timezone
from psycopg.sql import SQL, Composable, Literal

from handoff.judging import arrivals
from handoff.models import Clock, RecycleRule, Team
from handoff.nurturing.rules import PEOPLE, rules
from handoff.transition import PLACING

STEP = 500  # leads a transaction: each is locked against people who place it by hand

# Who is nurtured (handoff.nurturing.stays says the same), for a reason whose rule is on. counted_from: what happened
# before has been looked at already.
PEOPLE_STAYS = """
  SELECT entry.lead_id, 'people' AS kind, entry.disposition_reason AS reason, entry.closed_at AS since
  FROM handoff_queueentry entry
  WHERE entry.disposition = 'nurtured' AND {concerned}
    AND NOT EXISTS (SELECT FROM handoff_queueentry later WHERE later.lead_id = entry.lead_id AND later.id > entry.id)
"""
RULES_STAYS = """
  SELECT entry.lead_id, 'rules' AS kind, entry.reason, entry.since
  FROM handoff_verdict entry
  WHERE entry.route = 'nurture' AND {concerned}
    AND NOT EXISTS (
      SELECT FROM handoff_queueentry other
      WHERE other.lead_id = entry.lead_id AND (other.state <> 'closed'
        OR (other.disposition = 'nurtured' OR other.disposition = 'disqualified' AND other.closed_at >= entry.since)
          AND NOT EXISTS (
            SELECT FROM handoff_queueentry later WHERE later.lead_id = other.lead_id AND later.id > other.id
          ))
    )
"""
STAYS = """
rule (kind, reason, days, on_date, on_score, score_line, on_inquiry) AS (VALUES {rules}),
stay AS (
  SELECT stay.lead_id, stay.kind, stay.reason, GREATEST(stay.since, worked.last, sold.last) AS counted_from, rule.days,
    rule.on_date, rule.on_score, rule.score_line, rule.on_inquiry,
    CASE WHEN known.set_at >= GREATEST(stay.since, worked.last, sold.last) THEN known.look_again_on END AS chosen_day,
    known.below_at, COALESCE(score.behaviour_score, 0) AS behaviour,
    COALESCE(score.behaviour_score + score.attribute_score, 0) AS total
  FROM ({stays}) stay JOIN rule USING (kind, reason)
  LEFT JOIN handoff_nurturing known ON known.lead_id = stay.lead_id
  LEFT JOIN leads_score score ON score.lead_id = stay.lead_id
  LEFT JOIN LATERAL (
    SELECT max(closed_at) AS last FROM handoff_queueentry entry
    WHERE entry.lead_id = stay.lead_id AND entry.state = 'closed'
  ) worked ON true
  LEFT JOIN LATERAL (
    SELECT max(closed_at) AS last FROM handoff_handoff handoff
    WHERE handoff.lead_id = stay.lead_id AND handoff.state = 'closed'
  ) sold ON true
  WHERE NOT EXISTS (
    SELECT FROM handoff_handoff handoff
    WHERE handoff.lead_id = stay.lead_id AND handoff.state NOT IN ('returned', 'sent_back', 'closed')
  )
),
back AS (
  SELECT lead_id, kind, reason, counted_from, total, CASE
    WHEN on_inquiry AND EXISTS (
      SELECT FROM leads_activity activity
      WHERE activity.lead_id = stay.lead_id AND activity.kind = 'inquiry' AND NOT activity.automated
        AND activity.occurred_at > stay.counted_from AND activity.occurred_at <= {as_of}
    ) THEN 'inquiry'
    WHEN on_score AND behaviour >= score_line AND below_at >= counted_from THEN 'score'
    WHEN on_date AND COALESCE(chosen_day, (counted_from AT TIME ZONE {timezone})::date + days)
      <= ({as_of} AT TIME ZONE {timezone})::date THEN 'look_again'
  END AS recycled
  FROM stay
)
"""
WATCH = """
WITH {stays}
INSERT INTO handoff_nurturing (lead_id, below_at)
SELECT lead_id, {as_of} FROM stay
WHERE on_score AND behaviour < score_line AND (below_at IS NULL OR below_at < counted_from)
ORDER BY lead_id
ON CONFLICT (lead_id) DO UPDATE SET below_at = excluded.below_at
"""
FIND = "WITH {stays} SELECT lead_id FROM back WHERE recycled IS NOT NULL ORDER BY lead_id"
ENTER = """
WITH {stays},
entered AS (
  INSERT INTO handoff_queueentry
    (lead_id, team_id, state, entered_at, due_at, score, disposition, disposition_reason, disposition_note, recycled)
  SELECT back.lead_id, COALESCE((
      SELECT entry.team_id FROM handoff_queueentry entry
      WHERE entry.lead_id = back.lead_id ORDER BY entry.id DESC LIMIT 1
    ), {team}), 'waiting', {as_of}, {as_of}, back.total, '', '', '', back.recycled
  FROM back WHERE back.recycled IS NOT NULL
  ORDER BY back.lead_id
  ON CONFLICT (lead_id) WHERE state <> 'closed' DO NOTHING
  RETURNING id, lead_id, team_id
),
recorded AS (
  INSERT INTO handoff_event (kind, at, lead_id, entry_id, data)
  SELECT 'entered_queue', {as_of}, entered.lead_id, entered.id,
    jsonb_build_object('recycled', back.recycled, 'kind', back.kind, 'reason', back.reason, 'since', back.counted_from)
  FROM entered JOIN back USING (lead_id)
)
SELECT id, team_id FROM entered
"""


def recycle(as_of: dt.datetime) -> int:
    """Bring back to the queue whom the rules call back, each with a new deadline; returns how many."""
    active = [rule for rule in rules() if rule.is_on]
    if not active:
        return 0
    if any(rule.on_score for rule in active):
        _run(WATCH, [rule for rule in active if rule.on_score], as_of)
    found = due(active, as_of)
    return sum(_bring_back(found[start : start + STEP], active, as_of) for start in range(0, len(found), STEP))


def due(active: list[RecycleRule], as_of: dt.datetime) -> list[int]:
    """The leads that these rules call back now."""
    active = [rule for rule in active if rule.is_on]
    return [lead_id for (lead_id,) in _run(FIND, active, as_of)] if active else []


@transaction.atomic
def _bring_back(lead_ids: list[int], active: list[RecycleRule], as_of: dt.datetime) -> int:
    with connection.cursor() as cursor:
        # As transition.alone_with. The next statement then sees what whoever went before has done.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key::int)"
            " FROM (SELECT DISTINCT id %% 2147483648 AS key FROM unnest(%s::bigint[]) AS id ORDER BY key) AS keys",
            [PLACING, lead_ids],
        )
        # A judgement that is under way may be tossing one of them up.
        cursor.execute(
            "SELECT FROM handoff_verdict WHERE lead_id = ANY(%s) ORDER BY lead_id FOR NO KEY UPDATE", [lead_ids]
        )
    entered = _run(ENTER, active, as_of, lead_ids)
    Clock.objects.start_for_entries([entry for entry, _team in entered], Clock.Kind.FIRST_RESPONSE, as_of)
    arrivals.announce(Counter(team for _entry, team in entered), as_of)
    return len(entered)


def _run(statement: str, active: list[RecycleRule], as_of: dt.datetime, lead_ids: list[int] | None = None) -> list:
    with connection.cursor() as cursor:
        cursor.execute(_composed(statement, active, as_of, lead_ids))
        return cursor.fetchall() if cursor.description else []


def _composed(statement: str, active: list[RecycleRule], as_of, lead_ids) -> Composable:
    concerned = SQL("true") if lead_ids is None else SQL("entry.lead_id = ANY({}::bigint[])").format(Literal(lead_ids))
    kinds = {rule.kind for rule in active}
    branches = [PEOPLE_STAYS] * (PEOPLE in kinds) + [RULES_STAYS] * (RecycleRule.Kind.RULES in kinds)
    known = {
        "as_of": SQL("{}::timestamptz").format(Literal(as_of)),
        "timezone": Literal(timezone.get_default_timezone_name()),
    }
    stays = SQL(STAYS).format(
        rules=SQL(", ").join(map(_values, active)),
        stays=SQL(" UNION ALL ").join(SQL(branch).format(concerned=concerned) for branch in branches),
        **known,
    )
    team = Team.objects.order_by("pk").values_list("pk", flat=True).first()
    return SQL(statement).format(stays=stays, team=Literal(team), **known)


def _values(rule: RecycleRule) -> Composable:
    return SQL("({}::text, {}::text, {}::int, {}::bool, {}::bool, {}::int, {}::bool)").format(
        Literal(str(rule.kind)), Literal(rule.reason), Literal(rule.look_again_days), Literal(rule.on_date),
        Literal(rule.on_score), Literal(rule.score_line), Literal(rule.on_inquiry),
    )  # fmt: skip
