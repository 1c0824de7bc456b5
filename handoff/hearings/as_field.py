"""The answers to the organisation's own questions as fields of the criteria: "hearing:" and the question's name."""

from django.utils.functional import lazystr

from handoff.hearings.sheet import Question
from handoff.hearings.wording import CORE, NOT_YET_KNOWN

HEARD = "hearing:"


def label_of(field: str):
    """The question in the words of the newest version that asks it, looked up when it is read."""
    return lazystr(_Label(field.removeprefix(HEARD)))


def fields_in_force() -> list[tuple[str, str]]:
    """(field, label) of what the version in force asks beside the core questions, which have fields of their own."""
    from handoff.models.hearing_template import HearingTemplate, document_of

    questions = {
        each.name: each for sheet in document_of(HearingTemplate.in_force()).sheets for each in sheet.questions
    }
    return [(f"{HEARD}{name}", str(each.label)) for name, each in questions.items() if name not in CORE]


def values_of(field: str) -> list[str]:
    """What can be chosen as an answer, to complete what is typed into a condition."""
    question = _newest(field.removeprefix(HEARD))
    return [value for value, _label in question.choices if value != NOT_YET_KNOWN] if question else []


class _Label:
    def __init__(self, name: str):
        self.name = name

    def __str__(self) -> str:
        question = _newest(self.name)
        return str(question.label) if question else self.name


def _newest(name: str) -> Question | None:
    from handoff.models.hearing_template import HearingTemplate, document_of

    asking = HearingTemplate.objects.filter(document__sheets__contains=[{"questions": [{"id": name}]}])
    document = document_of(asking.order_by("-number").first())
    return next((found for sheet in document.sheets if (found := sheet.find(name))), None)
