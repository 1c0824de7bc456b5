from django.conf import settings
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.scoring_document import ScoringDocument


class ScoringModelSet(models.QuerySet["ScoringModel"]):
    def active(self) -> "ScoringModel":
        """The version in force."""
        return self.get(is_active=True)


class ScoringModel(models.Model):
    """A version of the scoring model. Immutable once published (a database trigger holds it)."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    document = models.JSONField(
        help_text="scoring_document.ScoringDocument: behaviour rules, attribute groups, title words"
    )
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("author"))
    published_at = models.DateTimeField(_("published"))
    is_active = models.BooleanField(default=False)

    objects = ScoringModelSet.as_manager()

    class Meta:
        verbose_name = _("scoring model")
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=models.Q(is_active=True), name="one_active_scoring_model"
            )
        ]

    def __str__(self):
        return f"v{self.number}"

    @property
    def reason_text(self) -> str:
        """The shipped version's reason is ours and is translated."""
        return gettext("The standard model") if self.author_id is None else self.reason

    @property
    def parsed(self) -> ScoringDocument:
        return ScoringDocument.from_json(self.document)


CLOCK_TIMESTAMP = Func(function="clock_timestamp", output_field=models.DateTimeField())  # not the transaction's start


class Score(models.Model):
    """The scores of one lead under the model in force, as of a moment. The breakdown is computed on demand.

    There is no version here: a publish switches all rows and the model in force in one transaction.
    """

    lead = models.OneToOneField("leads.Lead", models.CASCADE, primary_key=True, related_name="score")
    behaviour_score = models.IntegerField(_("behaviour score"))
    attribute_score = models.SmallIntegerField(_("attribute score"))
    as_of = models.DateTimeField(help_text="older moments stand where nothing changed since")
    scored_at = models.DateTimeField(db_default=CLOCK_TIMESTAMP, help_text="by the database's clock")

    class Meta:
        verbose_name = _("score")
        indexes = [
            # the lead list by score
            models.Index(
                (models.F("behaviour_score") + models.F("attribute_score")).desc(),
                models.F("lead").desc(),
                name="score_total",
            )
        ]


class PendingScore(models.Model):
    """A score under a model that is being published. The switch takes them over; the table is not logged.

    run: the publication it belongs to.
    """

    pk = models.CompositePrimaryKey("run_id", "lead_id")
    run = models.ForeignKey("leads.BackgroundRun", models.DO_NOTHING, db_constraint=False, db_index=False)
    lead = models.ForeignKey("leads.Lead", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    behaviour_score = models.IntegerField()
    attribute_score = models.SmallIntegerField()
