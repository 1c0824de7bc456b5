import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handoff.models.queue_entry import UNDO_WITHIN

SAID_FOR = dt.timedelta(minutes=1)
LONGEST = dt.timedelta(hours=12)  # what has not finished by then will not


class BulkAction(models.Model):
    """One act on many queue entries at once. Each entry has its own result, and what it was before."""

    class Kind(models.TextChoices):
        CLAIM = "claim", pgettext_lazy("bulk action", "Claim")
        RELEASE = "release", pgettext_lazy("bulk action", "Release")
        HAND_OVER = "hand_over", pgettext_lazy("bulk action", "Hand over")
        SNOOZE = "snooze", pgettext_lazy("bulk action", "Snooze")
        NURTURE = "nurture", pgettext_lazy("bulk action", "Nurture")
        DISQUALIFY = "disqualify", pgettext_lazy("bulk action", "Disqualify")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulk_actions")
    at = models.DateTimeField()
    parameters = models.JSONField(default=dict, help_text="to whom, until when, why")
    query = models.CharField(max_length=1000, blank=True, help_text="the list it was asked on, to go back to")
    run = models.ForeignKey("leads.BackgroundRun", models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    undo_asked_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bulk action")
        indexes = [models.Index(fields=["by", "-at"], name="bulk_action_latest")]  # the bar that offers to undo

    def __str__(self):
        return self.get_kind_display()

    @property
    def undo_until(self) -> dt.datetime | None:
        return self.finished_at and self.finished_at + UNDO_WITHIN

    def can_undo(self, as_of) -> bool:
        return bool(self.undo_until and self.undo_asked_at is None and as_of < self.undo_until)

    def is_news(self, as_of) -> bool:
        """Under way, can still be taken back, or was just taken back."""
        is_running = self.is_under_way and as_of - self.at < LONGEST
        return is_running or self.can_undo(as_of) or bool(self.undone_at and as_of - self.undone_at < SAID_FOR)

    @property
    def is_under_way(self) -> bool:
        return self.finished_at is None or (self.undo_asked_at is not None and self.undone_at is None)


class BulkItem(models.Model):
    """What an act on many did with one of them."""

    class Result(models.TextChoices):
        TO_DO = "", _("not yet")
        DONE = "done", _("done")
        REFUSED = "refused", _("not changed")

    action = models.ForeignKey(BulkAction, models.CASCADE, related_name="items")
    entry = models.ForeignKey("handoff.QueueEntry", models.CASCADE, related_name="+")
    result = models.CharField(max_length=10, choices=Result, blank=True, default=Result.TO_DO)
    why = models.CharField(max_length=30, blank=True, help_text="a code of handoff.bulk.refusals")
    before = models.JSONField(default=dict, help_text="the entry's fields as they were")
    after = models.JSONField(default=dict, help_text="and as it left them")
    undo_result = models.CharField(max_length=10, choices=Result, blank=True, default=Result.TO_DO)

    class Meta:
        verbose_name = _("result of a bulk action")
        constraints = [models.UniqueConstraint(fields=["action", "entry"], name="one_item_per_action_and_entry")]

    def __str__(self):
        return f"{self.action_id}: {self.entry_id}"
