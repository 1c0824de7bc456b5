"""The queue's named scopes, its order, and who gets the next lead."""

import datetime as dt

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

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
        return self.unanswered().filter(due_at__gte=as_of, due_at__lt=_midnight(as_of, calendar))

    def overdue(self, as_of):
        return self.unanswered().filter(due_at__lt=as_of)

    def on_hold(self):
        return self.filter(lead__verdict__flag="hold")

    def snoozed(self, as_of):
        return self.filter(snoozed_until__gt=as_of)

    def awake(self, as_of):
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=as_of))

    def to_call(self, as_of):
        """The moment to call back has come. They stand on top of the queue, by that moment."""
        return self.open().awake(as_of).filter(callback_at__lte=as_of)

    def not_to_call(self, as_of):
        """The rest of the queue."""
        return self.filter(Q(callback_at=None) | Q(callback_at__gt=as_of) | Q(snoozed_until__gt=as_of))

    def callbacks_today(self, as_of, calendar):
        """To be called back before midnight of the calendar's day, or long ago."""
        return self.open().filter(callback_at__lt=_midnight(as_of, calendar))

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

        One whose customer is to be called back now comes before all others. Rows that somebody else is just taking are
        skipped, so two people at once get two different entries. Lost for who is away or holds too many already.
        """
        from handoff.in_hand.limits import leave_room
        from handoff.models import Member
        from handoff.people.absences import is_away
        from handoff.transition import Lost

        if is_away(user, at):
            raise Lost(
                _("You are marked as away, so nothing new comes to you. Say on the team page that you are back.")
            )
        team = Member.objects.filter(user=user).values_list("team", flat=True).first()
        if team is None:
            return None
        leave_room(user, at)
        waiting = self.open().unclaimed().filter(team=team).select_for_update(skip_locked=True, no_key=True)
        entry = waiting.to_call(at).order_by("callback_at", "pk").first() or waiting.awake(at).urgent().first()
        if entry:
            entry.claim(by=user, at=at)
        return entry

    def bring_back(self, lead, *, team, by, at, reason):
        """A person's new entry for a lead that no rule sends here, with a new clock; Lost when it is being worked."""
        from handoff.transition import alone_with

        try:
            with transaction.atomic():
                alone_with(lead.pk)
                if lead.handoffs.open().exists():
                    raise _being_worked()
                return self._enter(lead, team, by, at, reason)
        except IntegrityError:
            raise _being_worked() from None

    def _enter(self, lead, team, by, at, reason):
        from handoff.models import Clock, Event

        score = getattr(lead, "score", None)
        points = score.behaviour_score + score.attribute_score if score else 0
        entry = self.create(lead=lead, team=team, entered_at=at, due_at=at, score=points, recycled="person")
        Clock.objects.start_for_entries([entry.pk], Clock.Kind.FIRST_RESPONSE, at)
        entry.refresh_from_db(fields=["due_at"])
        Event.record(Event.Kind.ENTERED_QUEUE, at=at, actor=by, lead=lead, entry=entry, data={"comment": reason})
        return entry


def _midnight(as_of, calendar) -> dt.datetime:
    tomorrow = calendar.local_day(as_of) + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), tzinfo=calendar.timezone)


def _being_worked():
    from handoff.transition import Lost

    return Lost(_("This lead is in the queue or with sales already. Nothing was changed."))
