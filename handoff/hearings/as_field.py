"""The answers to the organisation's own questions as fields of the criteria: "hearing:" and the question's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.functional import lazystr

from handoff.hearings.sheet import Question
from handoff.hearings.wording import CORE, NOT_YET_KNOWN

HEARD = "hearing:"
_found: ContextVar[dict[str, Question | None] | None] = ContextVar("questions looked up in this page", default=None)


@contextmanager
def each_question_once() -> Iterator[None]:
    """For the words about many leads: a question is looked up once, not for every lead."""
    before = _found.set({})
    try:
        yield
    finally:
        _found.reset(before)


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
    found = _found.get()
    if found is None:
        return _look_up(name)
    if name not in found:
        found[name] = _look_up(name)
    return found[name]


def _look_up(name: str) -> Question | None:
    from handoff.models.hearing_template import HearingTemplate, document_of

    asking = HearingTemplate.objects.filter(document__sheets__contains=[{"questions": [{"id": name}]}])
    document = document_of(asking.order_by("-number").first())
    return next((found for sheet in document.sheets if (found := sheet.find(name))), None)
