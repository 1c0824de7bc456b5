"""How many leads a week come into the queue, and how many become targets: now and under a draft, honestly estimated.

A sample of leads is judged by both tables as of now and as of the ends of the WEEKS weeks before, scores computed from
the ledger as it was then. Whoever is in the queue, or a target, at the end of a week and was not at its beginning, has
come in that week. What is known without its date (company, title, tags) is taken as it is today; whoever came and went
within a week is not seen; whom a draft would have had heard was not heard.

Toss-ups a week are the leads that became targets. A draft that holds more leads for a hearing or a person's decision
leads to more toss-ups too, as far as inside sales can take them: see load.sales_load.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from math import sqrt

from django.db.models import Count, Q
from psycopg.sql import SQL, Composable, Literal

from handoff.impact.compared import Comparison, planned
from handoff.impact.drawn import draw
from handoff.judging.verdicts import fetch
from handoff.models import Handoff, QueueEntry

WEEKS = 4
SAMPLE, EXACT_SAMPLE = 2_500, 5_000  # leads
QUARTER, FEWEST = 91, 20

# A lead without a registration date was always there: an import of old leads is no week's work.
MOMENTS = """
SELECT lead.id AS lead_id, moment.as_of
FROM leads_lead lead
CROSS JOIN (SELECT {as_of}::timestamptz - week * interval '168 hours' AS as_of FROM generate_series(0, {weeks}) week)
  AS moment
WHERE {among} AND (lead.registered_at IS NULL OR lead.registered_at <= moment.as_of)
"""

ARRIVED = """
WITH compared AS MATERIALIZED ({compared}),
seen AS (
  SELECT lead_id, as_of, flag_before = 'hold' AS held_before, flag_before = 'target' AS target_before,
    flag_after = 'hold' AS held_after, flag_after = 'target' AS target_after,
    flag_before = 'hold' OR flag_before = 'target' AND (route_before = 'is_review'
      OR NOT COALESCE(rule_before = ANY({automatic_before}), false)) AS queued_before,
    flag_after = 'hold' OR flag_after = 'target' AND (route_after = 'is_review'
      OR NOT COALESCE(rule_after = ANY({automatic_after}), false)) AS queued_after,
    route_before = 'account_owner' AS owned_before, route_after = 'account_owner' AS owned_after
  FROM compared
),
weekly AS (
  SELECT *, lag(queued_before, 1, false) OVER earlier AS was_queued_before,
    lag(queued_after, 1, false) OVER earlier AS was_queued_after,
    lag(target_before, 1, false) OVER earlier AS was_target_before,
    lag(target_after, 1, false) OVER earlier AS was_target_after
  FROM seen WINDOW earlier AS (PARTITION BY lead_id ORDER BY as_of)
)
SELECT CASE WHEN owned_before OR owned_after THEN lower(company.account_owner) ELSE '' END AS owner,
  owned_before, owned_after,
  count(*) FILTER (WHERE queued_before AND NOT was_queued_before) AS entries_before,
  count(*) FILTER (WHERE queued_after AND NOT was_queued_after) AS entries_after,
  count(*) FILTER (WHERE queued_before AND NOT was_queued_before AND held_before) AS held_before,
  count(*) FILTER (WHERE queued_after AND NOT was_queued_after AND held_after) AS held_after,
  count(*) FILTER (WHERE target_before AND NOT was_target_before) AS targets_before,
  count(*) FILTER (WHERE target_after AND NOT was_target_after) AS targets_after
FROM weekly
JOIN leads_lead lead ON lead.id = weekly.lead_id LEFT JOIN leads_company company ON company.id = lead.company_id
WHERE as_of > {as_of}::timestamptz - {weeks} * interval '168 hours'
  AND NOT EXISTS (
    SELECT FROM handoff_handoff handoff
    WHERE handoff.lead_id = weekly.lead_id AND handoff.state NOT IN ('returned', 'sent_back')
      AND handoff.submitted_at <= weekly.as_of - interval '168 hours'
  )
GROUP BY 1, 2, 3
"""


@dataclass
class Flow:
    """Leads of the sample that came in WEEKS weeks: into the queue, of these on hold, and targets; owners: targets
    that go to the account owner with this e-mail."""

    entries: int = 0
    held: int = 0
    targets: int = 0
    owners: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Flows:
    """share: of all leads that were looked at, 0–1. finished, tossed_up: stays in the queue that people ended lately.

    actual_…: what really happened in the same weeks, whatever the criteria were then.
    """

    share: float
    before: Flow
    after: Flow
    finished: int
    tossed_up: int
    actual_entries: int
    actual_toss_ups: int

    @property
    def passed_on(self) -> float | None:
        """The share of what inside sales finished that it tossed up; None of too few."""
        return self.tossed_up / self.finished if self.finished >= FEWEST else None

    def a_week(self, counted: float) -> float:
        return counted / self.share / WEEKS

    def margin(self, counted: float) -> float:
        """How far a_week(counted) may be off at 95 %, by the chance of the sample and of the weeks."""
        return 1.96 * sqrt(max(counted, 1)) / self.share / WEEKS

    def to_json(self) -> dict:
        return vars(self) | {"before": vars(self.before), "after": vars(self.after)}

    @classmethod
    def from_json(cls, data: dict) -> "Flows":
        flow = {name: Flow(**data[name] | {"owners": Counter(data[name]["owners"])}) for name in ("before", "after")}
        return cls(**data | flow)


def flows(comparison: Comparison, as_of: dt.datetime, *, most: int = SAMPLE) -> Flows:
    """Judge a sample of at most about `most` leads at the ends of the last weeks, by both sides of the comparison."""
    drawn = draw(most, seed=2)
    moments = SQL(MOMENTS).format(among=drawn.among("lead.id"), as_of=Literal(as_of), weeks=Literal(WEEKS))
    statement = SQL(ARRIVED).format(
        compared=comparison.statement(moments, activities=drawn.part_of("leads_activity")),
        automatic_before=_positions(comparison.before),
        automatic_after=_positions(comparison.after),
        as_of=Literal(as_of),
        weeks=Literal(WEEKS),
    )
    before, after = Flow(), Flow()
    with planned():
        for row in fetch(statement):
            _add(before, row, "before")
            _add(after, row, "after")
    return Flows(drawn.share, before, after, *_finished(as_of), *_actual(as_of))


def _positions(document) -> Composable:
    return SQL("{}::int[]").format(Literal(document.automatic_positions()))


def _add(flow: Flow, row: dict, side: str) -> None:
    flow.entries += row[f"entries_{side}"]
    flow.held += row[f"held_{side}"]
    flow.targets += row[f"targets_{side}"]
    if row[f"owned_{side}"] and row["owner"] and row[f"targets_{side}"]:
        flow.owners[row["owner"]] += row[f"targets_{side}"]


def _finished(as_of: dt.datetime) -> tuple[int, int]:
    ended = QueueEntry.objects.filter(state="closed", closed_at__gt=as_of - dt.timedelta(days=QUARTER))
    by_people = ended.filter(closed_at__lte=as_of).exclude(disposition="withdrawn")
    found = by_people.aggregate(finished=Count("pk"), tossed_up=Count("pk", filter=Q(disposition="tossed_up")))
    return found["finished"], found["tossed_up"]


def _actual(as_of: dt.datetime) -> tuple[int, int]:
    since = as_of - dt.timedelta(weeks=WEEKS)
    entries = QueueEntry.objects.filter(entered_at__gt=since, entered_at__lte=as_of, returned_from=None)
    return entries.count(), Handoff.objects.filter(submitted_at__gt=since, submitted_at__lte=as_of).count()
