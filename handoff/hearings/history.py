"""How a hearing came to what it says: each time it was saved, what changed, in the words of the sheet of then."""

from collections.abc import Iterator
from dataclasses import dataclass

from handoff.hearings.sheet import Answers
from handoff.models.hearing import Hearing, HearingSave
from handoff.models.hearing_template import sheet_of

MOST = 50


@dataclass(frozen=True)
class Saved:
    """changes: (question, before, after), in words; "" for no answer."""

    save: HearingSave
    changes: list[tuple[str, str, str]]


def history(hearing: Hearing) -> list[Saved]:
    """The newest first, as many as MOST."""
    newest = hearing.saves.select_related("saved_by", "template").order_by("-version")[: MOST + 1]
    saves = list(newest)
    earlier = [*saves[1:], None]
    return [Saved(save, list(_changes(save, before))) for save, before in zip(saves, earlier, strict=True)][:MOST]


def _changes(save: HearingSave, before: HearingSave | None) -> Iterator[tuple[str, str, str]]:
    sheet = sheet_of(save.template, save.sheet_id)
    known: Answers = before.answers if before else {}
    old = sheet_of(before.template, before.sheet_id) if before else sheet
    for name in sheet.changed(known, save.answers):
        question = sheet.find(name)
        was = old.find(name)
        if question:
            yield str(question.label), was.said(known) if was else "", question.said(save.answers)
    for question in old.questions:
        if sheet.find(question.name) is None and known.get(question.name):
            yield str(question.label), question.said(known), ""
