"""Reads the rows of a decision table's statement as traces, many of them quickly: leads have most facts in common."""

from collections.abc import Callable
from typing import Any

from handoff.criteria.document import Condition, Rule, Table, Threshold
from handoff.criteria.fields import field_of
from handoff.judging.decision_table import DecisionTable
from handoff.judging.tracing import (
    MET,
    NOT_MET,
    UNKNOWN,
    Asked,
    ConditionTrace,
    Decided,
    NearMiss,
    RuleTrace,
    SegmentTrace,
    Trace,
)


class TraceReader:
    """The rows of one statement read as traces. What leads have in common is the same object in the traces of all."""

    def __init__(self, table: DecisionTable):
        self.table = table
        self._segments = [self._questions(0, segment.conditions) for segment in table.document.segments]
        self._rules = [
            [
                (offset, number, rule, self._questions(segment, rule.conditions))
                for number, rule in judged_by.active_rules()
            ]
            for segment, offset, judged_by in table.tables
        ]
        self._shared: dict[tuple, Any] = {}

    def trace(self, row: dict, windows: list[str]) -> Trace:
        segment = row["judged_in"]
        rules = [self._rule(row, self.table.document.table_of(segment), *rule) for rule in self._rules[segment]]
        decided = Decided(row["rule"], row["flag"], row["route"], row["reason"])
        near_miss = self._near_miss(rules, row["near_miss_rule"])
        return Trace(row["as_of"], self._segment(segment, row), rules, decided, near_miss, windows)

    def _questions(self, segment: int, conditions: tuple[Condition, ...]) -> list[Asked]:
        facts, judged_by = self.table.facts, self.table.document.table_of(segment)
        return [
            Asked(
                condition,
                judged_by,
                self.table.met_column(condition, segment),
                facts.column(condition, judged_by),
                facts.offset(condition.value.name, judged_by) if _is_lowered(condition) else "",
            )
            for condition in conditions
        ]

    def _once(self, kind: type, known: tuple, make: Callable[[], Any]) -> Any:
        """Parts of traces are compared by identity, so that asking is quick."""
        key = kind, *known
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]

    def _rule(self, row: dict, judged_by: Table, offset: int, number: int, rule: Rule, questions: list[Asked]):
        conditions, position = [self._condition(asked, row) for asked in questions], offset + number
        decided = position == row["rule"]
        return self._once(
            RuleTrace,
            (position, decided, *conditions),
            lambda: RuleTrace(position, number, rule, judged_by, conditions, decided),
        )

    def _segment(self, number: int, row: dict) -> SegmentTrace:
        tried = self._segments[: number - 1] if number else self._segments
        passed_over = [self._in_segment(each, questions, row, []) for each, questions in enumerate(tried, 1)]
        return self._in_segment(number, self._segments[number - 1] if number else [], row, passed_over)

    def _in_segment(
        self, number: int, questions: list[Asked], row: dict, passed_over: list[SegmentTrace]
    ) -> SegmentTrace:
        conditions = [self._condition(asked, row) for asked in questions]
        name = self.table.document.segments[number - 1].name if number else ""
        return self._once(
            SegmentTrace,
            (number, *conditions, *passed_over),
            lambda: SegmentTrace(number, name, conditions, passed_over),
        )

    def _condition(self, asked: Asked, row: dict) -> ConditionTrace:
        met, actual, offset = row[asked.met], row[asked.actual], row[asked.offset] if asked.offset else 0
        # In writing, since 1.5 and 1.50 are equal but not the same, and lists have no hash.
        known = asked, met, repr(actual), offset
        return self._once(ConditionTrace, known, lambda: _condition_trace(asked, met, actual, offset))

    def _near_miss(self, rules: list[RuleTrace], position: int | None) -> NearMiss | None:
        missed = next((rule for rule in rules if rule.position == position), None)
        return self._once(NearMiss, (missed,), lambda: _missed_by(missed)) if missed else None


def _missed_by(rule: RuleTrace) -> NearMiss:
    failing = [condition for condition in rule.conditions if condition.state != MET]
    return NearMiss(rule.position, rule.reason, failing)


def _condition_trace(asked: Asked, met: bool | None, actual, offset: int) -> ConditionTrace:
    value = asked.table.resolve(asked.condition.value)
    if asked.offset:
        value -= offset
    if field_of(asked.condition.field).kind == "number" and actual is not None:
        actual = int(actual)
    state = UNKNOWN if met is None else MET if met else NOT_MET
    return ConditionTrace(asked, actual, value, offset, state)


def _is_lowered(condition: Condition) -> bool:
    return isinstance(condition.value, Threshold) and condition.value.minus_offset
