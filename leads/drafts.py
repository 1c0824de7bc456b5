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
    """What others changed altogether; edit by edit where the reader's own edits, which stay out, lie in between."""
    first, last = revisions[0].number, revisions[-1].number
    documents = {each.number: each.document for each in draft.revisions.filter(number__range=(first - 1, last))}
    steps = [(number - 1, number) for number in (revision.number for revision in revisions)]
    if len(revisions) == last - first + 1:
        steps = [(first - 1, last)]
    sentences = WORKSHOPS[draft.kind].sentences
    return list(dict.fromkeys(each for was, now in steps for each in sentences(documents[was], documents[now])))
