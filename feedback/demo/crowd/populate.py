"""`manage.py demo --leads N`: the crowd, its past, its scores and verdicts, and the queue they make."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F

from feedback.demo.crowd import leads, past
from feedback.demo.crowd.people import people_for
from feedback.demo.crowd.queue import spread
from feedback.demo.crowd.statements import execute
from handoff.deadlines.sweeping import sweep
from handoff.models import Notice, QueueEntry
from leads.scoring import rescore

ACTIVITIES = 10  # a lead
CLAIMED = 10  # leads in the hands of each rep


class NobodyThere(ValueError):
    """The people of the database are not enough to have a past."""


def populate(count: int, now: dt.datetime) -> Iterator[tuple[str, float]]:
    """Load everything in one transaction. Yields what it is at, and how far that is, 0–1."""
    with transaction.atomic():
        reps, sellers, manager = people_for(count)
        if not reps or not sellers:
            raise NobodyThere("The first team needs somebody of inside sales and a salesperson.")
        for share in leads.make(count, ACTIVITIES * count, owner=sellers[0].email):
            yield "Companies, leads and activities", share
        for share in past.live(now, reps, sellers, manager):
            yield "Half a year of toss-ups and outcomes", share
        yield "Scores and verdicts", 0.0
        rescore(lead_ids=None, as_of=now)
        yield "Scores and verdicts", 1.0
        spread([rep.pk for rep in reps], of_claimed=_of_claimed(len(reps)), late=40)
        sweep(now)
        Notice.objects.update(email_state="none")
        Notice.objects.filter(created_at__lt=now).update(read_at=F("visible_at"))
    yield "Statistics for the planner", 0.0
    execute("VACUUM ANALYZE")
    yield "Statistics for the planner", 1.0


def _of_claimed(reps: int) -> int:
    return max(2, QueueEntry.objects.open().count() // (CLAIMED * reps))
