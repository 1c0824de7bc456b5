"""The queue as after some days of work: scored, judged, partly claimed and answered, some of it overdue."""

import datetime as dt

from django.contrib.auth.models import User
from django.utils import timezone

from bench.seed import execute, fill, make_busy
from bench.site import Site
from feedback.demo.crowd.queue import spread
from handoff.deadlines.sweeping import sweep
from handoff.models import Hearing, QueueEntry
from leads.models import Lead
from leads.roles import Role
from leads.scoring import rescore

BUSY_LEAD, BUSY_ACTIVITIES = 5, 500
HEARD = {"timing": "within_3_months", "decision_maker": "self", "challenge": "clear", "challenge_detail": "手作業"}

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
    reps = User.objects.filter(groups__name=Role.IS_REP).order_by("pk").values_list("pk", flat=True)
    spread(list(reps), of_claimed=4, late=200)
    execute(fill(CLOSED))
    sweep(timezone.now())
    execute("VACUUM ANALYZE")
    site.queued = QueueEntry.objects.open().count()
