"""The draft of the next version of the hearing sheets: one for everybody who edits, merged as in the workshop."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext as _

from handoff.hearings.document import HearingDocument
from handoff.hearings.editing import Refused
from handoff.hearings.problems import problems
from handoff.models.hearing_template import HearingTemplate, document_of
from handoff.workshop.draft import Seen
from leads.merging import same
from leads.models import WorkshopDraft
from leads.models.workshop_draft import DraftGone, Edited

KIND = WorkshopDraft.Kind.HEARING
Edit = Callable[[HearingDocument], HearingDocument]


class SheetDraft:
    """The draft as it is now. Without one: what is in force, which a first edit would start from."""

    def __init__(self) -> None:
        self.in_force = HearingTemplate.in_force()
        self.draft = WorkshopDraft.objects.of(KIND)

    @property
    def number(self) -> int:
        """Of the version in force; 0 for the product's own sheet."""
        return self.in_force.number if self.in_force else 0

    @cached_property
    def document(self) -> HearingDocument:
        return HearingDocument.from_json(self.draft.document) if self.draft else self.published

    @property
    def published(self) -> HearingDocument:
        return document_of(self.in_force)

    @property
    def seen(self) -> Seen:
        return Seen(self.draft.pk, self.draft.revision, 0) if self.draft else Seen(0, 0, self.number)

    @cached_property
    def problems(self):
        return problems(self.document)

    @property
    def all_problems(self) -> list[str]:
        """Each with the question it is about."""
        found = []
        for (sheet_id, name), said in self.problems.items():
            sheet = self.document.sheet(sheet_id)
            question = sheet.find(name) if sheet else None
            found += [f"{question.label}: {each}" if question else each for each in said]
        return found

    @property
    def says_the_same(self) -> bool:
        return same(self.document.to_json(), self.published.to_json())


def change(edit: Edit, *, seen: Seen, by, at: dt.datetime) -> Edited:
    """Do to the draft what the editor did to the revision on the page; merged with what others did since.

    DraftGone: it was published or discarded meanwhile. Refused: the edit makes no sense there.
    """
    draft = _opened(seen, by, at)
    number = seen.revision or draft.revisions.earliest("number").number
    document = edit(HearingDocument.from_json(draft.as_of_revision(number)))
    return draft.edit(document.to_json(), seen=number, by=by, at=at)


def discard(*, seen: Seen, by, at: dt.datetime) -> None:
    _there(seen).discard(by=by, at=at)


def undo(*, seen: Seen, by, at: dt.datetime) -> Edited:
    """Take back this person's newest edit."""
    return _there(seen).undo(seen=seen.revision, by=by, at=at)


@transaction.atomic
def publish(*, seen: Seen, reason: str, by, at: dt.datetime) -> HearingTemplate:
    """The draft as it was shown becomes the next version. Refused: others changed it since, or it has problems."""
    draft = WorkshopDraft.objects.select_for_update(of=["self"]).filter(kind=KIND, pk=seen.draft).first()
    if draft is None:
        raise DraftGone
    if draft.revision != seen.revision:
        raise Refused(_("The draft was changed after you opened this page. Look at it again before you publish."))
    now = SheetDraft()
    if now.problems:
        raise Refused(_("Mend what is marked on the sheets first."))
    if now.says_the_same:
        raise Refused(_("The draft asks the same as the version in force."))
    version = HearingTemplate.objects.create(
        number=now.number + 1, document=now.document.to_json(), reason=reason, author=by, published_at=at
    )
    draft.delete()
    return version


def _opened(seen: Seen, by, at: dt.datetime) -> WorkshopDraft:
    """The draft of the page, or a first one from the version in force, if that is the one the page showed."""
    if seen.draft:
        return _there(seen)
    template = HearingTemplate.in_force()
    number = template.number if template else 0
    if number != seen.base:
        raise DraftGone
    return WorkshopDraft.open(KIND, base=number, base_document=document_of(template).to_json(), by=by, at=at)


def _there(seen: Seen) -> WorkshopDraft:
    if found := WorkshopDraft.objects.filter(kind=KIND, pk=seen.draft).first():
        return found
    raise DraftGone
