import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.merging import Conflict, Merged, merge, same


class DraftGone(Exception):
    """The draft was published or discarded in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("This draft was published or discarded in the meantime."))


class NothingToUndo(Exception):
    def __init__(self) -> None:
        super().__init__(_("There is nothing of yours to undo."))


@dataclass(frozen=True)
class Edited:
    """The draft after an edit. conflicts: what was not taken over, to be shown; others: what came in between."""

    revision: int
    merged: dict[str, Any]
    conflicts: list[Conflict] = field(default_factory=list)
    others: list["DraftRevision"] = field(default_factory=list)


class WorkshopDraftSet(models.QuerySet["WorkshopDraft"]):
    def of(self, kind: str) -> "WorkshopDraft | None":
        return self.select_related("updated_by").filter(kind=kind).first()

    def published(self, kind: str, document: dict, number: int) -> bool:
        """Version `number` came into force. A draft that says the same is done; another one is behind now."""
        with transaction.atomic():
            draft = self.select_for_update(of=["self"]).filter(kind=kind).first()
            if draft is None or not same(draft.document, document):
                return False
            draft.delete()
            return True


class WorkshopDraft(models.Model):
    """The next version of the criteria or of the scoring model while it is made: one for everybody who edits."""

    class Kind(models.TextChoices):
        CRITERIA = "criteria", gettext_lazy("criteria")
        SCORING = "scoring", gettext_lazy("scoring model")
        HEARING = "hearing", gettext_lazy("hearing sheet")

    kind = models.CharField(max_length=10, choices=Kind, unique=True)
    base = models.PositiveIntegerField(help_text="number of the version it started from, or was last brought up to")
    base_document = models.JSONField()
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    updated_at = models.DateTimeField()

    objects = WorkshopDraftSet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("draft")

    def __str__(self):
        return f"{self.kind} {self.revision}"

    @classmethod
    def open(cls, kind: str, *, base: int, base_document: dict, by, at: dt.datetime) -> Self:
        """The draft of this kind; if there is none, a new one that says what the version `base` says."""
        with transaction.atomic():
            start = {"base": base, "base_document": base_document, "document": base_document}
            draft, is_new = cls.objects.get_or_create(kind=kind, defaults=start | {"updated_by": by, "updated_at": at})
            if is_new:
                draft.revisions.create(number=draft.revision, document=base_document, by=by, at=at)
        return draft

    def edit(self, document: dict, *, seen: int, by, at: dt.datetime) -> Edited:
        """What `by` made of revision `seen`, merged with what others did since.

        In a conflict their value stays and mine is handed back; everything else is saved.
        """
        with transaction.atomic():
            return self._merge(document, self._lock()._revision(seen), by=by, at=at)

    def undo(self, *, seen: int, by, at: dt.datetime) -> Edited:
        """Take back the newest edit of `by` up to revision `seen` that still stands; later edits stay."""
        with transaction.atomic():
            last = self._lock().last_edit(by=by, seen=seen)
            if last is None:
                raise NothingToUndo
            before = self.revisions.filter(number__lt=last.number).latest("number")
            return self._merge(before.document, last, by=by, at=at, undoes=last.number)

    def as_of_revision(self, number: int) -> dict[str, Any]:
        """The document that whoever saw this revision edited; 0 is the first one: there was no draft before it."""
        return self._revision(number).document

    def last_edit(self, *, by, seen: int) -> "DraftRevision | None":
        """The edit that undo would take back."""
        taken_back = self.revisions.exclude(undoes=None).values("undoes")
        mine = self.revisions.filter(by=by, undoes=None, number__lte=seen).exclude(number__in=taken_back)
        return mine.filter(number__gt=self.revisions.earliest("number").number).order_by("-number").first()

    def discard(self, *, by, at: dt.datetime) -> None:
        """Throw the draft away; nothing of it was ever in force."""
        if not WorkshopDraft.objects.filter(pk=self.pk).delete()[0]:
            raise DraftGone

    def rebase(self, *, base: int, base_document: dict, by, at: dt.datetime) -> Edited:
        """Bring the draft up to what was published meanwhile. In a conflict the draft's own value (mine) stays."""
        with transaction.atomic():
            self._lock()
            found = merge(self.base_document, base_document, self.document)
            self.base, self.base_document = base, base_document
            self.save(update_fields=["base", "base_document"])
            self._save_revision(found, by=by, at=at)
            conflicts = [Conflict(each.path, each.base, each.theirs, each.mine) for each in found.conflicts]
            return Edited(self.revision, self.document, conflicts)

    def is_behind(self, number: int) -> bool:
        """Whether version `number`, the one in force, is newer than what this draft started from."""
        return number > self.base

    def since(self, seen: int, *, without=None) -> models.QuerySet["DraftRevision"]:
        """The revisions after `seen`, oldest first, perhaps without a person's own."""
        return self.revisions.filter(number__gt=seen).exclude(by=without).select_related("by").order_by("number")

    def _lock(self) -> Self:
        """Hold the row until the transaction ends, and read it as it is now."""
        try:
            self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        except WorkshopDraft.DoesNotExist:
            raise DraftGone from None
        return self

    def _revision(self, number: int) -> "DraftRevision":
        if (found := self.revisions.filter(number=number or self.revisions.earliest("number").number).first()) is None:
            raise DraftGone
        return found

    def _merge(self, mine: dict, seen: "DraftRevision", *, by, at, undoes: int | None = None) -> Edited:
        others = list(self.since(seen.number))
        found = merge(seen.document, mine, self.document)
        self._save_revision(found, by=by, at=at, undoes=undoes)
        return Edited(self.revision, self.document, found.conflicts, others)

    def _save_revision(self, found: Merged, *, by, at, undoes: int | None = None) -> None:
        if same(found.document, self.document) and undoes is None:
            return
        self.document, self.updated_by, self.updated_at = found.document, by, at
        self.revision += 1
        self.save(update_fields=["document", "updated_by", "updated_at", "revision"])
        self.revisions.create(number=self.revision, document=self.document, by=by, at=at, undoes=undoes)


class DraftRevision(models.Model):
    """The draft as it was after somebody's edit: what later edits are merged against, and what undo goes back to."""

    draft = models.ForeignKey(WorkshopDraft, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    undoes = models.PositiveIntegerField(null=True, help_text="the revision that this one took back")
    document = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_draft_revision_per_number")]

    def __str__(self):
        return f"{self.draft_id}/{self.number}"
