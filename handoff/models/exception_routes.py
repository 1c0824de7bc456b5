"""Leads that take another way than the scores say: strategic targets, and more manual toss-ups for a month."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StrategicTarget(models.Model):
    """A company or a lead that sales goes after whatever its score, until a day; it carries the tag meanwhile."""

    company = models.ForeignKey("leads.Company", models.CASCADE, null=True, related_name="strategic_targets")
    lead = models.ForeignKey("leads.Lead", models.CASCADE, null=True, related_name="strategic_targets")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    reason = models.TextField(_("reason"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    expires_on = models.DateField(_("last day"), null=True, help_text="inclusive, in the business calendar's time zone")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("strategic target")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(company=None) ^ models.Q(lead=None), name="strategic_company_or_lead"
            ),
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(ended_at=None), name="one_strategic_target_per_company"
            ),
            models.UniqueConstraint(
                fields=["lead"], condition=models.Q(ended_at=None), name="one_strategic_target_per_lead"
            ),
        ]

    def __str__(self):
        return str(self.company or self.lead)


class QuotaGrant(models.Model):
    """More manual toss-ups for a team in one month, given by an admin."""

    team = models.ForeignKey("handoff.Team", models.PROTECT, related_name="quota_grants")
    month = models.DateField(help_text="its first day")
    extra = models.PositiveSmallIntegerField(_("more toss-ups"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("quota grant")
        indexes = [models.Index(fields=["team", "month"], name="quota_grants_of_month")]

    def __str__(self):
        return f"{self.team} {self.month}: +{self.extra}"
