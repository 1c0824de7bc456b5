from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScoringModel(models.Model):
    """A version of the scoring model. Immutable once published (a database trigger holds it)."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    document = models.JSONField(help_text="scoring_document.ScoringDocument: behaviour rules, attribute groups, title words")
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("author"))
    published_at = models.DateTimeField(_("published"))
    is_active = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("scoring model")
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=models.Q(is_active=True), name="one_active_scoring_model"
            )
        ]

    def __str__(self):
        return f"v{self.number}"


class Score(models.Model):
    """The scores of one lead under the active model, as of a moment. The breakdown is computed on demand."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, primary_key=True, related_name="score")
    behaviour_score = models.IntegerField(_("behaviour score"))
    attribute_score = models.SmallIntegerField(_("attribute score"))
    model = models.ForeignKey(ScoringModel, models.PROTECT)
    as_of = models.DateTimeField()

    class Meta:
        verbose_name = _("score")
        indexes = [
            # the lead list by score
            models.Index(
                (models.F("behaviour_score") + models.F("attribute_score")).desc(), models.F("lead").desc(), name="score_total"
            )
        ]
