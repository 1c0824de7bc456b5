"""The queue as after some days of work: scored, judged, partly claimed and answered, some of it overdue."""

import datetime as dt

from django.contrib.auth.models import User
from django.utils import timezone

from bench.seed import DICE, execute, fill, make_busy
from bench.site import Site
from handoff import deadlines
from handoff.models import Hearing, QueueEntry
from leads.models import Lead
from leads.scoring import rescore

BUSY_LEAD, BUSY_ACTIVITIES = 5, 500
HEARD = {"timing": "within_3_months", "decision_maker": "self", "challenge": "clear", "challenge_detail": "手作業"}

# One entry in twenty is due before now, one in four is claimed, one in eight answered.
SPREAD = """
UPDATE handoff_queueentry SET entered_at = entered_at - interval '2 days',
    due_at = now() + (dice(id, 1, 4000) - 200) * interval '1 minute',
    state = CASE WHEN dice(id, 2, 4) = 1 THEN 'claimed' ELSE 'waiting' END,
    owner_id = CASE WHEN dice(id, 2, 4) = 1 THEN {first_rep} + dice(id, 3, 50) - 1 END,
    claimed_at = CASE WHEN dice(id, 2, 4) = 1 THEN now() - interval '1 day' END,
    answered_at = CASE WHEN dice(id, 4, 8) = 1 THEN now() - interval '4 hours' END
WHERE state <> 'closed'
"""
CLOCKS = """
UPDATE handoff_clock clock SET due_at = entry.due_at, remind_at = entry.due_at - interval '9 hours',
    escalate_at = entry.due_at + interval '33 hours', stopped_at = entry.answered_at,
    state = CASE WHEN entry.answered_at IS NULL THEN 'running' ELSE 'met' END
FROM handoff_queueentry entry WHERE entry.id = clock.entry_id
"""
CLOSED = """
INSERT INTO handoff_queueentry (lead_id, team_id, state, entered_at, due_at, score, disposition, disposition_reason,
    disposition_note, closed_at)
SELECT id, (SELECT min(id) FROM handoff_team), 'closed', now() - interval '40 days', now() - interval '37 days', 60,
    'nurtured', 'not_now', '', now() - interval '36 days'
FROM leads_lead lead
WHERE dice(id, 13, 10) = 1 AND NOT EXISTS (SELECT FROM handoff_queueentry entry WHERE entry.lead_id = lead.id)
"""


def work(site: Site) -> None:
    """Score and judge everybody, which fills the queue, and let some days pass over it."""
    make_busy(BUSY_LEAD, BUSY_ACTIVITIES)
    now = timezone.now()
    rescore(lead_ids=None, as_of=now)
    Hearing(lead=Lead.objects.get(pk=BUSY_LEAD)).save_answers(
        HEARD, base_version=0, by=User.objects.get(email="rep1@example.jp"), at=now + dt.timedelta(seconds=1)
    )
    execute(DICE)
    execute(fill(SPREAD, first_rep=User.objects.get(email="rep1@example.jp").pk))
    execute(CLOCKS)
    execute(fill(CLOSED))
    deadlines.sweep(timezone.now())
    execute("VACUUM ANALYZE")
    site.queued = QueueEntry.objects.open().count()
