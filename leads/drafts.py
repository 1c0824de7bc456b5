"""What the drafts of both workshops have in common on a page: who changed what meanwhile, and what two changed at once.

An app registers how its kind of draft is spoken of; the news of all kinds is one URL.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse

from leads.models import DraftRevision, WorkshopDraft

MOST_SENTENCES = 8

Sentences = Callable[[dict, dict], list[str]]


@dataclass(frozen=True)
class Workshop:
    """page: URL name of the draft's page; sentences(old, new): what is different between two documents, in words."""

    page: str
    sentences: Sentences


WORKSHOPS: dict[str, Workshop] = {}


def register(kind: str, *, page: str, sentences: Sentences) -> None:
    WORKSHOPS[kind] = Workshop(page, sentences)


@dataclass(frozen=True)
class News:
    """What others did to a draft after `seen`. is_gone: there is no such draft any more."""

    kind: str
    seen: int
    is_gone: bool = False
    revisions: list[DraftRevision] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @property
    def people(self) -> list:
        return list({revision.by_id: revision.by for revision in self.revisions}.values())

    @property
    def latest(self) -> DraftRevision:
        return self.revisions[-1]

    @property
    def page(self) -> str:
        return reverse(WORKSHOPS[self.kind].page)

    @property
    def left_out(self) -> int:
        return max(0, len(self.sentences) - MOST_SENTENCES)

    @property
    def first_sentences(self) -> list[str]:
        return self.sentences[:MOST_SENTENCES]


def news(kind: str, *, seen: int, reader) -> News:
    """What happened to the draft since the reader's page was made; the reader's own edits are no news.

    seen 0: there was no draft then.
    """
    draft = WorkshopDraft.objects.of(kind)
    if draft is None or draft.revision < seen:
        return News(kind, seen, is_gone=seen > 0)
    revisions = list(draft.since(max(seen, 1), without=reader))
    if not revisions:
        return News(kind, seen)
    return News(kind, seen, revisions=revisions, sentences=_sentences(draft, revisions))


def _sentences(draft: WorkshopDraft, revisions: list[DraftRevision]) -> list[str]:
    """Of each of these revisions, what is different from the one before it: the reader's own edits stay out."""
    first = draft.revisions.filter(number__lt=revisions[0].number).latest("number")
    documents = {each.number: each.document for each in draft.revisions.filter(number__gte=first.number)}
    found: dict[str, None] = {}
    for revision in revisions:
        found |= dict.fromkeys(WORKSHOPS[draft.kind].sentences(documents[revision.number - 1], revision.document))
    return list(found)
