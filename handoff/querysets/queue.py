"""The queue's named scopes, its order, and who gets the next lead."""

import datetime as dt

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.db.models.lookups import IsNull

ANSWERED = IsNull(F("answered_at"), False)
# The index queue_order has exactly these expressions: change both or neither.
URGENCY = (ANSWERED, F("due_at"), F("score") * -1, F("id"))


class QueueSet(models.QuerySet):
    def open(self):
        return self.exclude(state="closed")

    def mine(self, user):
        return self.filter(state="claimed", owner=user)

    def unclaimed(self):
        return self.filter(state="waiting")

    def unanswered(self):
        return self.open().filter(answered_at=None)

    def due_today(self, as_of, calendar):
        """Still to be answered before midnight of the calendar's day."""
        tomorrow = calendar.local_day(as_of) + dt.timedelta(days=1)
        midnight = dt.datetime.combine(tomorrow, dt.time(), tzinfo=calendar.timezone)
        return self.unanswered().filter(due_at__gte=as_of, due_at__lt=midnight)

    def overdue(self, as_of):
        return self.unanswered().filter(due_at__lt=as_of)

    def on_hold(self):
        return self.filter(lead__verdict__flag="hold")

    def snoozed(self, as_of):
        return self.filter(snoozed_until__gt=as_of)

    def awake(self, as_of):
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=as_of))

    def returned(self):
        return self.filter(returned_from__isnull=False)

    def search(self, text):
        from leads.models import Lead
        from leads.search import find

        return self.filter(lead__in=find(Lead.objects.all(), text)) if text.strip() else self

    def urgent(self):
        """Most urgent first: what still waits for an answer, by due time, then by score."""
        return self.order_by(*URGENCY)

    def after(self, position: "tuple[bool, dt.datetime, int, int]"):
        """What follows an entry's position in the order of urgent()."""
        answered, due_at, score, pk = position
        return self.filter(TupleGreaterThan(URGENCY, (answered, due_at, -score, pk)))

    @transaction.atomic
    def next_for(self, user, at):
        """Claim the most urgent unclaimed entry of the user's team and return it; None when there is none.

        Rows that somebody else is just taking are skipped, so two people at once get two different entries.
        """
        from handoff.models import Member

        team = Member.objects.filter(user=user).values("team")
        waiting = self.open().unclaimed().awake(at).filter(team=team).urgent()
        entry = waiting.select_for_update(skip_locked=True, no_key=True).first()
        if entry:
            entry.claim(by=user, at=at)
        return entry
