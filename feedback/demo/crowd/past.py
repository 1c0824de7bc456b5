"""What the crowd's reps and salespeople did in the last half year: hearings, toss-ups, and what came of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from psycopg.sql import SQL

from feedback.demo.crowd.statements import DICE, execute, fill
from handoff import package
from handoff.judging.verdicts import fetch, verdicts
from handoff.models import CriteriaVersion, Handoff, QueueEntry, Team
from handoff.toss_up.submission import freeze
from leads.models import Lead

WEEKS = 26
SHARE = 25  # one lead in so many was heard in these weeks
MOST = 8_000
LATE = 16 * SHARE  # one stay of sixteen was answered too late

# On working days at half past ten in Tokyo, the farther from now the lower the lead's roll.
HEARD = """
INSERT INTO handoff_hearing (lead_id, answers, version, saved_by_id, saved_at, completed_at)
SELECT id, jsonb_build_object(
    'timing', (ARRAY['within_1_month', 'within_3_months', 'within_3_months', 'within_6_months', 'undecided'])[timing],
    'decision_maker', (ARRAY['self', 'participant', 'not_yet_known'])[decides],
    'decision_maker_name', CASE WHEN decides = 2 THEN '部長' ELSE '' END,
    'challenge', CASE WHEN dice(id, 23, 4) > 1 THEN 'clear' ELSE 'unclear' END,
    'challenge_detail', CASE WHEN dice(id, 23, 4) > 1 THEN '手作業の集計に時間がかかっている' ELSE '' END
), 1, ({reps}::int[])[dice(id, 24, {rep_count})], at, at
FROM (
    SELECT id, dice(id, 21, 5) AS timing, dice(id, 22, 3) AS decides, day + time '01:30' AS at
    FROM (
        SELECT id, date_trunc('day', {now}::timestamptz, 'UTC') - (1 + dice(id, 20, {days})) * interval '1 day' AS day
        FROM leads_lead WHERE id % {share} = 0 ORDER BY id LIMIT {most}
    ) drawn WHERE extract(isodow FROM day AT TIME ZONE 'UTC') < 6
) known
"""

# Who was busy and of rank came to something more often; nobody is certain.
OUTCOMES = """
INSERT INTO feedback_outcome (handoff_id, stage, opportunity_at, closed_at, lost_reason, comment, feedback,
    feedback_text)
SELECT id, stage, CASE WHEN stage IN ('won', 'opportunity') OR dice(lead_id, 31, 2) = 1
        THEN submitted_at + (5 + dice(lead_id, 32, 15)) * interval '1 day' END,
    closed_at, CASE WHEN stage = 'lost'
        THEN (ARRAY['price', 'competitor', 'no_budget', 'timing', 'unreachable'])[dice(lead_id, 33, 5)] ELSE '' END,
    '', CASE WHEN stage = 'lost' AND dice(lead_id, 34, 3) = 1 THEN ARRAY['low_temperature']
        WHEN stage = 'won' THEN ARRAY['good'] ELSE ARRAY[]::text[] END, ''
FROM (
    SELECT handoff.*, CASE WHEN handoff.state <> 'closed'
            THEN CASE WHEN dice(lead_id, 35, 3) = 1 THEN 'opportunity' ELSE 'working' END
        WHEN dice(lead_id, 30, 100) <= LEAST(60, 8 + chance) THEN 'won' ELSE 'lost' END AS stage
    FROM handoff_handoff handoff
    JOIN (
        SELECT handoff_id, ((document #>> '{{scores,behaviour,score}}')::int / 6
            + (document -> 'lead' ->> 'title_rank')::int * 2) AS chance
        FROM handoff_handoffpackage
    ) frozen ON frozen.handoff_id = handoff.id
) told
"""
ANSWERED = """
INSERT INTO handoff_clock (kind, lead_id, entry_id, state, started_at, business_days, due_at, remind_at, escalate_at,
    stopped_at, breached_at)
SELECT 'first_response', lead_id, id, CASE WHEN due_at < answered_at THEN 'breached' ELSE 'met' END, entered_at, 3,
    due_at, due_at - interval '9 hours', due_at + interval '33 hours', answered_at,
    CASE WHEN due_at < answered_at THEN due_at END
FROM handoff_queueentry WHERE state = 'closed'
"""
REMEMBERED = """
INSERT INTO leads_pastopportunity (lead_id, company_id, result, reason, closed_on, source)
SELECT handoff.lead_id, lead.company_id, outcome.stage, outcome.lost_reason, outcome.closed_at::date,
    'handoff:' || handoff.id
FROM feedback_outcome outcome JOIN handoff_handoff handoff ON handoff.id = outcome.handoff_id
JOIN leads_lead lead ON lead.id = handoff.lead_id
WHERE outcome.stage IN ('won', 'lost')
"""
CUSTOMERS = """
UPDATE leads_company company SET is_customer = true, account_owner = lower(owner.email)
FROM feedback_outcome outcome JOIN handoff_handoff handoff ON handoff.id = outcome.handoff_id
JOIN leads_lead lead ON lead.id = handoff.lead_id JOIN auth_user owner ON owner.id = handoff.assignee_id
WHERE outcome.stage = 'won' AND company.id = lead.company_id
"""
EVENTS = """
INSERT INTO handoff_event (kind, at, actor_id, lead_id, entry_id, handoff_id, data)
SELECT 'tossed_up', submitted_at, submitted_by_id, lead_id, entry_id, id, jsonb_build_object('reason', reason)
FROM handoff_handoff
UNION ALL
SELECT outcome.stage, outcome.closed_at, assignee_id, lead_id, NULL, id, jsonb_build_object('reason', lost_reason)
FROM handoff_handoff handoff JOIN feedback_outcome outcome ON outcome.handoff_id = handoff.id
WHERE outcome.stage IN ('won', 'lost')
ORDER BY 2
"""


def live(now: dt.datetime, reps: list, salespeople: list, manager) -> Iterator[float]:
    """Hear every SHARE-th lead at some moment of the last weeks; toss up those that the criteria then call a target.

    Two of three of the others were nurtured. Yields how far it is, 0–1.
    """
    execute(DICE)
    rep_ids = [rep.pk for rep in reps]
    execute(fill(HEARD, reps=rep_ids, rep_count=len(reps), now=now, days=7 * WEEKS, share=SHARE, most=MOST))
    by_day = _judged()
    criteria, team = CriteriaVersion.active(), Team.objects.earliest("pk")
    for number, (at, judged) in enumerate(sorted(by_day.items()), 1):
        _toss_up([row["lead_id"] for row in judged if row["flag"] == "target"], at, now, criteria, team, salespeople)
        _nurture([row["lead_id"] for row in judged if row["flag"] != "target" and row["lead_id"] % 3], at, team)
        yield 0.9 * number / len(by_day)
    Handoff.objects.update(decided_by=manager)
    execute(fill(OUTCOMES))
    execute(REMEMBERED)
    execute(CUSTOMERS)
    execute(EVENTS)
    execute(ANSWERED)
    yield 1.0


def _judged() -> dict[dt.datetime, list[dict]]:
    """Those who were heard, an hour after that, by day."""
    moments = SQL("SELECT lead_id, saved_at + interval '1 hour' AS as_of FROM handoff_hearing")
    found = defaultdict(list)
    for row in fetch(verdicts(CriteriaVersion.active().parsed, moments)):
        found[row["as_of"]].append(row)
    return found


def _toss_up(lead_ids: list[int], at, now, criteria, team, salespeople) -> None:
    leads = {lead.pk: lead for lead in Lead.objects.select_related("company").filter(pk__in=lead_ids)}
    entries = _closed(lead_ids, at, team, "tossed_up", score=100)
    documents = package.build_all(leads.values(), at, criteria=criteria) if leads else {}
    handoffs = [
        Handoff(
            lead=leads[entry.lead_id],
            team=team,
            entry=entry,
            reason=documents[entry.lead_id]["reason"],
            submitted_by_id=entry.owner_id,
            submitted_at=at,
            decided_at=at + dt.timedelta(hours=5),
            assignee=salespeople[entry.lead_id % len(salespeople)],
            assigned_at=at + dt.timedelta(hours=5),
            **_end(entry.lead_id, at, now),
        )
        for entry in entries
    ]
    Handoff.objects.bulk_create(handoffs)
    freeze([(handoff, documents[handoff.lead_id]) for handoff in handoffs], criteria, at)


def _end(lead_id: int, at, now) -> dict[str, Any]:
    accepted_at, closed_at = at + dt.timedelta(hours=29), at + dt.timedelta(days=20 + lead_id % 31, hours=3)
    if accepted_at >= now:
        return {"state": Handoff.State.ASSIGNED}
    if closed_at >= now:
        return {"state": Handoff.State.ACCEPTED, "accepted_at": accepted_at}
    return {"state": Handoff.State.CLOSED, "accepted_at": accepted_at, "closed_at": closed_at}


def _nurture(lead_ids: list[int], at, team) -> None:
    _closed(lead_ids, at, team, "nurtured", score=40, disposition_reason="timing_far")


def _closed(lead_ids: list[int], at, team, disposition: str, **values) -> list[QueueEntry]:
    """Stays in the queue that ended then, each its hearer's."""
    hearers = dict(Lead.objects.filter(pk__in=lead_ids).order_by("pk").values_list("pk", "hearing__saved_by"))
    entries = [
        QueueEntry(
            lead_id=lead_id,
            team=team,
            state=QueueEntry.State.CLOSED,
            owner_id=hearer,
            entered_at=at - dt.timedelta(days=1 + lead_id % 3),
            claimed_at=at - dt.timedelta(hours=20),
            due_at=at + (-dt.timedelta(hours=5) if lead_id % LATE == 0 else dt.timedelta(days=2)),
            answered_at=at - dt.timedelta(hours=2),
            disposition=disposition,
            closed_at=at,
            **values,
        )
        for lead_id, hearer in hearers.items()
    ]
    return QueueEntry.objects.bulk_create(entries)
