from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models, transaction
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from handoff.querysets.notice import NoticeQuerySet


class Event(models.Model):
    """Something that happened, in order, forever: append-only (a database trigger holds it)."""

    class Kind(models.TextChoices):
        ENTERED_QUEUE = "entered_queue", _("entered the queue")
        ENTRIES_ARRIVED = "entries_arrived", _("entries arrived in the queue")
        PLANNING_NOTIFIED = "planning_notified", _("strategic target: sales planning was told")
        WITHDRAWN = "withdrawn", _("left the queue: the verdict changed")
        VERDICT_CHANGED = "verdict_changed", _("verdict changed")
        CLAIMED = "claimed", _("claimed")
        RELEASED = "released", _("released")
        HANDED_OVER = "handed_over", _("handed over to a colleague")
        TAKEN_BACK = "taken_back", _("bulk action taken back")
        SNOOZED = "snoozed", _("snoozed")
        LEASE_EXPIRED = "lease_expired", _("untouched for too long, given back to the team")
        CALLBACK_DUE = "callback_due", _("time to call back")
        CONTACT_LOGGED = "contact_logged", _("contact logged")
        HEARING_SAVED = "hearing_saved", _("hearing saved")
        DISCRETION_USED = "discretion_used", _("decided by a person")
        SALES_REQUESTED = "sales_requested", _("requested by sales")
        TOSSED_UP = "tossed_up", _("tossed up")
        NURTURED = "nurtured", _("moved to nurturing")
        LOOK_AGAIN_SET = "look_again_set", _("day to look again changed")
        DISQUALIFIED = "disqualified", _("disqualified")
        DISPOSITION_UNDONE = "disposition_undone", _("taken back into work")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        ASSIGNED = "assigned", _("assigned")
        PRIORITY_SET = "priority_set", _("priority changed")
        ACCEPTED = "accepted", _("accepted by sales")
        SENT_BACK = "sent_back", _("sent back by sales")
        SALES_ACTION = "sales_action", _("sales action logged")
        NEXT_ACTION_SET = "next_action_set", _("next action planned")
        NEXT_ACTION_DUE = "next_action_due", _("day of the next action")
        OPPORTUNITY = "opportunity", _("opportunity created")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        FEEDBACK = "feedback", _("feedback from sales")
        DUE_SOON = "due_soon", _("due today")
        BREACHED = "breached", _("overdue")
        ESCALATED = "escalated", _("overdue and given back to the team")
        DEADLINE_MOVED = "deadline_moved", _("deadline moved with the calendar")
        STRATEGIC_ADDED = "strategic_added", _("made a strategic target")
        STRATEGIC_EXTENDED = "strategic_extended", _("last day of a strategic target changed")
        STRATEGIC_ENDED = "strategic_ended", _("no longer a strategic target")
        ACCOUNT_OWNER_SET = "account_owner_set", _("account owner chosen")
        QUOTA_GRANTED = "quota_granted", _("more manual toss-ups granted")
        QUEUE_RULES_SET = "queue_rules_set", _("rules of the queue changed")
        WEEKLY_REPORT = "weekly_report", _("weekly report")
        CRITERIA_PUBLISHED = "criteria_published", _("criteria published")
        SCORING_PUBLISHED = "scoring_published", _("scoring model published")
        PERSON_CHANGED = "person_changed", _("people and roles changed")

    kind = models.CharField(max_length=30, choices=Kind)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, help_text="null: the machine")
    lead = models.ForeignKey("leads.Lead", models.CASCADE, null=True, related_name="events")
    entry = models.ForeignKey("handoff.QueueEntry", models.CASCADE, null=True, related_name="events")
    handoff = models.ForeignKey("handoff.Handoff", models.CASCADE, null=True, related_name="events")
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["lead", "-at", "-id"], name="event_timeline"),
            # the latest changes on the people page
            models.Index(fields=["-at"], condition=models.Q(kind="person_changed"), name="event_people"),
            BrinIndex(fields=["at"], autosummarize=True, name="event_days"),  # what was decided in the last 30 days
            # what a publication changed
            models.Index(
                KT("data__publication"), "id", condition=models.Q(data__has_key="publication"), name="event_publication"
            ),
        ]

    @classmethod
    @transaction.atomic
    def record(
        cls, kind: str, *, at, actor=None, lead=None, entry=None, handoff=None, data: dict | None = None
    ) -> "Event":
        """Write the event and, in the same transaction, the notices for those who should hear of it."""
        from handoff.notices.notifications import notify

        event = cls.objects.create(
            kind=kind, at=at, actor=actor, lead=lead, entry=entry, handoff=handoff, data=data or {}
        )
        notify(event)
        return event


class Notice(models.Model):
    """One person hears of one event, once. The text is made in the reader's language when it is read."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    created_at = models.DateTimeField()
    visible_at = models.DateTimeField(help_text="notices go out only in open hours")
    read_at = models.DateTimeField(null=True)
    in_app = models.BooleanField(db_default=True, help_text="false: the person wants it by mail or chat only")
    email_state = models.CharField(
        max_length=10,
        default="waiting",
        choices=[("none", "none"), ("waiting", "waiting"), ("sent", "sent"), ("failed", "failed")],
    )
    email_attempts = models.PositiveSmallIntegerField(default=0)
    email_next_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        constraints = [models.UniqueConstraint(fields=["event", "recipient"], name="one_notice_per_event_and_person")]
        indexes = [
            models.Index(fields=["recipient", "-visible_at"], name="notice_inbox"),
            models.Index(fields=["recipient", "visible_at"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["email_next_at"], condition=models.Q(email_state="waiting"), name="notice_to_send"),
        ]
