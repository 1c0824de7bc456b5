from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeChoice(models.Model):
    """How a person wants to hear of one kind of event, where it differs from the default (notices.choices.DEFAULTS)."""

    class Email(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DAILY = "daily", _("once a day")
        OFF = "off", _("not at all")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=30)
    in_app = models.BooleanField(_("bell"), default=True)
    email = models.CharField(_("e-mail"), max_length=10, choices=Email, default=Email.AT_ONCE)
    chat = models.BooleanField(_("chat"), default=False)

    class Meta:
        verbose_name = _("choice of notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_person_and_kind")]

    def __str__(self):
        return f"{self.user} {self.kind}"


class ChatTarget(models.Model):
    """Where chat notices of a person or of a team go: an address of the form that notices.chat takes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="chat_target")
    team = models.OneToOneField("handoff.Team", models.CASCADE, null=True, related_name="chat_target")
    address = models.CharField(_("address of the chat"), max_length=500)
    last_sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    last_error_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("chat")
        constraints = [
            models.CheckConstraint(condition=models.Q(user=None) ^ models.Q(team=None), name="chat_of_person_or_team")
        ]

    def __str__(self):
        return f"{self.user or self.team}"


class ChatMessage(models.Model):
    """One event for one chat, once: written in the event's transaction, sent by a worker."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    target = models.ForeignKey(ChatTarget, models.CASCADE, related_name="messages")
    event = models.ForeignKey("handoff.Event", models.CASCADE, related_name="chat_messages")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chat message")
        constraints = [models.UniqueConstraint(fields=["target", "event"], name="one_message_per_chat_and_event")]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="chat_to_send")]

    def __str__(self):
        return f"{self.target} {self.event_id}"
