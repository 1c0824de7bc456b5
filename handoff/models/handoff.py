from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handoff.models.clock import Clock
from handoff.models.event import Event
from handoff.querysets.handoff import HandoffSet
from handoff.toss_up.returning import reopen
from handoff.transition import Lost, move
from handoff.words.people import person_name


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

    UNDECIDED = (State.AWAITING_APPROVAL, State.AWAITING_ASSIGNMENT)
    WITH_SALES = (State.ASSIGNED, State.ACCEPTED)

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="handoffs")
    team = models.ForeignKey("handoff.Team", models.PROTECT, related_name="handoffs")
    entry = models.ForeignKey("handoff.QueueEntry", models.SET_NULL, null=True, related_name="handoffs")
    state = models.CharField(max_length=20, choices=State)
    reason = models.CharField(_("toss-up reason"), max_length=60)
    comment = models.TextField(_("what sales should know"), blank=True)
    automatic = models.BooleanField(default=False, help_text="made by the rules, nobody pressed a button")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="handoffs")
    submitted_at = models.DateTimeField()
    suggested_assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="whom the IS rep proposed"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, help_text="approved or returned")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deals")
    assigned_at = models.DateTimeField(null=True)
    priority = models.SmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    accepted_at = models.DateTimeField(null=True)
    return_reason = models.CharField(_("return reason"), max_length=30, choices=ReturnReason, blank=True)
    return_comment = models.TextField(_("comment"), blank=True)
    closed_at = models.DateTimeField(null=True)

    suggestion: Any = None  # of assignment.Suggestions, while a page is being made

    objects = HandoffSet.as_manager()

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
            models.Index(fields=["assignee", "-assigned_at"], name="handoff_taken"),  # taken this week, and last
        ]

    def __str__(self):
        return f"{self.lead} ({self.get_state_display()})"

    @transaction.atomic
    def approve(self, *, by, at, assignee=None, priority=Priority.NORMAL, comment="", for_whom="", choice=None) -> None:
        """The manager's yes; with an assignee the salesperson has it at once, without one it waits to be assigned.

        for_whom: the manager who is away, when their delegate decides. choice: why this assignee (assignment.record).
        """
        self._move(
            {self.State.AWAITING_APPROVAL}, self.State.AWAITING_ASSIGNMENT, by, at, Event.Kind.APPROVED,
            {"comment": comment} | said(for_whom), decided_by=by, decided_at=at, priority=priority,
        )  # fmt: skip
        if assignee:
            self.assign(by=by, at=at, assignee=assignee, priority=priority, for_whom=for_whom, choice=choice)

    @property
    def stands(self) -> str:
        """Where it is and with whom: a form sends along what its reader saw."""
        return f"{self.state}:{self.assignee_id or ''}"

    @property
    def is_open(self) -> bool:
        return self.state in (*self.UNDECIDED, *self.WITH_SALES)

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @transaction.atomic
    def assign(self, *, by, at, assignee, priority=None, for_whom="", choice=None) -> None:
        fields = {"assignee": assignee, "assigned_at": at, "priority": priority or self.priority}
        data = {"assignee": person_name(assignee)} | said(for_whom, choice)
        self._move({self.State.AWAITING_ASSIGNMENT}, self.State.ASSIGNED, by, at, Event.Kind.ASSIGNED, data, **fields)
        self._promise_acceptance(at)

    @transaction.atomic
    def reassign(self, *, by, at, assignee, for_whom="", choice=None) -> None:
        """Give it to another salesperson. What is already an outcome stays with the toss-up."""
        before = self.assignee_id
        self._move(
            set(self.WITH_SALES), self.State.ASSIGNED, by, at, Event.Kind.ASSIGNED,
            {"assignee": person_name(assignee), "again": True} | said(for_whom, choice),
            where={"assignee_id": before}, assignee=assignee, assigned_at=at, accepted_at=None,
        )  # fmt: skip
        self._promise_acceptance(at)

    def _promise_acceptance(self, at) -> None:
        Clock.objects.answer_handoff(self, Clock.Kind.APPROVAL, at)
        Clock.objects.cancel_handoff(self, Clock.Kind.FIRST_SALES_ACTION, at)
        Clock.objects.start_for_handoffs([self.pk], Clock.Kind.SALES_ACCEPTANCE, at)

    @transaction.atomic
    def accept(self, *, by, at) -> None:
        self._move(
            {self.State.ASSIGNED},
            self.State.ACCEPTED,
            by,
            at,
            Event.Kind.ACCEPTED,
            where={"assignee": by},
            accepted_at=at,
        )
        Clock.objects.answer_handoff(self, Clock.Kind.SALES_ACCEPTANCE, at)
        Clock.objects.start_for_handoffs([self.pk], Clock.Kind.FIRST_SALES_ACTION, at)

    def send_back(self, *, by, at, reason, comment, for_whom="") -> None:
        """The manager's no: the IS rep gets it back with the reason (差し戻し)."""
        self._reopen(set(self.UNDECIDED), self.State.RETURNED, by, at, Event.Kind.RETURNED, reason, comment,
                     more=said(for_whom), decided_by=by, decided_at=at)  # fmt: skip

    @transaction.atomic
    def set_priority(self, *, by, at, priority, for_whom="") -> None:
        """What sales should deal with first; raises Lost when it is closed. The same again changes nothing."""
        waiting = Handoff.objects.open().filter(pk=self.pk)
        if waiting.exclude(priority=priority).update(priority=priority):
            data = {"before": self.priority, "priority": priority} | said(for_whom)
            Event.record(Event.Kind.PRIORITY_SET, at=at, actor=by, lead=self.lead, handoff=self, data=data)
        elif not waiting.exists():
            raise Lost
        self.priority = priority

    def decline(self, *, by, at, reason, comment) -> None:
        """The salesperson's no, with the same consequence."""
        self._reopen(set(self.WITH_SALES), self.State.SENT_BACK, by, at, Event.Kind.SENT_BACK, reason, comment,
                     where={"assignee": by})  # fmt: skip

    @transaction.atomic
    def _reopen(self, expected, to, by, at, event, reason, comment, where=None, more=None, **fields) -> None:
        waiting = Handoff.objects.filter(pk=self.pk, state__in=expected, **(where or {}))
        if not waiting.select_for_update(no_key=True).exists():
            raise Lost
        self._move(
            expected, to, by, at, event, {"reason": reason, "comment": comment} | (more or {}), where,
            about={"entry": reopen(self, at)}, return_reason=reason, return_comment=comment, closed_at=at, **fields,
        )  # fmt: skip
        Clock.objects.answer_handoff(self, None, at)

    @transaction.atomic
    def close(self, *, by, at, event, data) -> None:
        """Sales has won or lost it."""
        self._move({self.State.ACCEPTED}, self.State.CLOSED, by, at, event, data, where={"assignee": by}, closed_at=at)
        self.answer_first_action(at)

    def answer_first_action(self, at) -> None:
        Clock.objects.answer_handoff(self, Clock.Kind.FIRST_SALES_ACTION, at)

    def _move(self, expected, to, by, at, event, data=None, where=None, about=None, **fields) -> Event:
        return move(
            self, expected=expected, to=to, by=by, at=at, event=event, data=data, where=where, about=about, **fields
        )


def said(for_whom: str = "", choice: dict | None = None) -> dict:
    """What an event keeps beside the decision itself: for whom a delegate took it, and why this salesperson."""
    return ({"for": for_whom} if for_whom else {}) | ({"choice": choice} if choice else {})


class HandoffPackage(models.Model):
    """The hand-over package: a frozen document (a database trigger holds it)."""

    handoff = models.OneToOneField(Handoff, models.PROTECT, primary_key=True, related_name="package")
    document = models.JSONField()
    criteria = models.ForeignKey("handoff.CriteriaVersion", models.PROTECT)
    scoring_model = models.ForeignKey("leads.ScoringModel", models.PROTECT, null=True)
    as_of = models.DateTimeField()

    class Meta:
        verbose_name = _("hand-over package")
