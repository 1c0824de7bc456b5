"""One hearing sheet: its questions, which of them are asked, what counts as an answer, and the answers in words."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import pgettext

from handoff.hearings.wording import CORE, NOT_YET_KNOWN_CHOICE, WORDING, YES_NO, Wording

TEXT, LONG, CHOICE, MULTI, NUMBER, DATE, YES_NO_KIND = "text", "long", "choice", "multi", "number", "date", "yes_no"
WITH_CHOICES = frozenset({CHOICE, MULTI})
NUMBER_AS_STORED = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
EVERYBODY = "all"  # the id of the sheet for leads in no segment with a sheet of its own

Answer = str | list[str]
Answers = dict[str, Any]


@dataclass(frozen=True)
class ShownIf:
    """The question is asked only when an earlier one was answered with one of these values."""

    question: str
    values: tuple[str, ...]

    @property
    def as_json(self) -> str:
        return json.dumps(self.values)

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.question, "")
        return bool(set(self.values) & set(answer if isinstance(answer, list) else [answer]))


@dataclass(frozen=True)
class Question:
    """own_label: "" for the product's wording. own_choices: their text is the stored answer, so that it reads forever.

    help: shown under the question. talk: what to say when asking it.
    """

    name: str
    kind: str = LONG
    own_label: str = ""
    help: str = ""
    talk: str = ""
    required: bool = False
    own_choices: tuple[str, ...] = ()
    shown_if: ShownIf | None = None

    @classmethod
    def from_json(cls, data: dict) -> "Question":
        asked = data.get("shown_if")
        return cls(
            data["id"], data["kind"], data.get("label", ""), data.get("help", ""), data.get("talk", ""),
            data.get("required", False), tuple(data.get("choices", ())),
            ShownIf(asked["question"], tuple(asked["values"])) if asked else None,
        )  # fmt: skip

    def to_json(self) -> dict:
        asked = self.shown_if
        return {
            "id": self.name, "kind": self.kind, "label": self.own_label, "help": self.help, "talk": self.talk,
            "required": self.required, "choices": list(self.own_choices),
            "shown_if": {"question": asked.question, "values": list(asked.values)} if asked else None,
        }  # fmt: skip

    @property
    def wording(self) -> Wording | None:
        return WORDING.get(self.name)

    @property
    def is_core(self) -> bool:
        return self.name in CORE

    @property
    def label(self) -> Any:
        return self.own_label or (self.wording.label if self.wording else self.name)

    @property
    def choices(self) -> tuple[tuple[str, Any], ...]:
        """(value, label); a required question can always be answered with "not yet known"."""
        if self.wording:
            return self.wording.choices
        unknown = (NOT_YET_KNOWN_CHOICE,) if self.required and self.kind in (CHOICE, YES_NO_KIND) else ()
        if self.kind == YES_NO_KIND:
            return YES_NO + unknown
        return tuple((each, each) for each in self.own_choices) + unknown

    @property
    def detail(self) -> str:
        """The name of the free text that belongs to it; "" for none."""
        return self.wording.detail if self.wording else ""

    @property
    def detail_label(self) -> Any:
        return self.wording.detail_label if self.wording else ""

    @property
    def detail_needed_for(self) -> frozenset[str]:
        return self.wording.detail_needed_for if self.wording else frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.detail) if self.detail else (self.name,)

    def takes(self, answer: Answer) -> bool:
        """Whether this could still be answered so: a choice may no longer be among those offered."""
        if not self.choices:
            return isinstance(answer, str) and self._reads(answer)
        values = {value for value, _label in self.choices}
        if self.kind == MULTI:
            return isinstance(answer, list) and set(answer) <= values
        return isinstance(answer, str) and answer in values

    def _reads(self, text: str) -> bool:
        """Whether the field of this kind can show it: what was once answered in words may be no number and no day."""
        if self.kind == NUMBER:
            return NUMBER_AS_STORED.fullmatch(text) is not None
        return self.kind != DATE or _day(text) is not None

    def said(self, answers: Answers) -> str:
        """The answer in words: the chosen labels and the detail; "" when there is none."""
        value = answers.get(self.name, "")
        words = [self._words(value)] if value else []
        if self.detail and answers.get(self.detail):
            words.append(answers[self.detail])
        return " · ".join(words)

    def _words(self, value: Answer) -> str:
        labels = {code: str(label) for code, label in self.choices}
        if isinstance(value, list):
            return pgettext("between the items of a list", ", ").join(labels.get(each, each) for each in value)
        if self.kind == DATE and (day := _day(value)):
            from handoff.criteria.sentences import full_day

            return full_day(day)
        return labels.get(value, value)


@dataclass(frozen=True)
class Sheet:
    """segment: the name of the segment whose leads are asked this; "" for everybody else. talk: how to begin."""

    id: str
    segment: str
    questions: tuple[Question, ...] = field(repr=False)
    talk: str = ""

    @classmethod
    def from_json(cls, data: dict) -> "Sheet":
        questions = tuple(map(Question.from_json, data["questions"]))
        return cls(data["id"], data.get("segment", ""), questions, data.get("talk", ""))

    def to_json(self) -> dict:
        questions = [question.to_json() for question in self.questions]
        return {"id": self.id, "segment": self.segment, "talk": self.talk, "questions": questions}

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all answers, with those of the details."""
        return tuple(name for question in self.questions for name in question.names)

    def find(self, name: str) -> Question | None:
        return next((question for question in self.questions if question.name == name), None)

    def asked(self, answers: Answers) -> list[Question]:
        """The questions that these answers lead to; one that hangs on a question that is not asked is not asked."""
        names, found = set(), []
        for question in self.questions:
            hangs_on = question.shown_if
            if hangs_on is None or (hangs_on.question in names and hangs_on.holds(answers)):
                names.add(question.name)
                found.append(question)
        return found

    def missing(self, answers: Answers) -> list[Question]:
        """The required questions without an answer; "not yet known" is an answer."""
        return [question for question in self.asked(answers) if question.required and not answers.get(question.name)]

    def is_complete(self, answers: Answers) -> bool:
        return not self.missing(answers)

    def changed(self, before: Answers, after: Answers) -> list[str]:
        """The names of the questions whose answer or detail differs."""
        return [
            question.name
            for question in self.questions
            if any((before.get(name) or "") != (after.get(name) or "") for name in question.names)
        ]


def _day(value: str):
    try:
        return parse_date(value)
    except ValueError:
        return None
