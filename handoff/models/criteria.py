from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from handoff.criteria.document import CriteriaDocument


class Flag(models.TextChoices):
    TARGET = "target", _("target")
    NOT_TARGET = "not_target", _("not target")
    HOLD = "hold", _("on hold")


class Route(models.TextChoices):
    SALES = "sales", _("to sales")
    ACCOUNT_OWNER = "account_owner", _("to the account owner")
    IS_HEARING = "is_hearing", _("hearing needed")
    IS_REVIEW = "is_review", _("human decision needed")
    NOTIFY_PLANNING = "notify_planning", _("tell sales planning")
    NURTURE = "nurture", _("nurture")


class Profile(models.TextChoices):
    SMALL = "small", _("small company")
    MID = "mid", _("mid-size company")
    LARGE = "large", _("large company")


class CriteriaVersion(models.Model):
    """A decision table with everything that goes with it. Immutable (a database trigger holds it)."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    profile = models.CharField(_("profile"), max_length=10, choices=Profile)
    document = models.JSONField(help_text="criteria_document.CriteriaDocument")
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("author"))
    published_at = models.DateTimeField(_("published"))
    is_active = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("criteria version")
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=models.Q(is_active=True), name="one_active_criteria"
            )
        ]

    def __str__(self):
        return f"v{self.number}"

    @classmethod
    def active(cls) -> "CriteriaVersion":
        return cls.objects.get(is_active=True)

    @cached_property
    def parsed(self) -> CriteriaDocument:
        return CriteriaDocument.from_json(self.document)


class Verdict(models.Model):
    """The latest judgement of a lead. The trace is computed on demand by the same compiled table."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, primary_key=True, related_name="verdict")
    # Without an index: a publish writes it to every row, and rows that change no index are cheap to write.
    criteria = models.ForeignKey(CriteriaVersion, models.PROTECT, db_index=False)
    flag = models.CharField(_("toss-up flag"), max_length=10, choices=Flag)
    route = models.CharField(_("route"), max_length=20, choices=Route)
    reason = models.CharField(_("toss-up reason"), max_length=60)
    segment = models.SmallIntegerField(db_default=0, help_text="whose table decided; 0: the one for everybody")
    rule = models.SmallIntegerField(null=True, help_text="position of the rule that decided; null: none matched")
    near_miss_rule = models.SmallIntegerField(null=True)
    as_of = models.DateTimeField(help_text="the moment it was judged for")
    since = models.DateTimeField(help_text="the moment it came to this flag, route and reason")
    judged_at = models.DateTimeField(
        null=True, help_text="by the database's clock: what a publication that is under way has to judge again"
    )

    class Meta:
        verbose_name = _("verdict")
        indexes = [
            models.Index(fields=["flag", "route"], name="verdict_flag_route"),  # the lead list's filter
            models.Index(fields=["route", "-since", "-lead"], name="verdict_newest"),  # the nurture list
        ]

    def trace(self):
        """Why it is so: the trace (judging/tracing.py) at the moment, and under the criteria, of this verdict."""
        from handoff.judging.tracing import trace

        return trace(self.lead, self.as_of, self.criteria)


class PendingVerdict(models.Model):
    """A verdict under criteria or scores that are being published. The switch takes them over; the table is not logged.

    run: the publication it belongs to.
    """

    pk = models.CompositePrimaryKey("run_id", "lead_id")
    run = models.ForeignKey("leads.BackgroundRun", models.DO_NOTHING, db_constraint=False, db_index=False)
    lead = models.ForeignKey("leads.Lead", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    flag = models.CharField(max_length=10, choices=Flag)
    route = models.CharField(max_length=20, choices=Route)
    reason = models.CharField(max_length=60)
    segment = models.SmallIntegerField()
    rule = models.SmallIntegerField(null=True)
    near_miss_rule = models.SmallIntegerField(null=True)
    as_of = models.DateTimeField()
