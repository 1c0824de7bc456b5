from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.Model):
    """What came of a toss-up, and what sales says about it."""

    class Stage(models.TextChoices):
        WORKING = "working", _("being worked")
        OPPORTUNITY = "opportunity", _("opportunity")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    class LostReason(models.TextChoices):
        PRICE = "price", _("price")
        COMPETITOR = "competitor", _("chose a competitor")
        NO_BUDGET = "no_budget", _("no budget")
        TIMING = "timing", _("timing did not fit")
        NO_DECISION = "no_decision", _("no decision was made")
        NO_NEED = "no_need", _("no need")
        UNREACHABLE = "unreachable", _("could not be reached")
        OTHER = "other", _("other")

    class Feedback(models.TextChoices):
        LOW_TEMPERATURE = "low_temperature", _("temperature was low")
        NOT_DECISION_MAKER = "not_decision_maker", _("did not reach the decision-maker")
        CHALLENGE_UNCLEAR = "challenge_unclear", _("challenge was unclear")
        TIMING_OFF = "timing_off", _("timing was different from the hearing")
        INFORMATION_MISSING = "information_missing", _("information was missing")
        GOOD = "good", _("a good toss-up")

    handoff = models.OneToOneField("handoff.Handoff", models.PROTECT, primary_key=True, related_name="outcome")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.WORKING)
    opportunity_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    lost_reason = models.CharField(_("lost reason"), max_length=20, choices=LostReason, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    feedback = ArrayField(
        models.CharField(max_length=30, choices=Feedback), default=list, blank=True, verbose_name=_("feedback to inside sales")
    )
    feedback_text = models.TextField(_("feedback in words"), blank=True)
    next_action_on = models.DateField(_("next action"), null=True)

    class Meta:
        verbose_name = _("outcome")


class SalesAction(models.Model):
    class Kind(models.TextChoices):
        CALL = "call", _("phone call")
        EMAIL = "email", _("e-mail")
        MEETING = "meeting", _("meeting")
        PROPOSAL = "proposal", _("proposal")
        OTHER = "other", _("other")

    handoff = models.ForeignKey("handoff.Handoff", models.PROTECT, related_name="sales_actions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("sales action")
