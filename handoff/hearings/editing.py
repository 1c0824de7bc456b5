"""Edits of the hearing sheets: each takes a document and returns the changed one."""

import secrets
from dataclasses import replace

from django.utils.translation import gettext as _

from handoff.hearings.document import HearingDocument
from handoff.hearings.sheet import EVERYBODY, Question, Sheet


class Refused(Exception):
    """The edit makes no sense there; the message is for the editor."""


def new_name() -> str:
    """Never given twice, also not to two people who add a question at once."""
    return f"q{secrets.token_hex(4)}"


def put_question(document: HearingDocument, sheet_id: str, question: Question) -> HearingDocument:
    """In the place of the one of its name, else at the end."""
    sheet = _sheet(document, sheet_id)
    if sheet.find(question.name):
        return _with(document, sheet, [question if each.name == question.name else each for each in sheet.questions])
    return _with(document, sheet, [*sheet.questions, question])


def remove_question(document: HearingDocument, sheet_id: str, name: str) -> HearingDocument:
    sheet = _sheet(document, sheet_id)
    question = _question(sheet, name)
    if question.is_core:
        raise Refused(
            _("“%(question)s” must stay on the sheet: the criteria look at it.") % {"question": question.label}
        )
    return _with(document, sheet, [each for each in sheet.questions if each != question])


def move_question(document: HearingDocument, sheet_id: str, name: str, steps: int) -> HearingDocument:
    """steps: how many places down; negative: up. At the end it stays."""
    sheet = _sheet(document, sheet_id)
    question = _question(sheet, name)
    others = [each for each in sheet.questions if each != question]
    place = max(0, min(len(others), sheet.questions.index(question) + steps))
    return _with(document, sheet, [*others[:place], question, *others[place:]])


def put_talk(document: HearingDocument, sheet_id: str, talk: str) -> HearingDocument:
    sheet = _sheet(document, sheet_id)
    return _replaced(document, replace(sheet, talk=talk))


def add_sheet(document: HearingDocument, segment: str, known: list[str]) -> HearingDocument:
    """A sheet of the segment's own that begins as that of everybody. known: the segments of the criteria in force."""
    if segment not in known:
        raise Refused(_("There is no such segment in the criteria in force."))
    if any(sheet.segment == segment for sheet in document.sheets[1:]):
        raise Refused(_("“%(segment)s” already has a sheet of its own.") % {"segment": segment})
    new = replace(document.everybody, id=f"sheet-{secrets.token_hex(4)}", segment=segment)
    return HearingDocument((*document.sheets, new))


def remove_sheet(document: HearingDocument, sheet_id: str) -> HearingDocument:
    if sheet_id == EVERYBODY:
        raise Refused(_("The sheet for everybody stays."))
    sheet = _sheet(document, sheet_id)
    return HearingDocument(tuple(each for each in document.sheets if each != sheet))


def _sheet(document: HearingDocument, sheet_id: str) -> Sheet:
    if sheet := document.sheet(sheet_id):
        return sheet
    raise Refused(_("This sheet is no longer there."))


def _question(sheet: Sheet, name: str) -> Question:
    if question := sheet.find(name):
        return question
    raise Refused(_("This question is no longer there."))


def _with(document: HearingDocument, sheet: Sheet, questions: list[Question]) -> HearingDocument:
    return _replaced(document, replace(sheet, questions=tuple(questions)))


def _replaced(document: HearingDocument, sheet: Sheet) -> HearingDocument:
    return HearingDocument(tuple(sheet if each.id == sheet.id else each for each in document.sheets))
