"""The hearing part of a hand-over package: the answers as given, and each question and answer as it read that day."""

from handoff import hearing_template
from handoff.bilingual import Sayings
from handoff.hearing_template import QUESTIONS
from handoff.models.hearing import Hearing
from handoff.person_words import person_name


def hearing_part(say: Sayings, hearing: Hearing | None) -> dict | None:
    if hearing is None or not hearing.saved_at:
        return None
    return {
        "answers": hearing.answers,
        "version": hearing.version,
        "saved_by": person_name(hearing.saved_by),
        "saved_at": hearing.saved_at.isoformat(),
        "words": [
            {"question": question.name, "label": say(_label, number), "answer": say(_answer, hearing, number)}
            for number, question in enumerate(QUESTIONS)
        ],
    }


def _label(number: int) -> str:
    return QUESTIONS[number].label


def _answer(hearing: Hearing, number: int) -> str:
    return hearing_template.said(QUESTIONS[number], hearing.answers)
