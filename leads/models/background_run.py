import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SILENCE = dt.timedelta(seconds=120)
UNNOTICED = dt.timedelta(seconds=10)


class Cancelled(Exception):
    """Somebody asked for the run to stop, and it can still stop without a trace."""


class BackgroundRunSet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=["queued", "running"])

    def free(self, as_of):
        """Waiting, or left by a worker that died."""
        return self.filter(models.Q(state="queued") | models.Q(state="running", heartbeat_at__lte=as_of - SILENCE))

    def lost(self, as_of):
        """Free, and nobody came: the wake-up was lost, or the worker died."""
        return self.free(as_of).exclude(state="queued", created_at__gt=as_of - UNNOTICED)


class BackgroundRun(models.Model):
    """Long work with progress. This row is the truth; Redis only carries the wake-up (tasks.perform_run)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=30, help_text="a name registered with leads.background.perform")
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True, help_text="for the reader, already translated or plain English")
    cancel_requested = models.BooleanField(default=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(
        null=True, help_text="a running run without one for 2 minutes has lost its worker"
    )
    finished_at = models.DateTimeField(null=True)

    objects = BackgroundRunSet.as_manager()

    class Meta:
        verbose_name = _("background run")
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state__in=["queued", "running"]), name="run_unfinished")
        ]

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def can_be_cancelled(self) -> bool:
        """Not once it has a result: what it was to bring about is in force, the rest only follows from it."""
        return self.is_unfinished and not self.cancel_requested and not self.result

    def cancel(self, *, at) -> bool:
        """Stop a waiting run, or ask the worker of a running one to stop. False: it is over, or too late."""
        unfinished = BackgroundRun.objects.filter(result={})
        waiting = unfinished.filter(state=self.State.QUEUED)
        return bool(
            self._own(waiting, state=self.State.CANCELLED, cancel_requested=True, finished_at=at)
            or self._own(unfinished.filter(state=self.State.RUNNING), cancel_requested=True)
        )

    def heed(self) -> None:
        """Call it between steps: raises Cancelled when somebody has asked the run to stop."""
        if BackgroundRun.objects.filter(pk=self.pk, cancel_requested=True).exists():
            raise Cancelled

    def commit_to(self, result: dict) -> None:
        """Call it last in the transaction that brings the result about: from then on the run cannot be cancelled.

        Raises Cancelled when somebody was quicker. The row is locked to the end of that transaction, and with it the
        heart stands still.
        """
        if not self._own(self._running().filter(cancel_requested=False, result={}), result=result):
            raise Cancelled
        self.result = result

    def keep(self, **result) -> None:
        """Add to the result of a run that has committed to one."""
        self.result = self.result | result
        self._own(self._running(), result=self.result)

    def claim(self, *, at) -> bool:
        """Take the run for this worker. False: another one has it, or it is over."""
        return bool(
            self._own(BackgroundRun.objects.free(at), state=self.State.RUNNING, done=0, heartbeat_at=at, error="")
        )

    def advance(self, done: int, total: int) -> None:
        """Say how far the work is. Seen by readers once the caller's transaction commits, so call it outside of one."""
        self._own(self._running(), done=done, total=total, heartbeat_at=timezone.now())

    def beat(self, *, at) -> None:
        self._own(self._running(), heartbeat_at=at)

    def finish(self, result: dict, *, at) -> None:
        done = Coalesce("total", "done")
        self._own(self._running(), state=self.State.DONE, result=result, finished_at=at, done=done)

    def fail(self, error: str, *, at) -> None:
        self._own(self._running(), state=self.State.FAILED, error=error, finished_at=at)

    def requeue(self) -> bool:
        failed = BackgroundRun.objects.filter(state=self.State.FAILED)
        return bool(self._own(failed, state=self.State.QUEUED, error="", finished_at=None))

    def stop(self, *, at) -> None:
        """The end of a run that somebody cancelled."""
        self._own(self._running(), state=self.State.CANCELLED, finished_at=at)

    def _running(self):
        return BackgroundRun.objects.filter(state=self.State.RUNNING)

    def _own(self, runs, **fields) -> int:
        return runs.filter(pk=self.pk).update(**fields)
