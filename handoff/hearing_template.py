"""The questions of a hearing, what counts as an answer, and the answers in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Question:
    name: str
    label: Any
    required: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
    detail: str = ""  # the free text that belongs to it
    detail_label: Any = ""
    detail_needed_for: frozenset[str] = frozenset()


QUESTIONS = (
    Question(
        "timing",
        _("Timing"),
        required=True,
        choices=(
            ("within_1_month", _("within 1 month")),
            ("within_3_months", _("within 3 months")),
            ("within_6_months", _("within 6 months")),
            ("within_12_months", _("within 12 months")),
            ("later", pgettext_lazy("timing", "later")),
            ("undecided", pgettext_lazy("timing", "undecided")),
            ("not_yet_known", _("not yet known")),
        ),
    ),
    Question(
        "decision_maker",
        _("Decision-maker"),
        required=True,
        choices=(
            ("self", _("this person decides")),
            ("named", _("somebody else decides (name known)")),
            ("participant", _("takes part in the decision")),
            ("not_yet_known", _("not yet known")),
        ),
        detail="decision_maker_name",
        detail_label=_("Name and position"),
        detail_needed_for=frozenset({"named", "participant"}),
    ),
    Question(
        "challenge",
        _("Challenge"),
        required=True,
        choices=(("clear", _("clear")), ("unclear", _("unclear")), ("not_yet_known", _("not yet known"))),
        detail="challenge_detail",
        detail_label=_("What the challenge is"),
        detail_needed_for=frozenset({"clear"}),
    ),
    Question("budget", _("Budget")),
    Question("current_solution", _("Current solution")),
    Question("key_people", _("Key people")),
    Question("background", _("Background")),
)
REQUIRED = tuple(question for question in QUESTIONS if question.required)
FIELDS = tuple(name for question in QUESTIONS for name in (question.name, question.detail) if name)


def missing(answers: dict) -> list[Question]:
    """The required questions without an answer; "not yet known" is an answer."""
    return [question for question in REQUIRED if not answers.get(question.name)]


def is_complete(answers: dict) -> bool:
    return not missing(answers)


def said(question: Question, answers: dict) -> str:
    """One answer in words: the chosen label and its detail; "" when there is none."""
    value = answers.get(question.name, "")
    words = [str(dict(question.choices).get(value, value))] if value else []
    if question.detail and answers.get(question.detail):
        words.append(answers[question.detail])
    return " · ".join(words)


def in_words(answers: dict) -> Iterator[tuple[Question, str]]:
    """Every question with its answer in words, in the order of the template."""
    return ((question, said(question, answers)) for question in QUESTIONS)


def changed(before: dict, after: dict) -> list[str]:
    """The names of the questions whose answer or detail differs."""
    return [
        question.name
        for question in QUESTIONS
        if any(before.get(name, "") != after.get(name, "") for name in (question.name, question.detail) if name)
    ]
