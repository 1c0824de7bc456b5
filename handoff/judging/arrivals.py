"""What follows from verdicts: leads enter the queue or leave it, and automatic rules toss up. All by the set."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from handoff.models import Clock, CriteriaVersion, Event, Handoff, Team
from handoff.notices.notifications import notify_all

STEP = 500  # toss-ups a transaction: each makes a package, which takes its time


@dataclass(frozen=True)
class Settled:
    """arrived: entries by team. automatic: the leads whose rule tosses them up without a person."""

    arrived: Counter
    withdrawn: int
    automatic: list[int]


# What sales lost comes back when the cooling time of its table is over and the verdict has changed since.
COOLED = """
  (%(cooling)s::int[])[verdict.segment + 1] IS NOT NULL
  AND (last.closed_at IS NULL OR verdict.since > last.closed_at)
  AND EXISTS (
    SELECT FROM handoff_handoff lost JOIN leads_pastopportunity earlier USING (lead_id)
    WHERE lost.lead_id = verdict.lead_id AND lost.state = 'closed' AND earlier.result = 'lost'
      AND earlier.closed_on >= (lost.submitted_at AT TIME ZONE %(timezone)s)::date
      AND (earlier.closed_on + (%(cooling)s::int[])[verdict.segment + 1])::timestamp AT TIME ZONE %(timezone)s
        <= verdict.since
  )
  AND NOT EXISTS (
    SELECT FROM handoff_handoff handoff
    WHERE handoff.lead_id = verdict.lead_id AND handoff.state NOT IN ('returned', 'sent_back', 'closed')
  )
"""
# A lead that a person has put away comes back only when its verdict has changed since; one that was tossed up comes
# back by a return, or when it was lost and has cooled.
OPEN_TO_ARRIVALS = f"""
  verdict.lead_id = ANY(%(leads)s)
  AND (
    (last.closed_at IS NULL OR last.disposition <> 'tossed_up' AND verdict.since > last.closed_at)
    AND NOT EXISTS (
      SELECT FROM handoff_handoff handoff
      WHERE handoff.lead_id = verdict.lead_id
        AND (handoff.state NOT IN ('returned', 'sent_back', 'closed')
          OR last.closed_at IS NULL OR handoff.submitted_at >= last.closed_at)
    )
    OR {COOLED}
  )
"""
LAST_STAY = """
  LEFT JOIN LATERAL (
    SELECT entry.team_id, entry.closed_at, entry.disposition
    FROM handoff_queueentry entry
    WHERE entry.lead_id = verdict.lead_id AND entry.state = 'closed' AND entry.disposition <> 'withdrawn'
    ORDER BY entry.closed_at DESC, entry.id DESC
    LIMIT 1
  ) last ON true
"""

# What a person brought back although the verdict says nurture stays until the verdict changes. Whoever holds the lock
# of an entry is just doing something with it: it is left to the next judgement.
WITHDRAW = """
WITH leaving AS (
  SELECT entry.id
  FROM handoff_queueentry entry JOIN handoff_verdict verdict USING (lead_id)
  WHERE entry.lead_id = ANY(%(leads)s) AND entry.state = 'waiting' AND entry.returned_from_id IS NULL
    AND verdict.lead_id BETWEEN %(first)s AND %(last)s
    AND verdict.flag = 'not_target' AND verdict.since > entry.entered_at
  ORDER BY entry.id
  FOR NO KEY UPDATE OF entry SKIP LOCKED
),
closed AS (
  UPDATE handoff_queueentry entry
  SET state = 'closed', disposition = 'withdrawn', closed_at = %(at)s, snoozed_until = NULL
  FROM leaving WHERE entry.id = leaving.id
  RETURNING entry.id, entry.lead_id
),
recorded AS (
  INSERT INTO handoff_event (kind, at, lead_id, entry_id, data)
  SELECT 'withdrawn', %(at)s, closed.lead_id, closed.id, jsonb_build_object('reason', verdict.reason)
  FROM closed JOIN handoff_verdict verdict USING (lead_id)
)
SELECT id FROM closed
"""

ENTER = f"""
WITH entered AS (
  INSERT INTO handoff_queueentry
    (lead_id, team_id, state, entered_at, due_at, score, disposition, disposition_reason, disposition_note)
  SELECT verdict.lead_id, COALESCE(last.team_id, %(team)s), 'waiting', %(at)s, %(at)s,
    COALESCE(score.behaviour_score + score.attribute_score, 0), '', '', ''
  FROM handoff_verdict verdict
  LEFT JOIN leads_score score ON score.lead_id = verdict.lead_id AND score.lead_id BETWEEN %(first)s AND %(last)s
  {LAST_STAY}
  WHERE {OPEN_TO_ARRIVALS}
    AND (verdict.flag = 'hold' OR verdict.flag = 'target'
      AND (verdict.route = 'is_review' OR verdict.rule <> ALL(%(automatic)s)))
  ORDER BY verdict.lead_id
  ON CONFLICT (lead_id) WHERE state <> 'closed' DO NOTHING
  RETURNING id, lead_id, team_id
),
recorded AS (
  INSERT INTO handoff_event (kind, at, lead_id, entry_id, data)
  SELECT 'entered_queue', %(at)s, entered.lead_id, entered.id,
    jsonb_build_object('flag', verdict.flag, 'route', verdict.route, 'reason', verdict.reason)
  FROM entered JOIN handoff_verdict verdict USING (lead_id)
)
SELECT entered.id, entered.lead_id, entered.team_id, verdict.route
FROM entered JOIN handoff_verdict verdict USING (lead_id)
"""  # noqa: S608

AUTOMATIC = f"""
SELECT verdict.lead_id
FROM handoff_verdict verdict
{LAST_STAY}
WHERE {OPEN_TO_ARRIVALS}
  AND verdict.flag = 'target' AND verdict.route <> 'is_review' AND verdict.rule = ANY(%(automatic)s)
  AND NOT EXISTS (
    SELECT FROM handoff_queueentry entry WHERE entry.lead_id = verdict.lead_id AND entry.state = 'claimed'
  )
ORDER BY verdict.lead_id
"""  # noqa: S608

SCORES = """
UPDATE handoff_queueentry entry SET score = changed.score
FROM (
  SELECT entry.id, score.behaviour_score + score.attribute_score AS score
  FROM handoff_queueentry entry JOIN leads_score score USING (lead_id)
  WHERE entry.lead_id = ANY(%(leads)s) AND score.lead_id BETWEEN %(first)s AND %(last)s AND entry.state <> 'closed'
    AND entry.score <> score.behaviour_score + score.attribute_score
  ORDER BY entry.id
  FOR NO KEY UPDATE OF entry SKIP LOCKED
) changed
WHERE entry.id = changed.id
"""


def settle(lead_ids: list[int], as_of: dt.datetime, criteria: CriteriaVersion) -> Settled:
    """Apply the stored verdicts of these leads. Repeating it does nothing; call it in the transaction that judged."""
    team = Team.objects.order_by("pk").values_list("pk", flat=True).first()
    values: dict[str, Any] = {
        "leads": lead_ids,
        # Said of the joined tables too: the planner does not carry the list over to them, and reads them whole.
        "first": min(lead_ids),
        "last": max(lead_ids),
        "at": as_of,
        "team": team,
        **_of_criteria(criteria),
    }
    with connection.cursor() as cursor:
        cursor.execute(SCORES, values)
        cursor.execute(WITHDRAW, values)
        withdrawn = [entry_id for (entry_id,) in cursor.fetchall()]
        cursor.execute(ENTER, values)
        entered = cursor.fetchall()
    automatic = _automatic(lead_ids, criteria)
    if withdrawn:
        Clock.objects.cancel_for_entries(withdrawn, as_of)
    if entered:
        Clock.objects.start_for_entries([entry_id for entry_id, *_rest in entered], Clock.Kind.FIRST_RESPONSE, as_of)
        _tell_planning(entered, as_of)
    return Settled(Counter(team_id for _id, _lead, team_id, _route in entered), len(withdrawn), automatic)


def steps(lead_ids: list[int]) -> list[list[int]]:
    """As many toss-ups at a time as one transaction makes."""
    return [lead_ids[start : start + STEP] for start in range(0, len(lead_ids), STEP)]


def toss_up(lead_ids: list[int], as_of: dt.datetime, criteria: CriteriaVersion) -> int:
    """Toss up which of these leads an automatic rule still decides; returns how many. Repeating it does nothing.

    `criteria` must be in force until the end of the transaction: a publish may have come since they were settled.
    """
    return Handoff.objects.submit_automatic(_automatic(lead_ids, criteria), as_of) if lead_ids else 0


def _automatic(lead_ids: list[int], criteria: CriteriaVersion) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(AUTOMATIC, {"leads": lead_ids, **_of_criteria(criteria)})
        return [lead_id for (lead_id,) in cursor]


def _of_criteria(criteria: CriteriaVersion) -> dict[str, Any]:
    """cooling: days by segment, None where what was lost stays lost."""
    from handoff.judging.verdicts import calendar_timezone

    document = criteria.parsed
    return {
        "automatic": document.automatic_positions(),
        "cooling": [table.cooling_days for _segment, _offset, table in document.tables()],
        "timezone": calendar_timezone(),
    }


def announce(arrived: Counter, as_of: dt.datetime) -> None:
    """Tell each team once how many entries have come."""
    for team_id, count in sorted(arrived.items()):
        Event.record(Event.Kind.ENTRIES_ARRIVED, at=as_of, data={"team": team_id, "count": count})


def _tell_planning(entered: list[tuple], as_of: dt.datetime) -> None:
    events = [
        Event(kind=Event.Kind.PLANNING_NOTIFIED, at=as_of, lead_id=lead_id, entry_id=entry_id, data={"team": team_id})
        for entry_id, lead_id, team_id, route in entered
        if route == "notify_planning"
    ]
    if events:
        notify_all(Event.objects.bulk_create(events, batch_size=1000), at=as_of)
