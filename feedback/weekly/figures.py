"""What happened in a team's queue in one week, and what is stuck at its end. Counted by PostgreSQL."""

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db import connection
from django.utils import timezone

from handoff.deadlines.calendars import Calendars
from handoff.models import Team

STUCK_AFTER = dt.timedelta(days=14)


@dataclass(frozen=True)
class Week:
    """Numbers of one week, Monday to Sunday in the team's time zone; open, overdue and stuck are of its end.

    Of a week that still runs they are of now, and what falls due later in it is not judged yet.

    sla_met and sla_missed: promises that fell due in the week. Opportunities, won and lost: recorded in the week.
    stuck: toss-ups with sales for more than fourteen days without an opportunity or an outcome.
    """

    entered: int = 0
    answered: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    sla_met: int = 0
    sla_missed: int = 0
    tossed_up: int = 0
    returned: int = 0
    accepted: int = 0
    opportunities: int = 0
    won: int = 0
    lost: int = 0
    stuck: int = 0

    @property
    def sla_percent(self) -> int | None:
        due = self.sla_met + self.sla_missed
        return round(100 * self.sla_met / due) if due else None

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Week":
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


STATEMENT = """
SELECT stays.entered, stays.answered, stays.closed, stays.open,
  promises.overdue, promises.sla_met, promises.sla_missed,
  tosses.tossed_up, tosses.returned, tosses.accepted, tosses.opportunities, tosses.won, tosses.lost, tosses.stuck
FROM (
  SELECT
    count(*) FILTER (WHERE entered_at >= %(start)s) AS entered,
    count(*) FILTER (WHERE answered_at >= %(start)s AND answered_at < %(end)s) AS answered,
    count(*) FILTER (WHERE closed_at >= %(start)s AND closed_at < %(end)s) AS closed,
    count(*) FILTER (WHERE closed_at IS NULL OR closed_at >= %(end)s) AS open
  FROM handoff_queueentry WHERE team_id = %(team)s AND entered_at < %(end)s
) stays, (
  SELECT
    count(*) FILTER (WHERE clock.due_at < %(until)s AND (clock.stopped_at IS NULL OR clock.stopped_at >= %(until)s))
      AS overdue,
    count(*) FILTER (WHERE clock.due_at >= %(start)s AND clock.due_at < %(end)s AND clock.state = 'met') AS sla_met,
    count(*) FILTER (WHERE clock.due_at >= %(start)s AND clock.due_at < %(until)s
      AND clock.state IN ('running', 'breached')) AS sla_missed
  FROM handoff_clock clock
  LEFT JOIN handoff_queueentry entry ON entry.id = clock.entry_id
  LEFT JOIN handoff_handoff handoff ON handoff.id = clock.handoff_id
  WHERE COALESCE(entry.team_id, handoff.team_id) = %(team)s AND clock.state <> 'cancelled'
    AND clock.started_at < %(end)s
) promises, (
  SELECT
    count(*) FILTER (WHERE handoff.submitted_at >= %(start)s AND handoff.submitted_at < %(end)s) AS tossed_up,
    count(*) FILTER (WHERE handoff.state IN ('returned', 'sent_back')
      AND handoff.closed_at >= %(start)s AND handoff.closed_at < %(end)s) AS returned,
    count(*) FILTER (WHERE handoff.accepted_at >= %(start)s AND handoff.accepted_at < %(end)s) AS accepted,
    count(*) FILTER (WHERE outcome.opportunity_at >= %(start)s AND outcome.opportunity_at < %(end)s) AS opportunities,
    count(*) FILTER (WHERE outcome.stage = 'won' AND outcome.closed_at >= %(start)s AND outcome.closed_at < %(end)s)
      AS won,
    count(*) FILTER (WHERE outcome.stage = 'lost' AND outcome.closed_at >= %(start)s AND outcome.closed_at < %(end)s)
      AS lost,
    count(*) FILTER (WHERE handoff.accepted_at < %(stuck)s
      AND (handoff.closed_at IS NULL OR handoff.closed_at >= %(end)s)
      AND (outcome.opportunity_at IS NULL OR outcome.opportunity_at >= %(end)s)) AS stuck
  FROM handoff_handoff handoff LEFT JOIN feedback_outcome outcome ON outcome.handoff_id = handoff.id
  WHERE handoff.team_id = %(team)s
) tosses
"""


def week_of(team: Team, monday: dt.date, as_of: dt.datetime) -> Week:
    zone = Calendars().of_team(team.pk).timezone
    start = dt.datetime.combine(monday, dt.time(), zone)
    end = dt.datetime.combine(monday + dt.timedelta(days=7), dt.time(), zone)
    until = min(end, as_of)
    values: dict[str, Any] = {"team": team.pk, "start": start, "end": end, "until": until, "stuck": until - STUCK_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        names = [column.name for column in cursor.description]
        return Week(**dict(zip(names, cursor.fetchone(), strict=True)))


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def last_week(now: dt.datetime) -> dt.date:
    """The Monday of the week before that of a moment."""
    return monday_of(timezone.localdate(now)) - dt.timedelta(days=7)
