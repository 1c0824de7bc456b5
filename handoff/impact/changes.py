"""The leads that an exact run found to change, fifty at a time, each with both verdicts and why."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.http import urlencode

from handoff.criteria.document import CriteriaDocument
from handoff.criteria.sentences import conditions_sentence
from handoff.impact.question import Question
from handoff.keyset import read_id
from handoff.models import ImpactChange
from handoff.words.values import flag_label, outcome_text, reason_label
from leads.models import Lead

PAGE = 50


@dataclass(frozen=True)
class By:
    """columns: of ImpactChange, without _before and _after. An end stands in links as these values with dots."""

    columns: tuple[str, ...]
    words: Callable[..., str]

    def write(self, end) -> str:
        return end if isinstance(end, str) else ".".join(end)

    def read(self, text: str) -> tuple[str, ...] | None:
        parts = tuple(text.split(".")) if len(self.columns) > 1 else (text,)
        return parts if len(parts) == len(self.columns) else None


BY = {
    "flag": By(("flag",), flag_label),
    "route": By(("flag", "route"), outcome_text),
    "reason": By(("reason",), reason_label),
}
NUL = "\x00"


@dataclass(frozen=True)
class Side:
    """One verdict: the flag, the outcome in words, the reason, and the conditions of the rule that decides."""

    flag: str
    outcome: str
    reason: str
    why: str


@dataclass(frozen=True)
class Changed:
    lead: Lead
    was: Side
    would_be: Side


class ChangeList:
    """The list as it was asked for: all that change, or those of one change, segment or source."""

    def __init__(self, run, asked):
        self.run, self.question = run, Question.of_run(run)
        known = {f"{by}_{end}" for by in BY for end in ("from", "to")} | {"segment", "source"}
        self.asked = {name: asked[name] for name in asked if name in known and NUL not in asked[name]}
        self.after = asked.get("after", "")

    @property
    def title(self) -> list[str]:
        """What it is limited to: from, to; or one thing; nothing for all."""
        for name, by in BY.items():
            ends = [self._end(by, f"{name}_{end}") for end in ("from", "to")]
            if all(ends):
                return [by.words(*end) for end in ends if end]
        if "source" in self.asked:
            return [self.asked["source"]] if self.asked["source"] else []
        number = self._segment()
        names = [segment.name for segment in self.question.after.segments]
        return [names[number - 1]] if number and number <= len(names) else []

    @cached_property
    def _page(self) -> list[ImpactChange]:
        found = ImpactChange.objects.filter(run=self.run, **self._conditions())
        if position := self._position():
            found = found.filter(lead_id__gt=position)
        return list(found.select_related("lead__company", "lead__score").order_by("lead_id")[: PAGE + 1])

    @cached_property
    def rows(self) -> list[Changed]:
        before, after = self.question.before, self.question.after
        return [
            Changed(row.lead, self._side(row, "before", before), self._side(row, "after", after))
            for row in self._page[:PAGE]
        ]

    @property
    def next_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        return "?" + urlencode(self.asked | {"after": self._page[PAGE - 1].lead_id})

    def _conditions(self) -> dict:
        found: dict[str, str | int] = {}
        for name, by in BY.items():
            for end, side in (("from", "before"), ("to", "after")):
                if values := self._end(by, f"{name}_{end}"):
                    found |= {f"{column}_{side}": value for column, value in zip(by.columns, values, strict=True)}
        if (segment := self._segment()) is not None:
            found["segment_after"] = segment
        if "source" in self.asked:
            found["lead__source"] = self.asked["source"]
        return found

    def _end(self, by: By, name: str) -> tuple[str, ...] | None:
        return by.read(self.asked[name]) if name in self.asked else None

    def _segment(self) -> int | None:
        text = self.asked.get("segment", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None

    def _position(self) -> int | None:
        try:
            return read_id(self.after)
        except ValueError:
            return None

    def _side(self, row: ImpactChange, end: str, document: CriteriaDocument) -> Side:
        flag, route, reason, position = (getattr(row, f"{name}_{end}") for name in ("flag", "route", "reason", "rule"))
        rule = document.rule_at(position)
        table = document.table_of(document.place_of(position)[0]) if position else document
        why = conditions_sentence(rule, table) if rule else ""
        return Side(flag, outcome_text(flag, route), reason_label(reason), why)
