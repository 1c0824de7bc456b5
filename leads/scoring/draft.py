"""The next version of the scoring model while it is made."""

import datetime as dt

from leads.models import ScoringModel, WorkshopDraft
from leads.scoring_document import ScoringDocument

KIND = WorkshopDraft.Kind.SCORING


def draft_document() -> ScoringDocument | None:
    """What the draft says. None without one, and while two people's edits together make no sense."""
    draft = WorkshopDraft.objects.of(KIND)
    document = ScoringDocument.from_json(draft.document) if draft else None
    return None if document is None or document.problems() else document


def open_draft(*, by, at: dt.datetime) -> WorkshopDraft:
    """The draft that everybody edits, made from the version in force when there is none."""
    active = ScoringModel.objects.active()
    return WorkshopDraft.open(KIND, base=active.number, base_document=named_json(active), by=by, at=at)


def named_json(model: ScoringModel) -> dict:
    """A version's document with an id for every rule, as drafts are merged by them."""
    return model.parsed.named().to_json()
