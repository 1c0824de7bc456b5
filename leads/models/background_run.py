import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BackgroundRun(models.Model):
    """Long work with progress. This row is the truth; Redis only carries the wake-up (tasks.perform_run)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=30, help_text="a name registered with leads.background.perform")
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True, help_text="for the reader, already translated or plain English")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, help_text="a running run without one for 2 minutes has lost its worker")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("background run")
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state__in=["queued", "running"]), name="run_unfinished")
        ]
