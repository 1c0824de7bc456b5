from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="queue_entries")
    team = models.ForeignKey("handoff.Team", models.PROTECT, related_name="queue_entries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="queue_entries")
    entered_at = models.DateTimeField(_("entered"))
    claimed_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
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
        indexes = [
            # the queue list and "next lead": most urgent first, by keyset
            models.Index(
                models.F("team"),
                models.F("due_at"),
                models.F("score").desc(),
                models.F("id"),
                condition=~models.Q(state="closed"),
                name="queue_order",
            ),
            models.Index(fields=["owner"], condition=models.Q(state="claimed"), name="queue_mine"),
        ]

    def __str__(self):
        return f"{self.lead} ({self.get_state_display()})"


class ContactAttempt(models.Model):
    class Channel(models.TextChoices):
        CALL = "call", _("phone call")
        EMAIL = "email", _("e-mail")
        MEETING = "meeting", _("meeting")
        FORM_REPLY = "form_reply", _("form reply")

    class Result(models.TextChoices):
        CONNECTED = "connected", _("talked")
        NO_ANSWER = "no_answer", _("no answer")
        CALLBACK = "callback", _("call back later")
        WRONG_NUMBER = "wrong_number", _("wrong number or address")
        REFUSED = "refused", _("refused")
        SENT = "sent", _("sent")

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="contact_attempts")
    entry = models.ForeignKey(QueueEntry, models.SET_NULL, null=True, related_name="contact_attempts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    result = models.CharField(_("result"), max_length=20, choices=Result)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("contact attempt")
