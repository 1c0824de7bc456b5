"""Why a lead got its verdict: every rule in order, every condition with what is and what is asked for."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from psycopg.sql import SQL, Literal

from handoff.criteria_document import Condition, CriteriaDocument, Outcome, Rule, Threshold
from handoff.decision_table import DecisionTable
from handoff.fields import field_of
from handoff.sentences import (
    condition_sentence,
    conditions_sentence,
    near_miss_sentence,
    outcome_sentence,
    requirement_text,
    step_text,
)
from handoff.value_words import field_text, reason_label, value_text

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class ConditionTrace:
    """value: what is asked for, thresholds and campaign offsets resolved. actual: None when unknown."""

    condition: Condition
    document: CriteriaDocument = dataclasses.field(repr=False)
    actual: Any
    value: Any
    offset: int
    state: str

    @property
    def field(self) -> str:
        return self.condition.field

    @property
    def operator(self) -> str:
        return self.condition.operator

    @property
    def sentence(self) -> str:
        return condition_sentence(self.condition, self.document)

    @property
    def field_text(self) -> str:
        return field_text(self.condition, self.document.resolve)

    @property
    def actual_text(self) -> str:
        return "" if self.actual is None else value_text(self.field, self.actual)

    @property
    def required_text(self) -> str:
        return requirement_text(self.condition, self.document, self.offset)

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
        return step_text(self.condition, self.document, self.actual, self.offset)


@dataclass(frozen=True)
class RuleTrace:
    position: int
    rule: Rule
    document: CriteriaDocument = dataclasses.field(repr=False)
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
        return conditions_sentence(self.rule, self.document)

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


@dataclass(frozen=True)
class NearMiss:
    position: int
    reason: str
    conditions: list[ConditionTrace]

    @property
    def sentence(self) -> str:
        return near_miss_sentence([condition.step for condition in self.conditions])


@dataclass(frozen=True)
class Trace:
    as_of: Any
    rules: list[RuleTrace]
    decided: Decided
    near_miss: NearMiss | None
    open_windows: list[str]


def trace(lead, as_of, criteria=None) -> Trace:
    """The trace of one lead at a moment under a criteria version (default: the active one)."""
    return traces([lead.pk], as_of, criteria)[lead.pk]


def traces(lead_ids: list[int], as_of, criteria=None) -> dict[int, Trace]:
    """Traces by lead id, with one statement: that of the same compiled table that judges all leads."""
    from handoff.models import CriteriaVersion
    from handoff.verdicts import calendar_timezone, fetch, fresh_scores

    document = (criteria or CriteriaVersion.active()).parsed
    table = DecisionTable(document, timezone=calendar_timezone())
    windows = table.facts.window_names(document)
    moments = SQL("SELECT lead_id, {}::timestamptz AS as_of FROM unnest({}::bigint[]) lead_id").format(
        Literal(as_of), Literal(list(lead_ids))
    )
    statement = SQL("WITH {} SELECT * FROM missed JOIN verdicts USING (lead_id, as_of)").format(
        table.ctes(moments, fresh_scores())
    )
    return {row["lead_id"]: _trace(table, row, row[windows]) for row in fetch(statement)}


def _trace(table: DecisionTable, row: dict, windows: list[str]) -> Trace:
    rules = [_rule_trace(table, position, rule, row) for position, rule in table.document.active_rules()]
    decided = Decided(row["rule"], row["flag"], row["route"], row["reason"])
    return Trace(row["as_of"], rules, decided, _near_miss(rules, row["near_miss_rule"]), windows)


def _rule_trace(table: DecisionTable, position: int, rule: Rule, row: dict) -> RuleTrace:
    conditions = [_condition_trace(table, condition, row) for condition in rule.conditions]
    return RuleTrace(position, rule, table.document, conditions, decided=position == row["rule"])


def _condition_trace(table: DecisionTable, condition: Condition, row: dict) -> ConditionTrace:
    met = row[table.met_column(condition)]
    actual = row[table.facts.column(condition, table.document)]
    value, offset = table.document.resolve(condition.value), 0
    if isinstance(condition.value, Threshold) and condition.value.minus_offset:
        offset = row[table.facts.offset(condition.value.name, table.document)]
        value -= offset
    if field_of(condition.field).kind == "number" and actual is not None:
        actual = int(actual)
    state = UNKNOWN if met is None else MET if met else NOT_MET
    return ConditionTrace(condition, table.document, actual, value, offset, state)


def _near_miss(rules: list[RuleTrace], position: int | None) -> NearMiss | None:
    for rule in rules:
        if rule.position == position:
            failing = [condition for condition in rule.conditions if condition.state != MET]
            return NearMiss(position, rule.reason, failing)
    return None
