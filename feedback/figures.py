"""How the hand-over goes, month by month: counted by PostgreSQL, for the toss-ups submitted in each month."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from feedback.open_hours import open_hours

Counts = dict[str, int]


@dataclass(frozen=True)
class Share:
    """A part of a whole; percent is None when there is no whole to speak of."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


@dataclass
class Month:
    """first: the month's first day, None for the whole period. Hours are open hours of the team's calendar."""

    first: dt.date | None
    tossed_up: int = 0
    automatic: int = 0
    approved: Share = Share(0, 0)
    accepted: Share = Share(0, 0)
    opportunities: Share = Share(0, 0)
    won: int = 0
    lost: int = 0
    responses: int = 0
    median_hours: float | None = None
    average_hours: float | None = None
    in_time: Share = Share(0, 0)


@dataclass
class Figures:
    months: list[Month]
    total: Month
    lost_reasons: Counts = field(default_factory=dict)
    feedback: Counts = field(default_factory=dict)
    return_reasons: Counts = field(default_factory=dict)
    overdue: Counts = field(default_factory=dict)


# Decided: a manager approved or returned it. Answered: sales accepted it or sent it back.
TOSS_UPS = """
SELECT date_trunc('month', handoff.submitted_at AT TIME ZONE %(zone)s)::date AS first,
  count(*) AS tossed_up,
  count(*) FILTER (WHERE handoff.automatic) AS automatic,
  count(*) FILTER (WHERE handoff.decided_at IS NOT NULL AND handoff.state <> 'returned') AS approved,
  count(*) FILTER (WHERE handoff.decided_at IS NOT NULL) AS decided,
  count(*) FILTER (WHERE handoff.accepted_at IS NOT NULL AND handoff.state <> 'sent_back') AS accepted,
  count(*) FILTER (WHERE handoff.accepted_at IS NOT NULL OR handoff.state = 'sent_back') AS answered,
  count(outcome.opportunity_at) AS opportunities,
  count(*) FILTER (WHERE outcome.stage = 'won') AS won,
  count(*) FILTER (WHERE outcome.stage = 'lost') AS lost
FROM handoff_handoff handoff LEFT JOIN feedback_outcome outcome ON outcome.handoff_id = handoff.id
WHERE handoff.team_id = ANY(%(teams)s) AND handoff.submitted_at >= %(start)s AND handoff.submitted_at <= %(now)s
GROUP BY GROUPING SETS ((1), ())
"""

# A response time is the open time between the arrival in the queue and the answer.
RESPONSES = """
WITH open_hours AS (
  SELECT * FROM unnest(%(of_teams)s::bigint[], %(opens)s::timestamptz[], %(closes)s::timestamptz[])
    AS hours(team_id, opens, closes)
),
promises AS (
  SELECT date_trunc('month', clock.started_at AT TIME ZONE %(zone)s)::date AS first, clock.state, clock.due_at,
    CASE WHEN clock.stopped_at IS NOT NULL THEN COALESCE((
      SELECT sum(extract(epoch FROM LEAST(closes, clock.stopped_at) - GREATEST(opens, clock.started_at)))
      FROM open_hours
      WHERE open_hours.team_id = entry.team_id AND opens < clock.stopped_at AND closes > clock.started_at
    ), 0) / 3600 END AS hours
  FROM handoff_clock clock JOIN handoff_queueentry entry ON entry.id = clock.entry_id
  WHERE clock.kind = 'first_response' AND clock.state <> 'cancelled' AND entry.team_id = ANY(%(teams)s)
    AND clock.started_at >= %(start)s AND clock.started_at <= %(now)s
)
SELECT first,
  count(hours) AS responses,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY hours::float) AS median_hours,
  avg(hours)::float AS average_hours,
  count(*) FILTER (WHERE state = 'met') AS met,
  count(*) FILTER (WHERE state = 'met' OR state = 'breached' OR due_at < %(now)s) AS due
FROM promises GROUP BY GROUPING SETS ((first), ())
"""

OF_THE_PERIOD = """
  handoff.team_id = ANY(%(teams)s) AND handoff.submitted_at >= %(start)s AND handoff.submitted_at <= %(now)s
"""
REASONS = f"""
SELECT 'lost_reasons' AS list, outcome.lost_reason AS code, count(*) AS number
FROM feedback_outcome outcome JOIN handoff_handoff handoff ON handoff.id = outcome.handoff_id
WHERE outcome.stage = 'lost' AND {OF_THE_PERIOD} GROUP BY 2
UNION ALL
SELECT 'feedback', code, count(*)
FROM feedback_outcome outcome JOIN handoff_handoff handoff ON handoff.id = outcome.handoff_id,
  unnest(outcome.feedback) code
WHERE {OF_THE_PERIOD} GROUP BY 2
UNION ALL
SELECT 'return_reasons', handoff.return_reason, count(*)
FROM handoff_handoff handoff WHERE handoff.return_reason <> '' AND {OF_THE_PERIOD} GROUP BY 2
ORDER BY 1, 3 DESC, 2
"""  # noqa: S608

OVERDUE = """
SELECT clock.kind, count(*) AS number
FROM handoff_clock clock
LEFT JOIN handoff_queueentry entry ON entry.id = clock.entry_id
LEFT JOIN handoff_handoff handoff ON handoff.id = clock.handoff_id
WHERE clock.state IN ('running', 'breached') AND clock.stopped_at IS NULL AND clock.due_at < %(now)s
  AND COALESCE(entry.team_id, handoff.team_id) = ANY(%(teams)s)
GROUP BY 1
"""


def figures(teams, now: dt.datetime, months: int) -> Figures:
    """The figures of these teams for the current month and the `months` - 1 before it, in the current time zone.

    A month's row counts what was submitted (or, for response times, what entered the queue) in that month, whenever
    its outcome came.
    """
    start = first_of_month(now, months - 1)
    zone = timezone.get_current_timezone_name()
    values = {"teams": [team.pk for team in teams], "start": start, "now": now, "zone": zone}
    by_month = {row["first"]: row for row in _rows(TOSS_UPS, values)}
    responses = {row["first"]: row for row in _rows(RESPONSES, values | open_hours(teams, start, now))}
    firsts = [first_of_month(now, back).date() for back in reversed(range(months))]
    found = Figures(
        months=[_month(first, by_month.get(first), responses.get(first)) for first in firsts],
        total=_month(None, by_month.get(None), responses.get(None)),
    )
    for row in _rows(REASONS, values):
        getattr(found, row["list"])[row["code"]] = row["number"]
    found.overdue = {row["kind"]: row["number"] for row in _rows(OVERDUE, values)}
    return found


def first_of_month(now: dt.datetime, back: int) -> dt.datetime:
    """Midnight of the first day of the month `back` months before that of `now`."""
    local = timezone.localtime(now)
    years, month = divmod(local.year * 12 + local.month - 1 - back, 12)
    return timezone.make_aware(dt.datetime(years, month + 1, 1))


def _month(first, toss_ups: dict | None, responses: dict | None) -> Month:
    month = Month(first)
    if toss_ups:
        for name in ("tossed_up", "automatic", "won", "lost"):
            setattr(month, name, toss_ups[name])
        month.approved = Share(toss_ups["approved"], toss_ups["decided"])
        month.accepted = Share(toss_ups["accepted"], toss_ups["answered"])
        month.opportunities = Share(toss_ups["opportunities"], toss_ups["tossed_up"])
    if responses:
        for name in ("responses", "median_hours", "average_hours"):
            setattr(month, name, responses[name])
        month.in_time = Share(responses["met"], responses["due"])
    return month


def _rows(statement: str, values: dict) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
