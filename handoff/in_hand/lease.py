"""A claimed lead that its owner does not touch for the team's number of open hours goes back to the team.

A touch is what the owner does on it: claim, log a contact, save or type in the hearing, type a toss-up, snooze. While
it is snoozed, or a callback is still to come, nothing runs out. The deadline is another thing: it goes on, untouched.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest

from handoff.deadlines.business_days import LONGEST_CLOSURE, Calendar, NoOpenDay, due_in_open_time
from handoff.deadlines.calendars import Calendars
from handoff.models.event import Event
from handoff.models.hearing import Draft
from handoff.models.member import Team
from handoff.models.queue_entry import QueueEntry
from handoff.models.queue_rules import QueueRules
from handoff.notices.notifications import notify_all
from handoff.words.people import person_name

BATCH = 1000
State = QueueEntry.State


def expire_leases(as_of: dt.datetime) -> int:
    """Give back what was untouched for too long at the aware moment as_of; returns how many.

    Repeating it, or running it twice at once, gives each back once.
    """
    calendars = Calendars()
    rules = {each.team_id: each for each in QueueRules.objects.all()}
    return sum(
        _expire(team, hours, moment_before(as_of, hours * 60, calendars.of_team(team)), as_of)
        for team in Team.objects.values_list("pk", flat=True)
        if (hours := rules.get(team, QueueRules()).lease_hours)
    )


def _expire(team: int, hours: int, since: dt.datetime | None, as_of: dt.datetime) -> int:
    total = 0
    while since and (done := _expire_some(team, hours, since, as_of)):
        total += done
    return total


@transaction.atomic
def _expire_some(team: int, hours: int, since: dt.datetime, as_of: dt.datetime) -> int:
    left = untouched(since).filter(team=team).select_related("owner", "lead").order_by("pk")
    entries = list(left.select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH])
    if not entries:
        return 0
    events = [_event(entry, hours, as_of) for entry in entries]
    QueueEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        state=State.WAITING, owner=None, claimed_at=None, touched_at=None, snoozed_until=None
    )
    notify_all(Event.objects.bulk_create(events), at=as_of)
    return len(entries)


def _event(entry: QueueEntry, hours: int, as_of) -> Event:
    data = {"person": person_name(entry.owner), "receiver": entry.owner_id, "hours": hours}
    return Event(kind=Event.Kind.LEASE_EXPIRED, at=as_of, lead=entry.lead, entry=entry, data=data)


def untouched(since: dt.datetime):
    """Claimed entries whose owner has done nothing on them since a moment, and owes nothing at a later one."""
    typing = Draft.objects.filter(lead=OuterRef("lead"), user=OuterRef("owner"), saved_at__gt=since)
    claimed = QueueEntry.objects.filter(state=State.CLAIMED)
    runs_from = Greatest(F("claimed_at"), F("touched_at"), F("snoozed_until"), F("callback_at"))
    return claimed.annotate(runs_from=runs_from).filter(~Exists(typing), runs_from__lte=since)


def lease_end(entry: QueueEntry, calendar: Calendar, typed_at: Iterable[dt.datetime] = ()) -> dt.datetime | None:
    """When an entry goes back if its owner does not touch it; None when it does not.

    typed_at: when the owner last typed in one of its forms.
    """
    hours = (getattr(entry.team, "queue_rules", None) or QueueRules()).lease_hours
    moments = filter(None, [entry.claimed_at, entry.touched_at, entry.snoozed_until, entry.callback_at, *typed_at])
    if not hours or entry.state != State.CLAIMED or not (runs_from := max(moments, default=None)):
        return None
    try:
        return due_in_open_time(runs_from, hours * 60, calendar).due_at
    except NoOpenDay:
        return None


def moment_before(now: dt.datetime, minutes: int, calendar: Calendar) -> dt.datetime | None:
    """The last moment from which so many open minutes have passed by now; None when the calendar was closed for long.

    The counterpart of due_in_open_time: a moment is not after it exactly when that many open minutes from the moment
    on are over by now.
    """
    span = dt.timedelta(minutes=minutes)
    for opens, closes in _open_times_backwards(now, calendar):
        passed = min(closes, now) - opens
        if passed >= span:
            return min(closes, now) - span
        span -= passed
    return None


def _open_times_backwards(now: dt.datetime, calendar: Calendar) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    day, closed = calendar.local_day(now), 0
    while closed < LONGEST_CLOSURE:
        hours = calendar.hours(day)
        for start, end in reversed(hours):
            opens, closes = calendar.moment(day, start), calendar.moment(day, end)
            if opens < now:
                yield opens, closes
        closed = 0 if hours else closed + 1
        day -= dt.timedelta(days=1)
