from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


def default_empty_words():
    return ["Select"]  # what form tools write for a drop-down nobody touched


class ImportRun(models.Model):
    """One uploaded file on its way in: uploaded → checked (dry run) → applied. Its rows are staged in ImportRow."""

    class Kind(models.TextChoices):
        LEADS = "leads", _("leads")
        ACTIVITIES = "activities", _("activities")
        COMPANIES = "companies", _("companies")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        APPLYING = "applying", _("being imported")
        DONE = "done", _("imported")

    token = models.UUIDField(null=True, unique=True, help_text="of the form: sent twice, it is kept once")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    file_name = models.CharField(_("file"), max_length=255)
    encoding = models.CharField(_("encoding"), max_length=20)
    delimiter = models.CharField(max_length=1, default=",")
    header_row = models.PositiveIntegerField(
        default=1, help_text="line number of the header: some files have a preamble"
    )
    source = models.CharField(_("data source"), max_length=60, default="ma")
    columns = models.JSONField(default=list, help_text="the column names in order, made distinct")
    mapping = models.JSONField(default=dict, help_text="column of the file → field, 'custom' or '' (ignored)")
    empty_words = ArrayField(
        models.CharField(max_length=50), default=default_empty_words, help_text="cells that mean nothing"
    )
    counts = models.JSONField(default=dict, help_text="rows, created, updated, unchanged, refused, warned, …")
    touched_leads = ArrayField(models.BigIntegerField(), default=list, help_text="applied, but not scored yet")
    run = models.ForeignKey("leads.BackgroundRun", models.SET_NULL, null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]

    @property
    def is_running(self) -> bool:
        """Being checked or written."""
        return self.state in (self.State.CHECKING, self.State.APPLYING)

    @property
    def is_open(self) -> bool:
        """Nothing is written or under way: columns and layout may still be changed."""
        return self.state in (self.State.UPLOADED, self.State.CHECKED)

    def failure(self) -> str:
        """Why the last long work stopped, or ""."""
        return str(_(self.run.error)) if self.run and self.run.state == "failed" and self.run.error else ""

    def progress(self) -> dict:
        """The background run as the progress bar wants it. A command's import has none."""
        if self.run is None:
            return {"state": "running", "done": 0, "total": None}
        state = "waiting" if self.run.state == "queued" else self.run.state
        return {"state": state, "done": self.run.done, "total": self.run.total}

    def start_check(self, *, by, **choices) -> None:
        """Stage and count in the background, with the mapping, empty words and source chosen. Twice, it runs once."""
        if self.begin_check(**choices):
            self._start("import_check", by)

    def begin_check(self, **choices) -> bool:
        return self._move(
            {self.State.UPLOADED, self.State.CHECKED}, self.State.CHECKING, counts={}, applied_at=None, **choices
        )

    def checked(self, counts: dict) -> None:
        self._move({self.State.CHECKING}, self.State.CHECKED, counts=counts)

    def start_apply(self, *, by) -> None:
        """Write and score in the background. Pressed twice, it runs once."""
        if self.begin_apply():
            self._start("import_apply", by)

    def begin_apply(self) -> bool:
        return self._move({self.State.CHECKED}, self.State.APPLYING)

    def done(self) -> None:
        self._move({self.State.APPLYING}, self.State.DONE, touched_leads=[])

    def back_to(self, state: str) -> None:
        """After a failure: what was reached before still stands and may be tried again."""
        self._move({self.State.CHECKING, self.State.APPLYING}, state)

    @transaction.atomic
    def _start(self, kind: str, by) -> None:
        from leads.background import start

        self.run = start(kind, by=by, import_run=self.pk)
        self.save(update_fields=["run"])

    def _move(self, expected: set[str], to: str, **fields) -> bool:
        moved = ImportRun.objects.filter(pk=self.pk, state__in=expected).update(state=to, **fields)
        if moved:
            self.refresh_from_db()
        return bool(moved)


class ImportChunk(models.Model):
    """A piece of the file as it came. In pieces, so that neither side ever holds a whole file in memory."""

    import_run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_run", "number"], name="import_chunk_once")]


class ImportRow(models.Model):
    """One row of the file, normalised, with what is wrong with it. A refused row is never applied and never lost:
    its cells are in the file's chunks. Once the import is done only the rows with problems stay."""

    import_run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="line number in the file, as an editor counts")
    values = models.JSONField(help_text="field → normalised value; empty ones left out")
    problems = models.JSONField(default=list, help_text="[{code, field, column, value, limit}], see intake.problems")
    refused = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_run", "number"], name="import_row_number_once")]
        indexes = [
            models.Index(fields=["import_run", "number"], condition=~models.Q(problems=[]), name="import_row_problems")
        ]


class ColumnMapping(models.Model):
    """A correction somebody made on the mapping page, remembered for the next file with the same header."""

    kind = models.CharField(max_length=10, choices=ImportRun.Kind)
    header_key = models.CharField(max_length=64, help_text="hash of the normalised header")
    mapping = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "header_key"], name="one_mapping_per_header")]
