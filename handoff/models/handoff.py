from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Handoff(models.Model):
    """A toss-up on its way: approved and assigned by the manager, accepted and worked by sales."""

    class State(models.TextChoices):
        AWAITING_APPROVAL = "awaiting_approval", _("awaiting approval")
        AWAITING_ASSIGNMENT = "awaiting_assignment", _("awaiting assignment")
        ASSIGNED = "assigned", _("awaiting acceptance")
        ACCEPTED = "accepted", _("being worked")
        RETURNED = "returned", _("returned by the manager")
        SENT_BACK = "sent_back", _("sent back by sales")
        CLOSED = "closed", _("closed")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("high")
        NORMAL = 2, _("normal")
        LOW = 3, _("low")

    class ReturnReason(models.TextChoices):
        HEARING_INSUFFICIENT = "hearing_insufficient", _("hearing not sufficient")
        TIMING_TOO_FAR = "timing_too_far", _("timing too far off")
        NOT_DECISION_MAKER = "not_decision_maker", _("no access to the decision-maker")
        DUPLICATE = "duplicate", _("already being worked")
        OUT_OF_SCOPE = "out_of_scope", _("not our customer")
        LOW_TEMPERATURE = "low_temperature", _("temperature too low")
        OTHER = "other", _("other")

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="handoffs")
    team = models.ForeignKey("handoff.Team", models.PROTECT, related_name="handoffs")
    entry = models.ForeignKey("handoff.QueueEntry", models.SET_NULL, null=True, related_name="handoffs")
    state = models.CharField(max_length=20, choices=State)
    reason = models.CharField(_("toss-up reason"), max_length=60)
    comment = models.TextField(_("what sales should know"), blank=True)
    automatic = models.BooleanField(default=False, help_text="made by the rules, nobody pressed a button")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="handoffs")
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, help_text="approved or returned")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deals")
    assigned_at = models.DateTimeField(null=True)
    priority = models.SmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    accepted_at = models.DateTimeField(null=True)
    return_reason = models.CharField(_("return reason"), max_length=30, choices=ReturnReason, blank=True)
    return_comment = models.TextField(_("comment"), blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("toss-up")
        constraints = [
            models.UniqueConstraint(
                fields=["lead"],
                condition=~models.Q(state__in=["returned", "sent_back", "closed"]),
                name="one_open_handoff_per_lead",
            )
        ]
        indexes = [
            models.Index(fields=["team", "state", "submitted_at"], name="handoff_inbox"),
            models.Index(fields=["assignee", "state"], name="handoff_board"),
        ]

    def __str__(self):
        return f"{self.lead} ({self.get_state_display()})"


class HandoffPackage(models.Model):
    """The hand-over package: a frozen document (a database trigger holds it)."""

    handoff = models.OneToOneField(Handoff, models.PROTECT, primary_key=True, related_name="package")
    document = models.JSONField()
    criteria = models.ForeignKey("handoff.CriteriaVersion", models.PROTECT)
    scoring_model = models.ForeignKey("leads.ScoringModel", models.PROTECT, null=True)
    as_of = models.DateTimeField()

    class Meta:
        verbose_name = _("hand-over package")
