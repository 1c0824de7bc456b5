"""The hearing part of a hand-over package: the answers as given, and each question and answer as it read that day."""

from handoff.hearings.sheet import Question
from handoff.models.hearing import Hearing
from handoff.package.bilingual import Sayings
from handoff.words.people import person_name


def hearing_part(say: Sayings, hearing: Hearing | None) -> dict | None:
    if hearing is None or not hearing.saved_at:
        return None
    return {
        "answers": hearing.answers,
        "unanswered": hearing.unanswered,
        "version": hearing.version,
        "saved_by": person_name(hearing.saved_by),
        "saved_at": hearing.saved_at.isoformat(),
        "words": [
            {"question": question.name, "label": say(_label, question), "answer": say(_answer, hearing, place)}
            for place, (question, _answers) in enumerate(hearing.in_words())
        ],
    }


def _label(question: Question) -> str:
    return question.label


def _answer(hearing: Hearing, place: int) -> str:
    question, answers = hearing.in_words()[place]
    return question.said(answers)
