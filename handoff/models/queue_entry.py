import datetime as dt

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.models.clock import Clock
from handoff.models.contact_attempt import ContactAttempt
from handoff.models.event import Event
from handoff.querysets.queue import QueueSet
from handoff.querysets.queue_indexes import QUEUE_INDEXES
from handoff.transition import Lost, alone_with, move
from leads.people import full_name

UNDO_WITHIN = dt.timedelta(minutes=10)


class QueueEntry(models.Model):
    """One stay of a lead in the IS queue: waiting → claimed → closed by a disposition."""

    class State(models.TextChoices):
        WAITING = "waiting", _("unclaimed")
        CLAIMED = "claimed", _("claimed")
        CLOSED = "closed", _("closed")

    class Disposition(models.TextChoices):
        TOSSED_UP = "tossed_up", _("tossed up")
        NURTURED = "nurtured", _("nurturing")
        DISQUALIFIED = "disqualified", _("disqualified")
        WITHDRAWN = "withdrawn", _("withdrawn: the verdict changed before anybody took it")

    class Recycled(models.TextChoices):
        LOOK_AGAIN = "look_again", _("the day to look again has come")
        SCORE = "score", _("the score is back over the line")
        INQUIRY = "inquiry", _("a new inquiry")
        PERSON = "person", _("brought back by a person")

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="queue_entries")
    team = models.ForeignKey("handoff.Team", models.PROTECT, related_name="queue_entries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="queue_entries")
    entered_at = models.DateTimeField(_("entered"))
    claimed_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True, help_text="the owner's last act on it: the lease runs from here")
    snoozed_until = models.DateTimeField(null=True)
    callback_at = models.DateTimeField(
        null=True, help_text="promised to the customer: stays with the entry, whoever has it, until a contact is logged"
    )
    callback_told_at = models.DateTimeField(null=True, help_text="when the reminder of callback_at was written")
    due_at = models.DateTimeField(_("due"), help_text="the first_response clock's; kept here for the list's order")
    answered_at = models.DateTimeField(null=True, help_text="the first response: nothing is due any more")
    score = models.IntegerField(default=0, help_text="behaviour + attribute; kept here for the list's order")
    disposition = models.CharField(_("disposition"), max_length=20, choices=Disposition, blank=True)
    disposition_reason = models.CharField(max_length=60, blank=True)
    disposition_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    returned_from = models.ForeignKey(
        "handoff.Handoff", models.SET_NULL, null=True, related_name="+", help_text="the toss-up that came back"
    )
    recycled = models.CharField(
        max_length=12, choices=Recycled, blank=True, db_default="", help_text="what brought it back from nurturing"
    )

    objects = QueueSet.as_manager()

    class Meta:
        verbose_name = _("queue entry")
        verbose_name_plural = _("queue entries")
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=~models.Q(state="closed"), name="one_open_queue_entry_per_lead"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="claimed") | models.Q(owner__isnull=False), name="claimed_has_owner"
            ),
        ]
        indexes = QUEUE_INDEXES

    def __str__(self):
        return f"{self.lead} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    def is_owned_by(self, user) -> bool:
        return self.state == self.State.CLAIMED and self.owner_id == user.pk

    @property
    def position(self) -> tuple:
        """Where it stands in the order of QueueSet.urgent()."""
        return (self.answered_at is not None, self.due_at, self.score, self.pk)

    def is_snoozed(self, as_of) -> bool:
        return self.snoozed_until is not None and self.snoozed_until > as_of

    def is_to_call(self, as_of) -> bool:
        """The moment to call back has come, and nobody has."""
        promised = self.is_open and self.callback_at is not None and self.callback_at <= as_of
        return promised and not self.is_snoozed(as_of)

    def is_overdue(self, as_of) -> bool:
        return self.is_open and self.answered_at is None and self.due_at < as_of

    def claim(self, *, by, at) -> None:
        """Take the entry. Taking one's own again changes nothing."""
        if self.is_owned_by(by):
            return
        try:
            move(
                self, expected={self.State.WAITING}, to=self.State.CLAIMED, by=by, at=at, event=Event.Kind.CLAIMED,
                owner=by, claimed_at=at, touched_at=at, snoozed_until=None,
            )  # fmt: skip
        except Lost:
            self.refresh_from_db()
            if not self.is_owned_by(by):
                raise self._lost() from None

    @transaction.atomic
    def take(self, *, by, at) -> None:
        """Claim it, if the person's team allows one more."""
        from handoff.in_hand.limits import leave_room

        if not self.is_owned_by(by):
            leave_room(by, at)
        self.claim(by=by, at=at)

    def hold(self, *, by, at) -> None:
        """Lock the entry for an act of its owner; an unclaimed one is claimed. Lost when it is not `by`'s to act on."""
        locked = QueueEntry.objects.select_for_update(of=("self",), no_key=True).select_related("owner")
        current = locked.get(pk=self.pk)
        self.state, self.owner = current.state, current.owner
        self.snoozed_until, self.callback_at = current.snoozed_until, current.callback_at
        if self.state == self.State.WAITING:
            self.claim(by=by, at=at)
        elif not self.is_owned_by(by):
            raise self._lost()
        else:
            QueueEntry.objects.filter(pk=self.pk).update(touched_at=at)

    def release(self, *, by, at, anyones=False) -> None:
        """Give the entry back to everybody; a manager may do so with anyone's. The deadline goes on."""
        self._still_mine(
            at=at, by=by, to=self.State.WAITING, event=Event.Kind.RELEASED,
            where={"owner": self.owner_id if anyones else by},
            owner=None, claimed_at=None, touched_at=None, snoozed_until=None,
        )  # fmt: skip

    def hand_over(self, *, to, by, at) -> None:
        """Give it to a colleague of its owner, or to the whole team (to=None). The deadline goes on."""
        if to is None:
            return self.release(by=by, at=at, anyones=True)
        self._still_mine(
            at=at, by=by, to=self.State.CLAIMED, event=Event.Kind.HANDED_OVER, where={"owner": self.owner_id},
            data={"from": full_name(self.owner), "to": full_name(to), "receiver": to.pk},
            owner=to, claimed_at=at, touched_at=at,
        )  # fmt: skip
        return None

    @transaction.atomic
    def snooze(self, *, by, until, at) -> None:
        """Put it away until a moment; None brings it back at once. The deadline goes on."""
        self.hold(by=by, at=at)
        self._still_mine(
            at=at, by=by, to=self.State.CLAIMED, event=Event.Kind.SNOOZED, where={"owner": by},
            data={"until": until.isoformat() if until else None}, snoozed_until=until,
        )  # fmt: skip

    @transaction.atomic
    def log_contact(
        self, *, by, at, channel, result, note="", contacted_at=None, callback_at=None, key=None
    ) -> ContactAttempt:
        """Write down a contact; the first one answers the clock, at the moment of logging.

        With callback_at it is put away until the customer is to be called back; a callback from before is done with.
        """
        self.hold(by=by, at=at)
        values = {"lead": self.lead, "entry": self, "by": by, "channel": channel, "result": result, "note": note}
        values |= {"at": contacted_at or at, "callback_at": callback_at}
        if key is None:
            attempt, new = ContactAttempt.objects.create(**values), True
        else:
            attempt, new = ContactAttempt.objects.get_or_create(key=key, defaults=values)
        if new:
            self.answer(at)
            self._promise(callback_at)
            data = {"attempt": attempt.pk, "channel": channel, "result": result}
            Event.record(Event.Kind.CONTACT_LOGGED, at=at, actor=by, lead=self.lead, entry=self, data=data)
        return attempt

    def _promise(self, callback_at) -> None:
        waited_for_it = self.callback_at is not None and self.snoozed_until == self.callback_at
        if callback_at or waited_for_it:
            self.snoozed_until = callback_at
        self.callback_at = callback_at
        fields = {"snoozed_until": self.snoozed_until, "callback_at": callback_at, "callback_told_at": None}
        QueueEntry.objects.filter(pk=self.pk).update(**fields)

    def answer(self, at) -> None:
        """The first response was given: nothing is due any more."""
        if QueueEntry.objects.filter(pk=self.pk, answered_at=None).update(answered_at=at):
            self.answered_at = at
        Clock.objects.answer(self, at)

    def nurture(self, *, by, at, reason, note="") -> None:
        self._dispose(self.Disposition.NURTURED, Event.Kind.NURTURED, by=by, at=at, reason=reason, note=note)

    def disqualify(self, *, by, at, reason, note="") -> None:
        self._dispose(self.Disposition.DISQUALIFIED, Event.Kind.DISQUALIFIED, by=by, at=at, reason=reason, note=note)

    @transaction.atomic
    def undo_disposition(self, *, by, at) -> None:
        """Reopen what one closed by mistake, if the lead has not gone on since. The clock stays answered."""
        alone_with(self.lead_id)
        if self.lead.queue_entries.open().exists() or self.lead.handoffs.open().exists():
            raise Lost(gettext("This lead has already gone on; it cannot be taken back any more."))
        where = {"owner": by, "closed_at__gt": at - UNDO_WITHIN, "disposition__in": UNDOABLE}
        self._still_mine(
            at=at, by=by, to=self.State.CLAIMED, event=Event.Kind.DISPOSITION_UNDONE, expected={self.State.CLOSED},
            where=where,
            disposition="", disposition_reason="", disposition_note="", closed_at=None, touched_at=at,
        )  # fmt: skip

    def can_undo(self, user, at) -> bool:
        return (
            self.state == self.State.CLOSED
            and self.owner_id == user.pk
            and self.disposition in UNDOABLE
            and at - self.closed_at < UNDO_WITHIN
        )

    def toss_up(self, handoff, *, by, at, comment) -> None:
        """Close it as tossed up; submission.submit made the hand-over before."""
        self._dispose(
            self.Disposition.TOSSED_UP, Event.Kind.TOSSED_UP, by=by, at=at, reason=handoff.reason, note=comment,
            about={"handoff": handoff},
        )  # fmt: skip

    @transaction.atomic
    def _dispose(self, disposition, event, *, by, at, reason, note, about=None) -> None:
        self.hold(by=by, at=at)
        self.answer(at)
        self._still_mine(
            at=at, by=by, to=self.State.CLOSED, event=event, about=about, where={"owner": by},
            data={"reason": str(reason), "comment": note},
            disposition=disposition, disposition_reason=reason, disposition_note=note,
            closed_at=at, snoozed_until=None,
        )  # fmt: skip

    def _still_mine(self, *, expected=frozenset({State.CLAIMED}), **step) -> None:
        try:
            move(self, expected=expected, **step)
        except Lost:
            self.refresh_from_db()
            raise self._lost() from None

    def _lost(self) -> Lost:
        if self.state == self.State.CLOSED:
            return Lost(
                gettext("This entry was closed in the meantime: %(how)s.") % {"how": self.get_disposition_display()}
            )
        if self.owner:
            name = full_name(self.owner)
            return Lost(gettext("%(name)s is working on this lead. Nothing was changed.") % {"name": name})
        return Lost(gettext("This entry is not yours any more. Nothing was changed."))


UNDOABLE = (QueueEntry.Disposition.NURTURED, QueueEntry.Disposition.DISQUALIFIED)
