"""What a lead would be with the answers as they stand on the form, before anybody saves them."""

import hashlib
import json
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Literal

from handoff.forms.hearing import HearingForm
from handoff.hearings.sheet import Answers, Question
from handoff.judging.tracing import Trace, traces
from handoff.judging.what_would_change import Way, WhatWouldChange, what_would_change
from handoff.models import Flag

# Under the name of the table, for the one statement that judges.
AS_ANSWERED = (
    "handoff_hearing AS (SELECT {lead}::bigint AS lead_id, {answers}::jsonb AS answers,"
    " {unanswered}::jsonb AS unanswered, {as_of}::timestamptz AS saved_at)"
)


@dataclass(frozen=True)
class Outlook:
    """unanswered: required questions of the sheet without an answer."""

    trace: Trace
    change: WhatWouldChange
    unanswered: list[Question]

    @property
    def is_target(self) -> bool:
        return self.trace.decided.flag == Flag.TARGET

    @property
    def ways(self) -> list[Way]:
        """To a target; first those that asking alone opens."""
        return sorted(self.change.ways, key=lambda way: (way.beyond_asking, len(way.steps)))

    @property
    def digest(self) -> str:
        """The same for the same words: what has not changed is not said again."""
        said = [
            self.trace.decided.sentence, self.change.held_by, [(way.outcome, way.steps) for way in self.ways],
            [question.name for question in self.unanswered],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def outlook(lead, form: HearingForm, at) -> Outlook:
    """As of `at`, were the form's answers saved; those that cannot be read yet count as not given."""
    answers = form.sketch
    unanswered = form.sheet.missing(answers)
    trace = traces([lead.pk], at, hearings=_as_answered(lead, answers, unanswered, at))[lead.pk]
    return Outlook(trace, what_would_change(lead, trace), unanswered)


def outlook_as_saved(lead, form: HearingForm, trace: Trace) -> Outlook:
    """The same for a form that says what is saved: the verdict's own trace has the answer."""
    saved = {name: value for name, value in form.initial.items() if name in form.sheet.fields}
    return Outlook(trace, what_would_change(lead, trace), form.sheet.missing(saved))


def _as_answered(lead, answers: Answers, unanswered: list[Question], at) -> Composable:
    return SQL(AS_ANSWERED).format(
        lead=Literal(lead.pk), answers=Literal(json.dumps(answers)), as_of=Literal(at),
        unanswered=Literal(json.dumps([question.name for question in unanswered])),
    )  # fmt: skip
