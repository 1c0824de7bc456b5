"""How deadlines are kept: what is due and overdue now, what was met in the last weeks. Counted by PostgreSQL."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from handoff import access
from handoff.models import Clock, Team
from leads.roles import Role, has_role

WEEKS = 12
MANAGING = (Role.SALES_MANAGER, Role.ADMIN)

# Whose promise it is: of a first response the entry's owner, of an approval who decided, of the rest the salesperson.
# A promise whose time has passed is missed, whether or not a sweep has seen it.
PROMISES = """
WITH promises AS (
  SELECT clock.id, clock.kind, clock.due_at, clock.started_at, clock.lead_id, clock.entry_id, clock.handoff_id,
    COALESCE(entry.team_id, handoff.team_id) AS team, COALESCE(NULLIF(lead.source, ''), '') AS source,
    CASE clock.kind WHEN 'first_response' THEN entry.owner_id WHEN 'approval' THEN handoff.decided_by_id
      ELSE handoff.assignee_id END AS person,
    date_trunc('week', clock.due_at AT TIME ZONE %(zone)s)::date AS week,
    clock.stopped_at IS NULL AS open,
    clock.state = 'met' AS kept,
    clock.state = 'breached' OR clock.state = 'running' AND clock.due_at < %(now)s AS missed
  FROM handoff_clock clock
  JOIN leads_lead lead ON lead.id = clock.lead_id
  LEFT JOIN handoff_queueentry entry ON entry.id = clock.entry_id
  LEFT JOIN handoff_handoff handoff ON handoff.id = clock.handoff_id
  WHERE clock.state <> 'cancelled' AND clock.kind = ANY(%(kinds)s)
    AND (clock.due_at >= %(start)s OR clock.stopped_at IS NULL)
    AND COALESCE(entry.team_id, handoff.team_id) = ANY(%(teams)s)
),
scoped AS (SELECT * FROM promises WHERE %(person)s::bigint IS NULL OR person = %(person)s)
"""
COUNTS = """
  count(*) FILTER (WHERE open) AS open,
  count(*) FILTER (WHERE open AND due_at >= %(now)s AND due_at < %(tomorrow)s) AS today,
  count(*) FILTER (WHERE open AND due_at < %(now)s) AS overdue,
  count(*) FILTER (WHERE kept AND due_at >= %(start)s) AS kept,
  count(*) FILTER (WHERE missed AND due_at >= %(start)s) AS missed
"""
DIMENSIONS = {"all": "''", "person": "person", "team": "team", "source": "source"}
WEEKLY = """
SELECT week, count(*) FILTER (WHERE kept) AS kept, count(*) FILTER (WHERE missed) AS missed
FROM scoped WHERE week >= %(first_week)s AND (kept OR missed) GROUP BY week ORDER BY week
"""
ARRIVALS = """
SELECT extract(isodow FROM started_at AT TIME ZONE %(zone)s)::int AS weekday,
  extract(hour FROM started_at AT TIME ZONE %(zone)s)::int AS hour, count(*) AS number
FROM scoped WHERE kind = 'first_response' AND started_at >= %(start)s GROUP BY 1, 2
"""
OVERDUE = """
SELECT id FROM scoped WHERE open AND due_at < %(now)s AND (due_at, id) > (%(after_due)s, %(after)s)
ORDER BY due_at, id LIMIT %(limit)s
"""
BY_WEEK = """
SELECT week, team, person, kind, count(*) FILTER (WHERE kept) AS kept, count(*) FILTER (WHERE missed) AS missed
FROM scoped WHERE week >= %(first_week)s AND (kept OR missed) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Kept:
    """key: a person's, team's or week's; open, today and overdue are of now, kept and missed of the last weeks."""

    key: Any
    open: int = 0
    today: int = 0
    overdue: int = 0
    kept: int = 0
    missed: int = 0
    label: str = ""

    @property
    def part(self) -> int:
        return self.kept

    @property
    def whole(self) -> int:
        return self.kept + self.missed

    @property
    def percent(self) -> int | None:
        """Of what had to be kept; None when there was nothing."""
        return round(100 * self.kept / self.whole) if self.whole else None


class Promises:
    """What one may see of the promises of these kinds: an admin all teams', a manager the own, others their own."""

    def __init__(self, user, now: dt.datetime, kinds: list[str]):
        self.now = now
        self.is_managing = has_role(user, *MANAGING)
        local = timezone.localtime(now)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        self.first_week = (midnight - dt.timedelta(days=midnight.weekday(), weeks=WEEKS - 1)).date()
        self.values = {
            "now": now,
            "tomorrow": midnight + dt.timedelta(days=1),
            "start": timezone.make_aware(dt.datetime.combine(self.first_week, dt.time())),
            "first_week": self.first_week,
            "zone": timezone.get_current_timezone_name(),
            "kinds": kinds,
            "teams": _teams(user),
            "person": None if self.is_managing else user.pk,
        }

    def counts(self, by: str) -> list[Kept]:
        """One Kept for each value of a dimension (DIMENSIONS), what is overdue first."""
        key = DIMENSIONS[by]
        group = "" if by == "all" else "GROUP BY 1"
        found = [Kept(**row) for row in self._rows(f"SELECT {key} AS key, {COUNTS} FROM scoped {group}")]  # noqa: S608
        return sorted(found, key=lambda each: (-each.overdue, -each.open, str(each.key)))

    def weeks(self) -> list[Kept]:
        """The last weeks by the Monday they begin with, also those without a deadline.

        And those to come for which something is kept already: the weeks add up to the total.
        """
        found = {row["week"]: row for row in self._rows(WEEKLY)}
        mondays = [self.first_week + dt.timedelta(weeks=number) for number in range(WEEKS)]
        mondays += sorted(set(found) - set(mondays))
        return [
            Kept(monday, kept=found[monday]["kept"], missed=found[monday]["missed"])
            if monday in found
            else Kept(monday)
            for monday in mondays
        ]

    def arrivals(self) -> dict[tuple[int, int], int]:
        """(ISO weekday, hour of day) → how many leads entered the queue then, over the last weeks."""
        return {(row["weekday"], row["hour"]): row["number"] for row in self._rows(ARRIVALS)}

    def overdue(self, after: tuple[dt.datetime, int] | None, limit: int) -> list[Clock]:
        """The oldest first, after the given due time and id."""
        due, pk = after or (dt.datetime(1, 1, 2, tzinfo=dt.UTC), 0)
        ids = [row["id"] for row in self._rows(OVERDUE, after_due=due, after=pk, limit=limit)]
        related = ("entry__owner", "entry__team", "handoff__assignee", "handoff__decided_by", "handoff__team")
        clocks = Clock.objects.select_related("lead__company", *related).in_bulk(ids)
        return [clocks[pk] for pk in ids if pk in clocks]

    def by_week(self) -> Iterator[dict]:
        """For the file: week, team, person, kind, kept, missed."""
        people, teams = _people(), dict(Team.objects.values_list("pk", "name"))
        for row in self._rows(BY_WEEK):
            yield row | {"team": teams.get(row["team"], ""), "person": people.get(row["person"], "")}

    def named(self, by: str) -> list[Kept]:
        names = _people() if by == "person" else dict(Team.objects.values_list("pk", "name"))
        return [replace(each, label=names.get(each.key, "")) for each in self.counts(by)]

    def _rows(self, statement: str, **values) -> list[dict]:
        with connection.cursor() as cursor:
            cursor.execute(PROMISES + statement, self.values | values)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]


def _teams(user) -> list[int]:
    if has_role(user, Role.ADMIN):
        return list(Team.objects.values_list("pk", flat=True))
    membership = access.member(user)
    return [membership.team_id] if membership else []


def _people() -> dict[int, str]:
    from handoff.words.people import person_name

    return {person.pk: person_name(person) for person in get_user_model().objects.all()}
