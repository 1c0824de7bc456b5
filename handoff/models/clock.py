from django.db import models
from django.utils.translation import gettext_lazy as _

from handoff.deadlines.targets import Target
from handoff.querysets.clock import ClockQuerySet


class Clock(models.Model):
    """A promise with a due time. Met, breached or cancelled, once; it never pauses."""

    class Kind(models.TextChoices):
        FIRST_RESPONSE = "first_response", _("first response")
        APPROVAL = "approval", _("approval")
        SALES_ACCEPTANCE = "sales_acceptance", _("acceptance")
        FIRST_SALES_ACTION = "first_sales_action", _("first sales action")

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        MET = "met", _("met")
        BREACHED = "breached", _("overdue")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=20, choices=Kind)
    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="clocks")
    entry = models.ForeignKey("handoff.QueueEntry", models.CASCADE, null=True, related_name="clocks")
    handoff = models.ForeignKey("handoff.Handoff", models.CASCADE, null=True, related_name="clocks")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    business_days = models.PositiveSmallIntegerField(help_text="the target; 0 when it is in open minutes")
    open_minutes = models.PositiveIntegerField(db_default=0)
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(help_text="opening of the due day")
    escalate_at = models.DateTimeField(help_text="close of the business day after the due day")
    reminded_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True, help_text="the true time: due_at, whenever the sweep saw it")
    escalated_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(
        null=True, help_text="met or cancelled; after a breach: when it was answered at last"
    )

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "kind"], condition=models.Q(entry__isnull=False), name="one_clock_per_entry_and_kind"
            ),
            models.UniqueConstraint(
                fields=["handoff", "kind"],
                condition=models.Q(handoff__isnull=False),
                name="one_clock_per_handoff_and_kind",
            ),
        ]
        indexes = [
            # the sweep reads only what is due, whatever the number of open clocks
            models.Index(fields=["due_at"], condition=models.Q(state="running"), name="clock_due"),
            models.Index(
                fields=["remind_at"], condition=models.Q(state="running", reminded_at=None), name="clock_to_remind"
            ),
            models.Index(
                fields=["escalate_at"],
                condition=models.Q(state="breached", escalated_at=None, stopped_at=None),
                name="clock_to_escalate",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_state_display()}"

    @property
    def target(self) -> Target:
        return Target(self.business_days, self.open_minutes)

    @property
    def person(self):
        """Whose promise it is, as the board counts it; None while it is nobody's."""
        if self.entry:
            return self.entry.owner
        return self.handoff.decided_by if self.kind == self.Kind.APPROVAL else self.handoff.assignee

    @property
    def team_id(self) -> int | None:
        thing = self.entry or self.handoff
        return thing.team_id if thing else None
