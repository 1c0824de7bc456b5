"""Two people wrote the same hearing: what can be put together, and what only a person can decide."""

from dataclasses import dataclass

from handoff.hearings.sheet import Answers, Question, Sheet


@dataclass(frozen=True)
class TwoVersions:
    """mine: as I wrote it. answers: mine, with the saved answer where I had not touched the question.

    both: questions we both changed. taken: those whose saved answer was taken over.
    """

    mine: Answers
    answers: Answers
    both: list[Question]
    taken: list[Question]


def put_together(sheet: Sheet, base: Answers, mine: Answers, saved: Answers) -> TwoVersions:
    """base: what both started from. Nothing of either is left out: what is not in answers is in both."""
    changed_by_me, changed_by_them = set(sheet.changed(base, mine)), set(sheet.changed(base, saved))
    differing = set(sheet.changed(mine, saved))
    together = dict(mine)
    both, taken = [], []
    for question in sheet.questions:
        if question.name not in differing or question.name not in changed_by_them:
            continue
        if question.name in changed_by_me:
            both.append(question)
            continue
        taken.append(question)
        for name in question.names:
            together.pop(name, None)
            if saved.get(name):
                together[name] = saved[name]
    return TwoVersions(mine, together, both, taken)
