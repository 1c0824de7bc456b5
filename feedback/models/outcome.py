from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from feedback.write_back import remember_lost, remember_won
from handoff.models import Event, Handoff
from handoff.transition import Lost


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
        models.CharField(max_length=30, choices=Feedback),
        default=list,
        blank=True,
        verbose_name=_("feedback to inside sales"),
    )
    feedback_text = models.TextField(_("feedback in words"), blank=True)
    next_action_on = models.DateField(_("next action"), null=True)
    next_action_told_on = models.DateField(null=True, help_text="the next_action_on whose reminder was written")

    class Meta:
        verbose_name = _("outcome")
        indexes = [
            # the sweep that reminds of next actions
            models.Index(
                fields=["next_action_on"], condition=models.Q(next_action_on__isnull=False), name="outcome_next_action"
            )
        ]

    OPEN = (Stage.WORKING, Stage.OPPORTUNITY)

    @property
    def result_at(self):
        """When it came to its stage."""
        return self.closed_at or self.opportunity_at

    @property
    def feedback_labels(self) -> list[dict]:
        labels = dict(self.Feedback.choices)
        return [{"text": labels.get(code, code), "good": code == self.Feedback.GOOD} for code in self.feedback]

    @classmethod
    def of(cls, handoff: Handoff) -> "Outcome":
        """The toss-up's outcome; a new one, not yet stored, while sales has not recorded anything."""
        return cls.objects.filter(handoff=handoff).first() or cls(handoff=handoff)

    @transaction.atomic
    def accept(self, *, by, at) -> None:
        self.handoff.accept(by=by, at=at)
        type(self).objects.get_or_create(handoff=self.handoff)

    @transaction.atomic
    def log_action(self, *, by, at, kind, note="", on=None, next_action_on=None) -> "SalesAction":
        """A call, a meeting: the first one keeps the promise of a first action."""
        self._change(by, next_action_on=next_action_on)
        action = SalesAction.objects.create(handoff=self.handoff, by=by, kind=kind, note=note, at=on or at)
        self.handoff.answer_first_action(at)
        when = action.at.isoformat()
        next_day = next_action_on.isoformat() if next_action_on else ""
        self._record(Event.Kind.SALES_ACTION, by, at, {"kind": kind, "note": note, "when": when, "next": next_day})
        return action

    @transaction.atomic
    def plan_next_action(self, *, by, at, next_action_on) -> None:
        """Say on which day the next action is; None: nothing is planned. Saying the same again changes nothing."""
        if next_action_on == self.next_action_on and not self._state.adding:
            return
        self._change(by, next_action_on=next_action_on)
        day = next_action_on.isoformat() if next_action_on else ""
        self._record(Event.Kind.NEXT_ACTION_SET, by, at, {"day": day})

    @transaction.atomic
    def record_opportunity(self, *, by, at, on=None, comment="") -> None:
        self._change(
            by, stages=[self.Stage.WORKING], stage=self.Stage.OPPORTUNITY, opportunity_at=on or at, comment=comment
        )
        self.handoff.answer_first_action(at)
        self._record(Event.Kind.OPPORTUNITY, by, at, {"when": (on or at).isoformat(), "comment": comment})

    @transaction.atomic
    def record_won(self, *, by, at, comment="") -> None:
        """Won: the company is a customer from now on, and this salesperson its account owner."""
        opportunity_at = self.opportunity_at or at
        self._change(
            by, stage=self.Stage.WON, closed_at=at, comment=comment, opportunity_at=opportunity_at, next_action_on=None
        )
        self.handoff.close(by=by, at=at, event=Event.Kind.WON, data={"comment": comment})
        remember_won(self.handoff, by=by, at=at)

    @transaction.atomic
    def record_lost(self, *, by, at, reason, comment="") -> None:
        self._change(by, stage=self.Stage.LOST, closed_at=at, lost_reason=reason, comment=comment, next_action_on=None)
        self.handoff.close(by=by, at=at, event=Event.Kind.LOST, data={"reason": reason, "comment": comment})
        remember_lost(self.handoff, reason=reason, at=at)

    @transaction.atomic
    def give_feedback(self, *, by, at, codes, text="") -> None:
        """What sales says about the toss-up itself; it may be given and corrected also after the outcome."""
        self._change(by, stages=self.Stage.values, feedback=codes, feedback_text=text)
        self._record(Event.Kind.FEEDBACK, by, at, {"codes": codes, "text": text})

    def _change(self, by, *, stages=OPEN, **fields) -> None:
        """Conditional update: only the present assignee, only from these stages, only what sales has accepted."""
        if self._state.adding:
            type(self).objects.get_or_create(handoff=self.handoff)
        mine = Handoff.objects.filter(pk=self.handoff_id, assignee=by, state__in=["accepted", "closed"])
        changed = type(self).objects.filter(handoff__in=mine, stage__in=stages).update(**fields)
        if not changed:
            raise Lost
        for name, value in fields.items():
            setattr(self, name, value)

    def _record(self, kind, by, at, data) -> Event:
        return Event.record(kind, at=at, actor=by, lead=self.handoff.lead, handoff=self.handoff, data=data)


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
