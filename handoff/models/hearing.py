from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Hearing(models.Model):
    """What the customer said: saved answers (they count in verdicts) and each person's unsaved draft."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, related_name="hearing")
    answers = models.JSONField(default=dict, help_text="question of hearing_template.QUESTIONS → answer")
    version = models.PositiveIntegerField(default=0, help_text="raised by every save; a stale form is told, not lost")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True, help_text="when every required question first had an answer")

    class Meta:
        verbose_name = _("hearing")


class Draft(models.Model):
    """Something typed and not yet submitted, kept on the server: hearing, contact note, toss-up, return comment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    lead = models.ForeignKey("leads.Lead", models.CASCADE)
    form = models.CharField(max_length=30)
    values = models.JSONField()
    base_version = models.PositiveIntegerField(default=0, help_text="the hearing's version when the typing began")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "lead", "form"], name="one_draft_per_user_lead_form")]
