"""What stands in the way of publishing the hearing sheets, question by question, in the reader's language."""

from collections import Counter

from django.utils.translation import gettext as _

from handoff.hearings.document import HearingDocument
from handoff.hearings.sheet import WITH_CHOICES, Question, Sheet
from handoff.hearings.wording import CORE

MOST_QUESTIONS = 50
MOST_CHOICES = 30
MOST_CHOICE = 100  # characters

Problems = dict[tuple[str, str], list[str]]  # (sheet id, question's name or "") → sentences


def problems(document: HearingDocument) -> Problems:
    """Empty when the document may be published."""
    found: Problems = {}
    for sheet in document.sheets:
        for name, said in _sheet(sheet):
            found.setdefault((sheet.id, name), []).append(said)
    return found


def choice_problems(choices: tuple[str, ...]) -> list[str]:
    said = []
    if len(choices) < 2:
        said.append(_("Give at least two choices, one a line."))
    if len(choices) > MOST_CHOICES:
        said.append(_("No more than %(most)s choices can be given.") % {"most": MOST_CHOICES})
    if twice := [each for each, number in Counter(choices).items() if number > 1]:
        said.append(_("The choice “%(choice)s” stands there twice.") % {"choice": twice[0]})
    if any(len(each) > MOST_CHOICE for each in choices):
        said.append(_("A choice may have up to %(most)s characters.") % {"most": MOST_CHOICE})
    return said


def _sheet(sheet: Sheet):
    names = [question.name for question in sheet.questions]
    for name, wording in CORE.items():
        if name not in names:
            yield "", _("“%(question)s” must stay on the sheet: the criteria look at it.") % {"question": wording.label}
    if len(names) > MOST_QUESTIONS:
        yield "", _("A sheet may have up to %(most)s questions.") % {"most": MOST_QUESTIONS}
    labels = Counter(str(question.label).strip() for question in sheet.questions)
    for place, question in enumerate(sheet.questions):
        if not str(question.label).strip():
            yield question.name, _("Give the question a name.")
        elif labels[str(question.label).strip()] > 1:
            yield question.name, _("Another question has the same name.")
        if question.kind in WITH_CHOICES and not question.wording:
            yield from ((question.name, said) for said in choice_problems(question.own_choices))
        if question.shown_if and (said := _shown_if(question, sheet.questions[:place])):
            yield question.name, said


def _shown_if(question: Question, earlier: tuple[Question, ...]) -> str:
    asked = question.shown_if
    if asked is None:
        return ""
    on = next((each for each in earlier if each.name == asked.question), None)
    if on is None:
        return _("It hangs on a question that does not come before it. Move it down, or choose another one.")
    if not set(asked.values) <= {value for value, _label in on.choices}:
        return _("It hangs on an answer that “%(question)s” does not offer any more.") % {"question": on.label}
    return ""
