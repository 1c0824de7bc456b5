"""The draft of the next criteria version: what it says now, and how a change gets into it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from handoff.criteria.document import CriteriaDocument
from handoff.models import CriteriaVersion
from handoff.workshop import operations
from leads.models import DraftRevision, WorkshopDraft
from leads.models.workshop_draft import DraftGone, Edited

KIND = WorkshopDraft.Kind.CRITERIA
Change = Callable[[CriteriaDocument], CriteriaDocument]


@dataclass(frozen=True)
class Seen:
    """What an editor's page showed: a revision of a draft, or, with draft 0, the version `base` before any draft."""

    draft: int
    revision: int
    base: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The page's own "draft.revision.base"; ValueError for anything else."""
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
            raise ValueError(text)
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return f"{self.draft}.{self.revision}.{self.base}"


class Workshop:
    """The draft as it is now. Without one: the version in force, which a first edit would start from."""

    def __init__(self) -> None:
        self.active = CriteriaVersion.objects.select_related("author").get(is_active=True)
        self.draft = WorkshopDraft.objects.select_related("updated_by").filter(kind=KIND).first()

    @cached_property
    def document(self) -> CriteriaDocument:
        return CriteriaDocument.from_json(self.draft.document) if self.draft else self.active.parsed.named()

    @cached_property
    def base_document(self) -> CriteriaDocument:
        return CriteriaDocument.from_json(self.draft.base_document) if self.draft else self.document

    @property
    def seen(self) -> Seen:
        if self.draft is None:
            return Seen(0, 0, self.active.number)
        return Seen(self.draft.pk, self.draft.revision, self.draft.base)

    @property
    def is_behind(self) -> bool:
        return self.draft is not None and self.draft.is_behind(self.active.number)


def current_document() -> CriteriaDocument:
    """What would be published: the draft, or without one what is in force."""
    draft = WorkshopDraft.objects.filter(kind=KIND).first()
    return CriteriaDocument.from_json(draft.document) if draft else CriteriaVersion.active().parsed


def change(operation: Change, *, seen: Seen, by, at: dt.datetime) -> Edited:
    """Do to the draft what the editor did to the revision on the page; merged with what others did since.

    DraftGone: it was published or discarded meanwhile. Gone, InUse: the operation makes no sense there.
    """
    draft = _opened(seen, by, at)
    revisions = draft.revisions
    number = seen.revision or revisions.earliest("number").number
    shown = revisions.filter(number=number).first()
    if shown is None:
        raise DraftGone
    changed = operation(CriteriaDocument.from_json(shown.document))
    return draft.edit(changed.to_json(), seen=number, by=by, at=at)


def shown(seen: Seen) -> CriteriaDocument:
    """The document on the editor's page; when its draft is gone, what would be edited now."""
    revision = DraftRevision.objects.filter(draft=seen.draft, draft__kind=KIND, number=seen.revision).first()
    if revision:
        return CriteriaDocument.from_json(revision.document)
    version = CriteriaVersion.objects.filter(number=seen.base).first() if not seen.draft else None
    return version.parsed.named() if version else Workshop().document


def put_thresholds(values: dict[str, int], *, segment: str = "", by, at: dt.datetime) -> Edited:
    """Other values for thresholds of the draft as it is now, of the table for everybody or of a segment's (its id)."""
    table = segment or operations.EVERYBODY
    return change(
        lambda document: operations.put_thresholds(document, table, values), seen=Workshop().seen, by=by, at=at
    )


def opened(seen: Seen) -> WorkshopDraft:
    """The draft the page showed; DraftGone when it is no longer there."""
    draft = WorkshopDraft.objects.filter(kind=KIND, pk=seen.draft).first()
    if draft is None:
        raise DraftGone
    return draft


def _opened(seen: Seen, by, at: dt.datetime) -> WorkshopDraft:
    """That draft, or a new one from the version the page showed, even when another is in force by now."""
    if seen.draft:
        return opened(seen)
    version = CriteriaVersion.objects.filter(number=seen.base).first()
    if version is None:
        raise DraftGone
    document = version.parsed.named().to_json()
    draft = WorkshopDraft.open(KIND, base=version.number, base_document=document, by=by, at=at)
    if draft.base != version.number:
        raise DraftGone
    return draft
