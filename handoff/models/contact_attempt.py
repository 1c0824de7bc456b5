from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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
    entry = models.ForeignKey("handoff.QueueEntry", models.SET_NULL, null=True, related_name="contact_attempts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    result = models.CharField(_("result"), max_length=20, choices=Result)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))
    callback_at = models.DateTimeField(_("call back at"), null=True, help_text="as agreed with the customer")
    key = models.UUIDField(null=True, unique=True, help_text="made with the form: sent twice, logged once")

    class Meta:
        verbose_name = _("contact attempt")
        indexes = [models.Index(fields=["lead", "-at", "-id"], name="contact_timeline")]
