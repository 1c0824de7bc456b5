"""Verdicts under criteria or scores that come into force later: computed beside those in force, then taken over."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Literal

from handoff.judging.decision_table import DecisionTable
from handoff.judging.verdicts import CHUNK, READ, all_leads, chunks, fresh_scores, stored_scores
from handoff.models import CriteriaVersion
from handoff.publication.lock import nobody_judges
from leads.models import BackgroundRun, Lead
from leads.scoring.rescoring import ROOM
from leads.statistics import refresh_statistics

COLUMNS = SQL("flag, route, reason, segment, rule, near_miss_rule, as_of")
COMPUTE = """
WITH {ctes}
INSERT INTO handoff_pendingverdict (run_id, lead_id, {columns})
SELECT {run}, lead_id, {columns} FROM verdicts
ON CONFLICT (run_id, lead_id) DO UPDATE SET ({columns}) = ({excluded})
"""

# Leads that came, or were judged by others, while the publication was computing.
LEFT_OUT = """
SELECT lead.id FROM leads_lead lead
LEFT JOIN handoff_pendingverdict pending ON pending.lead_id = lead.id AND pending.run_id = %(run)s
LEFT JOIN handoff_verdict verdict ON verdict.lead_id = lead.id
WHERE pending.lead_id IS NULL OR verdict.judged_at >= %(begun)s OR lead.id = ANY(%(leads)s)
ORDER BY lead.id
"""
# Never earlier than what a lead was judged for already: what was recorded by then must count.
THEIR_MOMENTS = """
SELECT lead.id AS lead_id, GREATEST(verdict.as_of, {as_of}::timestamptz) AS as_of
FROM leads_lead lead LEFT JOIN handoff_verdict verdict ON verdict.lead_id = lead.id
WHERE lead.id = ANY({leads}::bigint[])
"""

MOVES = """
SELECT verdict.flag, verdict.route, verdict.reason, pending.flag, pending.route, pending.reason, count(*)
FROM handoff_pendingverdict pending LEFT JOIN handoff_verdict verdict USING (lead_id)
WHERE pending.run_id = %(run)s
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 7 DESC, 1, 2, 3, 4, 5, 6
"""
TELL = """
INSERT INTO handoff_event (kind, at, lead_id, data)
SELECT 'verdict_changed', %(at)s, lead_id, jsonb_build_object(
  'flag', pending.flag, 'route', pending.route, 'reason', pending.reason, 'criteria', %(number)s::int,
  'publication', %(run)s::text,
  'before', jsonb_build_object('flag', verdict.flag, 'route', verdict.route, 'reason', verdict.reason))
FROM handoff_pendingverdict pending JOIN handoff_verdict verdict USING (lead_id)
WHERE pending.run_id = %(run)s
  AND (pending.flag, pending.route, pending.reason) <> (verdict.flag, verdict.route, verdict.reason)
ORDER BY lead_id
"""
TAKE_OVER = """
UPDATE handoff_verdict verdict SET
  criteria_id = %(criteria)s, flag = pending.flag, route = pending.route, reason = pending.reason,
  segment = pending.segment, rule = pending.rule, near_miss_rule = pending.near_miss_rule, as_of = pending.as_of,
  judged_at = clock_timestamp(),
  since = CASE
    WHEN (verdict.flag, verdict.route, verdict.reason) = (pending.flag, pending.route, pending.reason)
    THEN verdict.since ELSE %(at)s
  END
FROM handoff_pendingverdict pending
WHERE pending.run_id = %(run)s AND pending.lead_id = verdict.lead_id
"""
ADD = """
INSERT INTO handoff_verdict
  (lead_id, criteria_id, flag, route, reason, segment, rule, near_miss_rule, as_of, since, judged_at)
SELECT pending.lead_id, %(criteria)s, pending.flag, pending.route, pending.reason, pending.segment, pending.rule,
  pending.near_miss_rule, pending.as_of, %(at)s, clock_timestamp()
FROM handoff_pendingverdict pending JOIN leads_lead lead ON lead.id = pending.lead_id
LEFT JOIN handoff_verdict verdict ON verdict.lead_id = pending.lead_id
WHERE pending.run_id = %(run)s AND verdict.lead_id IS NULL
"""


def begin() -> dt.datetime:
    """The database's time from which on every lead that is judged by others is to be judged again at the switch."""
    prepare()
    with nobody_judges(), connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def prepare() -> None:
    """An empty table, and a planner that knows how large the others are."""
    forget()
    refresh_statistics(*READ)


def forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE handoff_pendingverdict")


def computed() -> None:
    """All leads are there: let the planner know how many, before the switch joins them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE handoff_pendingverdict")


def ranges() -> Iterator[tuple[int, int, int]]:
    """All leads in order: the first and the last id of a step, and how many leads it has."""
    last = 0
    while ids := list(Lead.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield ids[0], ids[-1], len(ids)
        last = ids[-1]


def compute(run: BackgroundRun, table: DecisionTable, step: tuple[int, int], as_of: dt.datetime, scores=None) -> None:
    """Judge the leads of a range of ids. scores: a relation that has them already; without it they are computed."""
    within = SQL("BETWEEN {} AND {}").format(*map(Literal, step))
    activities = SQL("(SELECT * FROM leads_activity WHERE lead_id {})").format(within)
    leads = SQL("(SELECT * FROM leads_lead WHERE id {})").format(within)
    moments = SQL("{} WHERE id {}").format(all_leads(as_of), within)
    if scores is None:
        found = fresh_scores(activities, leads=leads)
    else:
        found = stored_scores(SQL("(SELECT * FROM {} scores WHERE lead_id {})").format(scores, within))
    _store(run, table.ctes(moments, found, activities, leads))


def complete(
    run: BackgroundRun, table: DecisionTable, begun: dt.datetime, as_of: dt.datetime, *, stored: bool, lead_ids=()
) -> None:
    """Judge what is missing, what others judged since `begun`, and lead_ids. Call it while nobody judges.

    stored: by the scores that stand in the database.
    """
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OUT, {"run": run.pk, "begun": begun, "leads": list(lead_ids)})
        left_out = [lead_id for (lead_id,) in cursor]
    for chunk in chunks(left_out):
        listed = SQL("(SELECT * FROM {} WHERE lead_id = ANY({}::bigint[]))")
        activities = listed.format(SQL("leads_activity"), Literal(chunk))
        moments = SQL(THEIR_MOMENTS).format(as_of=Literal(as_of), leads=Literal(chunk))
        scores = listed.format(SQL("leads_score"), Literal(chunk))
        found = stored_scores(scores) if stored else fresh_scores(activities)
        _store(run, table.ctes(moments, found, activities))


def take_over(run: BackgroundRun, criteria: CriteriaVersion, at: dt.datetime) -> dict:
    """Make them the verdicts in force, under `criteria`; returns {"leads", "changed", "moves"} for the run's result.

    moves: [before, after, leads]; before and after are [flag, route, reason], before is None for a new lead.
    """
    values: dict[str, Any] = {"run": run.pk, "criteria": criteria.pk, "number": criteria.number, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(MOVES, values)
        moves = [[list(row[:3]) if row[0] else None, list(row[3:6]), row[6]] for row in cursor]
        cursor.execute(TELL, values)
        changed = cursor.rowcount
        cursor.execute(TAKE_OVER, values)
        cursor.execute(ADD, values)
    return {"leads": sum(count for _before, _after, count in moves), "changed": changed, "moves": moves}


def _store(run: BackgroundRun, ctes: Composable) -> None:
    excluded = SQL(", ").join(SQL("excluded.{}").format(SQL(name)) for name in COLUMNS.as_string(None).split(", "))
    statement = SQL(COMPUTE).format(ctes=ctes, columns=COLUMNS, excluded=excluded, run=Literal(run.pk))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(statement)
