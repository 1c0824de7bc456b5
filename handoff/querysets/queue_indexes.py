"""The indexes behind the queue's scopes and orders: with 100,000 open entries each list reads only what it shows."""

from django.db.models import F, Index, Q

from handoff.querysets.queue import URGENCY

QUEUE_INDEXES = [
    # the queue list, most urgent first, by keyset
    Index(F("team"), *URGENCY, condition=~Q(state="closed"), name="queue_order"),
    # "next lead" and the unclaimed list stay quick when nearly everything is claimed
    Index(F("team"), *URGENCY, condition=Q(state="waiting"), name="queue_next"),
    Index(fields=["owner"], condition=Q(state="claimed"), name="queue_mine"),
    # the counts and lists "due today" and "overdue": a range of due times, whatever else is open
    Index(fields=["team", "due_at"], condition=~Q(state="closed") & Q(answered_at=None), name="queue_unanswered"),
    # the list by score, and by when they came
    Index(F("team"), F("score").desc(), F("id").desc(), condition=~Q(state="closed"), name="queue_by_score"),
    Index(F("team"), F("entered_at").desc(), F("id").desc(), condition=~Q(state="closed"), name="queue_by_arrival"),
    # the count and list "snoozed": few, among many that never were
    Index(fields=["team", "snoozed_until"], condition=Q(snoozed_until__isnull=False), name="queue_snoozed"),
    # the list of callbacks, those that stand on top of the queue, and the sweep that reminds of them
    Index(
        fields=["team", "callback_at"],
        condition=Q(callback_at__isnull=False) & ~Q(state="closed"),
        name="queue_callbacks",
    ),
    # the sweep for leads that nobody touches
    Index(fields=["team", "touched_at"], condition=Q(state="claimed"), name="queue_leases"),
]
