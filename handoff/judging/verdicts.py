"""Judging: the active decision table over one lead or all of them, stored as verdicts, with what follows from them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.criteria.document import CriteriaDocument
from handoff.judging import arrivals
from handoff.judging.decision_table import DecisionTable
from handoff.judging.tracing import trace
from handoff.models import BusinessCalendar, CriteriaVersion
from handoff.publication.lock import criteria_in_force
from leads.models import Lead, ScoringModel
from leads.scoring.compiler import ACTIVITIES, LEADS, score_ctes
from leads.statistics import MANY, refresh_statistics

__all__ = ["calendar_timezone", "judge", "rejudge", "trace", "verdicts"]

CHUNK = 10_000
READ = (
    "handoff_hearing", "handoff_queueentry", "handoff_verdict", "leads_activity", "leads_company", "leads_lead",
    "leads_pastopportunity", "leads_score",
)  # fmt: skip
SCORES = Identifier("leads_score")
Progress = Callable[[int, int], None]

STORE = """
WITH {ctes},
stored AS (
  INSERT INTO handoff_verdict
    (lead_id, criteria_id, flag, route, reason, segment, rule, near_miss_rule, as_of, since, judged_at)
  SELECT lead_id, {criteria}, flag, route, reason, segment, rule, near_miss_rule, as_of, as_of, clock_timestamp()
  FROM verdicts ORDER BY lead_id
  ON CONFLICT (lead_id) DO UPDATE SET
    criteria_id = excluded.criteria_id, flag = excluded.flag, route = excluded.route, reason = excluded.reason,
    segment = excluded.segment, rule = excluded.rule, near_miss_rule = excluded.near_miss_rule, as_of = excluded.as_of,
    judged_at = excluded.judged_at,
    since = CASE
      WHEN (handoff_verdict.flag, handoff_verdict.route, handoff_verdict.reason)
        = (excluded.flag, excluded.route, excluded.reason) THEN handoff_verdict.since
      ELSE excluded.since
    END
  WHERE {overwrite} OR handoff_verdict.criteria_id <> excluded.criteria_id OR handoff_verdict.as_of <= excluded.as_of
  RETURNING lead_id, flag, route, reason
)
INSERT INTO handoff_event (kind, at, lead_id, data)
SELECT 'verdict_changed', {as_of}, stored.lead_id, jsonb_build_object(
  'flag', stored.flag, 'route', stored.route, 'reason', stored.reason, 'criteria', {number}::int,
  'before', jsonb_build_object('flag', before.flag, 'route', before.route, 'reason', before.reason))
FROM stored JOIN handoff_verdict before USING (lead_id)  -- the rows as they were before this statement
WHERE before.lead_id {nearby}
  AND (stored.flag, stored.route, stored.reason) <> (before.flag, before.route, before.reason)
"""


def verdicts(
    document: CriteriaDocument,
    moments: Composable,
    *,
    scores: Composable | None = None,
    activities: Composable = ACTIVITIES,
) -> Composable:
    """A SELECT of lead_id, as_of, rule, flag, route, reason, near_miss_rule, segment and both scores.

    moments: a SELECT of distinct (lead_id, as_of): all leads now, or each case of the past at its own moment.
    """
    table = DecisionTable(document, timezone=calendar_timezone(), with_scores=True)
    return SQL("WITH {} SELECT * FROM verdicts").format(table.ctes(moments, scores or fresh_scores(), activities))


def judge(
    *,
    lead_ids: list[int] | None,
    as_of: dt.datetime,
    progress: Progress | None = None,
    stored: bool = False,
) -> dict[str, int]:
    """Judge these leads (None: all, chunk by chunk) as of a moment and apply what follows; returns counts.

    stored: the scores in the database were computed a moment ago, as of as_of; otherwise they are computed here.
    A run over all leads leaves alone what was judged for a later moment meanwhile. Repeating it changes nothing. Each
    chunk is judged by the criteria and scores that are in force when it is its turn.
    """
    criteria: CriteriaVersion | None = None
    total = Lead.objects.count() if lead_ids is None else len(set(lead_ids))
    if total >= MANY:
        refresh_statistics(*READ)
    counts = Counter(judged=0, changed=0, withdrawn=0, tossed_up=0)
    arrived: Counter[int] = Counter()
    for chunk in chunks(lead_ids):
        with transaction.atomic():
            if criteria != (active := criteria_in_force()):
                criteria, table = active, DecisionTable(active.parsed, timezone=calendar_timezone())
            counts["changed"] += _store(table, active, chunk, as_of, everybody=lead_ids is None, stored=stored)
            settled = arrivals.settle(chunk, as_of, active)
            arrived.update(settled.arrived)
            counts.update(judged=len(chunk), withdrawn=settled.withdrawn)
            if lead_ids is not None and counts["judged"] == total:
                arrivals.announce(arrived, as_of)
            if few := len(chunk) <= arrivals.STEP:
                counts["tossed_up"] += arrivals.toss_up(settled.automatic, as_of, active)
        if not few:  # nobody who works on these leads should wait for all of it
            counts["tossed_up"] += sum(_toss_up(step, as_of) for step in arrivals.steps(settled.automatic))
        if progress:
            progress(counts["judged"], total)
    if lead_ids is None:
        arrivals.announce(arrived, as_of)
    return dict(counts) | {"arrived": arrived.total()}


@transaction.atomic
def _toss_up(lead_ids: list[int], as_of: dt.datetime) -> int:
    return arrivals.toss_up(lead_ids, as_of, criteria_in_force())


def rejudge(lead: Lead, at: dt.datetime) -> None:
    """Something about this one lead has changed: a hearing, a request, a decision."""
    judge(lead_ids=[lead.pk], as_of=at)


def fresh_scores(
    activities: Composable = ACTIVITIES, model: ScoringModel | None = None, leads: Composable = LEADS
) -> Composable:
    """Scores of the rows of `asked`, from the ledger, each as of its own moment; by the model in force unless given."""
    return score_ctes((model or ScoringModel.objects.active()).parsed, Identifier("asked"), activities, leads)


def stored_scores(scores: Composable = SCORES) -> Composable:
    """Scores of the rows of `asked` as they stand in the database: right when they were computed a moment ago."""
    return SQL(
        "scores AS (SELECT asked.lead_id, asked.as_of, behaviour_score, attribute_score"
        " FROM asked JOIN {} stored USING (lead_id))"
    ).format(scores)


def calendar_timezone() -> str:
    """The time zone whose days campaign windows mean."""
    return BusinessCalendar.objects.order_by("pk").values_list("timezone", flat=True).first() or "Asia/Tokyo"


def fetch(statement: Composable) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def all_leads(as_of: dt.datetime) -> Composable:
    return SQL("SELECT id AS lead_id, {}::timestamptz AS as_of FROM leads_lead").format(Literal(as_of))


def chunks(lead_ids: list[int] | None) -> Iterator[list[int]]:
    """The ids of these leads, or of all, in order, as many at a time as one transaction judges."""
    if lead_ids is not None:
        ordered = sorted(set(lead_ids))
        for start in range(0, len(ordered), CHUNK):
            yield ordered[start : start + CHUNK]
        return
    last = 0
    while chunk := list(Lead.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield chunk
        last = chunk[-1]


def _store(
    table: DecisionTable, criteria: CriteriaVersion, lead_ids: list[int], as_of, *, everybody: bool, stored: bool
) -> int:
    # Locked by a statement of its own: the next one then sees what a judgement that went before has seen.
    lock = "SELECT FROM handoff_verdict WHERE lead_id = ANY(%s) ORDER BY lead_id FOR NO KEY UPDATE"
    listed = SQL("= ANY({}::bigint[])").format(Literal(lead_ids))
    nearby = SQL("BETWEEN {} AND {}").format(Literal(lead_ids[0]), Literal(lead_ids[-1]))
    # A condition stands on every table: the planner does not carry it from one to the other, and reads them whole.
    activities = SQL("(SELECT * FROM leads_activity WHERE lead_id {})").format(nearby if everybody else listed)
    scores = SQL("(SELECT * FROM leads_score WHERE lead_id {})").format(nearby)
    leads = SQL("(SELECT * FROM leads_lead WHERE id {})").format(nearby if everybody else listed)
    moments = SQL("{} WHERE id {}").format(all_leads(as_of), listed)
    statement = SQL(STORE).format(
        ctes=table.ctes(
            moments, stored_scores(scores) if stored else fresh_scores(activities, leads=leads), activities, leads
        ),
        nearby=nearby,
        criteria=Literal(criteria.pk),
        overwrite=Literal(not everybody),
        as_of=Literal(as_of),
        number=Literal(criteria.number),
    )
    with connection.cursor() as cursor:
        cursor.execute(lock, [lead_ids])
        cursor.execute(statement)
        return cursor.rowcount
