"""Entries with running clocks, and moments, for the tests of deadlines and notices."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

from handoff.models import Clock, Handoff, QueueEntry
from leads.models import Company, Lead

TOKYO = ZoneInfo("Asia/Tokyo")
numbers = itertools.count(1)

# Entered on a Monday before a holiday: due on Friday, as in the definition's first example.
ENTERED = "2026-11-02T10:00"
DUE = "2026-11-06T18:00"
REMIND = "2026-11-06T09:00"
ESCALATE = "2026-11-09T18:00"


def tokyo(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def make_lead(**values) -> Lead:
    number = next(numbers)
    company = Company.objects.create(name=f"青空商事{number}", name_key=f"青空商事{number}")
    values = {"name": "田中 花子", "company": company, "external_id": f"L{number}", "person_key": f"L{number}"} | values
    return Lead.objects.create(**values)


def make_entry(team, owner=None, at=ENTERED, days=3, **values) -> QueueEntry:
    at = tokyo(at)
    state = QueueEntry.State.CLAIMED if owner else QueueEntry.State.WAITING
    entry = QueueEntry.objects.create(
        lead=make_lead(), team=team, owner=owner, state=state, entered_at=at, due_at=at, **values
    )
    Clock.objects.start_for_entries([entry.pk], Clock.Kind.FIRST_RESPONSE, at, days)
    entry.refresh_from_db()
    return entry


def make_handoff(team, submitted_by=None, state=Handoff.State.AWAITING_APPROVAL, **values) -> Handoff:
    return Handoff.objects.create(
        lead=make_lead(), team=team, state=state, submitted_by=submitted_by, submitted_at=tokyo(ENTERED), **values
    )


def clock_of(thing) -> Clock:
    return Clock.objects.get(**{"entry" if isinstance(thing, QueueEntry) else "handoff": thing})
