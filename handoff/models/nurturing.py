from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Nurturing(models.Model):
    """What is known of a lead's nurturing beside its reason. What is older than the stay it is read for is void."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, primary_key=True, related_name="nurturing")
    look_again_on = models.DateField(_("look again on"), null=True, help_text="a person's date; else the rule's days")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(null=True)
    below_at = models.DateTimeField(null=True, help_text="when its score was first seen below the line of its rule")

    class Meta:
        verbose_name = _("nurturing")

    def __str__(self):
        return f"{self.lead_id}: {self.look_again_on}"


class RecycleRule(models.Model):
    """What brings the leads back to the queue that are nurtured for one reason."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("moved by a person")
        RULES = "rules", _("by the criteria")

    kind = models.CharField(max_length=6, choices=Kind)
    reason = models.CharField(_("reason"), max_length=60)
    look_again_days = models.PositiveSmallIntegerField(
        _("look again after"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    on_date = models.BooleanField(_("back on that day"), default=False)
    on_score = models.BooleanField(_("back when the score rises"), default=False)
    score_line = models.PositiveIntegerField(_("line"), default=100, validators=[MaxValueValidator(100_000)])
    on_inquiry = models.BooleanField(_("back on a new inquiry"), default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recycle rule")
        constraints = [models.UniqueConstraint(fields=["kind", "reason"], name="one_recycle_rule_per_reason")]

    def __str__(self):
        return f"{self.kind}: {self.reason}"

    @property
    def is_on(self) -> bool:
        return self.on_date or self.on_score or self.on_inquiry
