"""What differs between two versions of the hearing sheets, in sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handoff.criteria.diff import Change
from handoff.hearings.document import HearingDocument
from handoff.hearings.kinds import KIND_LABELS
from handoff.hearings.sheet import WITH_CHOICES, Question, Sheet
from handoff.words.values import listed

NOTHING = Sheet("", "", ())


def changes(before: HearingDocument, after: HearingDocument) -> list[Change]:
    """Sheet by sheet, in the order of the newer one; empty when the two ask the same."""
    gone = [sheet for sheet in before.sheets if after.sheet(sheet.id) is None]
    found = [
        Change(_named(sheet, each.before), _named(sheet, each.after))
        for sheet in after.sheets
        for each in _sheet(before.sheet(sheet.id) or NOTHING, sheet)
    ]
    return found + [Change(_("A sheet of its own for: %(segment)s") % {"segment": sheet.segment}, "") for sheet in gone]


def question_sentence(question: Question, sheet: Sheet) -> str:
    """「導入台数」（数値、必須）。「時期」が「1 か月以内」のときに質問"""
    facts = [str(KIND_LABELS[question.kind])] + ([_("required")] if question.required else [])
    said = [_("“%(label)s” (%(facts)s)") % {"label": question.label, "facts": listed(facts)}]
    if question.own_choices and question.kind in WITH_CHOICES:
        said.append(_("Choices: %(choices)s") % {"choices": listed(question.own_choices)})
    if condition := condition_sentence(question, sheet):
        said.append(condition)
    said += [_("Hint: %(text)s") % {"text": question.help}] if question.help else []
    said += [_("What to say: %(text)s") % {"text": question.talk}] if question.talk else []
    return pgettext("between sentences", ". ").join(said)


def condition_sentence(question: Question, sheet: Sheet) -> str:
    """When it is asked; "" for always."""
    if (asked := question.shown_if) is None:
        return ""
    on = sheet.find(asked.question)
    labels = dict(on.choices) if on else {}
    facts = {"question": on.label if on else "?", "answers": listed(labels.get(each, each) for each in asked.values)}
    return _("Asked when “%(question)s” is: %(answers)s") % facts


def _sheet(before: Sheet, after: Sheet) -> Iterator[Change]:
    if before is NOTHING and after.segment:
        yield Change("", _("A sheet of its own for: %(segment)s") % {"segment": after.segment})
    for question in after.questions:
        was, now = before.find(question.name), question_sentence(question, after)
        then = question_sentence(was, before) if was else ""
        if then != now:
            yield Change(then, now)
    for question in before.questions:
        if after.find(question.name) is None:
            yield Change(question_sentence(question, before), "")
    stay = [question.name for question in before.questions if after.find(question.name)]
    if stay != [question.name for question in after.questions if before.find(question.name)]:
        yield Change(_order(before), _order(after))
    if before.talk != after.talk:
        yield Change(_talk(before), _talk(after))


def _order(sheet: Sheet) -> str:
    return _("Order: %(questions)s") % {"questions": listed(question.label for question in sheet.questions)}


def _talk(sheet: Sheet) -> str:
    return _("Talk track: %(text)s") % {"text": sheet.talk} if sheet.talk else ""


def _named(sheet: Sheet, sentence: str) -> str:
    return f"{sheet.segment}: {sentence}" if sheet.segment and sentence else sentence
