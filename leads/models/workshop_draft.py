from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkshopDraft(models.Model):
    """The next version of the criteria or of the scoring model while it is made: one for everybody who edits."""

    class Kind(models.TextChoices):
        CRITERIA = "criteria", _("criteria")
        SCORING = "scoring", _("scoring model")

    kind = models.CharField(max_length=10, choices=Kind, unique=True)
    base = models.PositiveIntegerField(help_text="number of the version it started from, or was last brought up to")
    base_document = models.JSONField()
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")

    def __str__(self):
        return f"{self.kind} {self.revision}"


class DraftRevision(models.Model):
    """The draft as it was after somebody's edit: what later edits are merged against, and what undo goes back to."""

    draft = models.ForeignKey(WorkshopDraft, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_draft_revision_per_number")]

    def __str__(self):
        return f"{self.draft_id}/{self.number}"
