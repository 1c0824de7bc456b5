"""Why a lead got its verdict: every rule in order, every condition with what is and what is asked for."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from psycopg.sql import SQL, Composable, Literal

from handoff.criteria.document import Condition, Outcome, Rule, Table
from handoff.criteria.fields import field_of
from handoff.criteria.sentences import (
    condition_sentence,
    conditions_sentence,
    listed_conditions,
    near_miss_sentence,
    outcome_sentence,
    requirement_text,
    step_text,
)
from handoff.judging.decision_table import DecisionTable
from handoff.words.values import field_text, reason_label, value_text

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"

STATEMENT = """WITH {}
SELECT missed.*, flag, route, reason, near_miss_rule, verdicts.segment AS judged_in
FROM missed JOIN verdicts USING (lead_id, as_of)"""


@dataclass(frozen=True, eq=False)
class Asked:
    """A condition of a table, and the columns of the statement that answer it; offset: "" where nothing lowers it."""

    condition: Condition
    table: Table = dataclasses.field(repr=False)
    met: str
    actual: str
    offset: str

    @property
    def sentence(self) -> str:
        return condition_sentence(self.condition, self.table)


@dataclass(frozen=True, eq=False)
class ConditionTrace:
    """value: what is asked for, thresholds and campaign offsets resolved. actual: None when unknown."""

    asked: Asked
    actual: Any
    value: Any
    offset: int
    state: str

    @property
    def condition(self) -> Condition:
        return self.asked.condition

    @property
    def table(self) -> Table:
        return self.asked.table

    @property
    def field(self) -> str:
        return self.condition.field

    @property
    def operator(self) -> str:
        return self.condition.operator

    @property
    def sentence(self) -> str:
        return self.asked.sentence

    @property
    def field_text(self) -> str:
        return field_text(self.condition, self.table.resolve)

    @property
    def actual_text(self) -> str:
        return "" if self.actual is None else value_text(self.field, self.actual)

    @property
    def required_text(self) -> str:
        return requirement_text(self.condition, self.table, self.offset)

    @property
    def words(self) -> str:
        """「行動スコア 72（基準 100 以上）」; where the answer is yes or no, what is asked for:「決裁者を確認済み」"""
        if field_of(self.field).kind == "yes_no":
            return self.sentence
        values = {"field": self.field_text, "actual": self.actual_text or pgettext("condition", "unknown")}
        values["required"] = self.required_text
        return _("%(field)s %(actual)s (required: %(required)s)") % values

    @property
    def step(self) -> str:
        """What would make it hold."""
        return step_text(self.condition, self.table, self.actual, self.offset)


@dataclass(frozen=True, eq=False)
class RuleTrace:
    """position: in the document; number: in the table, as people count."""

    position: int
    number: int
    rule: Rule
    table: Table = dataclasses.field(repr=False)
    conditions: list[ConditionTrace]
    decided: bool

    @property
    def matched(self) -> bool:
        return all(condition.state == MET for condition in self.conditions)

    @property
    def reason(self) -> str:
        return self.rule.outcome.reason

    @property
    def reason_text(self) -> str:
        return reason_label(self.reason)

    @property
    def sentence(self) -> str:
        return conditions_sentence(self.rule, self.table)

    @property
    def outcome_sentence(self) -> str:
        return outcome_sentence(self.rule.outcome)


@dataclass(frozen=True)
class Decided:
    position: int | None
    flag: str
    route: str
    reason: str

    @property
    def sentence(self) -> str:
        return outcome_sentence(Outcome(self.flag, self.route, self.reason))


@dataclass(frozen=True, eq=False)
class NearMiss:
    position: int
    reason: str
    conditions: list[ConditionTrace]

    @property
    def sentence(self) -> str:
        return near_miss_sentence([condition.step for condition in self.conditions])


@dataclass(frozen=True, eq=False)
class SegmentTrace:
    """Whose table judged. number 0: the table for everybody, as the lead is in none of `passed_over`."""

    number: int
    name: str
    conditions: list[ConditionTrace]
    passed_over: "list[SegmentTrace]"

    @property
    def sentence(self) -> str:
        """「セグメント「大企業」: 従業員数が 1,000 人以上」; empty when there are no segments."""
        if self.number:
            conditions = listed_conditions([condition.sentence for condition in self.conditions])
            return _("Segment “%(name)s”: %(conditions)s") % {"name": self.name, "conditions": conditions}
        return _("In no segment: judged by the table for everybody") if self.passed_over else ""


@dataclass(frozen=True)
class Trace:
    """rules: those of the table that judged the lead, of the segment it is in."""

    as_of: Any
    segment: SegmentTrace
    rules: list[RuleTrace]
    decided: Decided
    near_miss: NearMiss | None
    open_windows: list[str]


def trace(lead, as_of, criteria=None) -> Trace:
    """The trace of one lead at a moment under a criteria version (default: the active one)."""
    return traces([lead.pk], as_of, criteria)[lead.pk]


def traces(
    lead_ids: list[int], as_of, criteria=None, scoring=None, *, hearings: Composable | None = None
) -> dict[int, Trace]:
    """Traces by lead id, with one statement: that of the same compiled table that judges all leads.

    scoring: the model that gives the scores (default: the active one). hearings: a CTE named handoff_hearing that is
    read in place of the saved ones.
    """
    from handoff.judging.trace_reading import TraceReader
    from handoff.judging.verdicts import calendar_timezone, fetch, fresh_scores
    from handoff.models import CriteriaVersion

    document = (criteria or CriteriaVersion.active()).parsed
    table = DecisionTable(document, timezone=calendar_timezone())
    windows = [table.facts.window_names(each) for _number, _offset, each in table.tables]
    moments = SQL("SELECT lead_id, {}::timestamptz AS as_of FROM unnest({}::bigint[]) lead_id").format(
        Literal(as_of), Literal(list(lead_ids))
    )
    ctes = table.ctes(moments, fresh_scores(model=scoring))
    rows = fetch(SQL(STATEMENT).format(SQL(",\n").join([hearings, ctes]) if hearings else ctes))
    reader = TraceReader(table)
    return {row["lead_id"]: reader.trace(row, row[windows[row["judged_in"]]]) for row in rows}


def trace_of_facts(table: DecisionTable, facts: Composable, windows: list[str]) -> Trace:
    """The trace of the one row of `facts`, the SELECT of a relation as Facts.ctes() makes it; windows: those open."""
    from handoff.judging.trace_reading import TraceReader
    from handoff.judging.verdicts import fetch

    [row] = fetch(SQL(STATEMENT).format(SQL("facts AS ({}),\n{}").format(facts, table.verdict_ctes())))
    return TraceReader(table).trace(row, windows)
