"""What the worker does for this app. as_of is an ISO moment: the injected clock of tests and of people looking back."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from handoff import doctor
from handoff.assignment import waiting
from handoff.deadlines import sweeping
from handoff.in_hand import callbacks, lease
from handoff.judging import day_change
from handoff.notices import chat_outbox, outbox
from handoff.nurturing.recycling import recycle
from leads.models import Sweep


def read_moment(as_of: str | None) -> dt.datetime:
    """An ISO moment as an aware datetime (without an offset: of the current time zone); None is now."""
    if as_of is None:
        return timezone.now()
    moment = dt.datetime.fromisoformat(as_of)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


@shared_task
def sweep_clocks(as_of: str | None = None) -> None:
    sweeping.sweep(read_moment(as_of))
    Sweep.objects.update_or_create(name=doctor.CLOCKS, defaults={"as_of": timezone.now()})


@shared_task
def sweep_queue(as_of: str | None = None) -> None:
    callbacks.remind_of_callbacks(read_moment(as_of))
    lease.expire_leases(read_moment(as_of))


@shared_task
def deliver_notices(as_of: str | None = None) -> None:
    outbox.deliver(read_moment(as_of))
    chat_outbox.deliver(read_moment(as_of))


@shared_task
def recycle_leads(as_of: str | None = None) -> None:
    recycle(read_moment(as_of))


@shared_task
def assign_waiting(as_of: str | None = None) -> None:
    waiting.assign_waiting(read_moment(as_of))


@shared_task
def judge_day_change(as_of: str | None = None) -> None:
    day_change.judge_day_change(read_moment(as_of))
