"""What keeps criteria from being published, and what is said of them although they can be."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation

from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule, Segment, Threshold, Window
from handoff.criteria.fields import FIELDS, OPERATORS, SEGMENT_FIELDS
from handoff.criteria.problems import warnings
from handoff.criteria.profiles import LARGE, PROFILES, SMALL

TARGET = Outcome("target", "sales", "score_met")
DAY = dt.date(2026, 11, 20)


def rule(*conditions: Condition, **values) -> Rule:
    return Rule(conditions, TARGET, **values)


def table(*rules: Rule, **values) -> CriteriaDocument:
    return LARGE.with_changes(rules=rules, **values)


def segmented(*conditions: Condition, name="大企業", **values) -> CriteriaDocument:
    return SMALL.with_changes(segments=(Segment(name, conditions, LARGE.as_table(), **values),))


def places(document) -> list[tuple]:
    return [problem.where for problem in document.problems()]


def warned(document) -> list[tuple]:
    return [warning.where for warning in warnings(document)]


BIG = Condition("employees", "at_least", 1000)


@pytest.mark.parametrize("document", PROFILES.values())
def test_what_ships_has_neither_problems_nor_warnings(document):
    assert (document.problems(), warnings(document)) == ([], [])


@pytest.mark.parametrize("value", [-1, 10**9, 1.5, True, None, "60"])
@pytest.mark.parametrize("name", ["behaviour_min", "my_own"])
def test_a_threshold_out_of_range_is_refused(name, value):
    assert places(LARGE.with_changes(thresholds=LARGE.thresholds | {name: value})) == [("threshold", name)]


def test_two_hundred_rules_are_enough():
    rules = tuple(rule(Condition("employees", "is", number)) for number in range(200))
    assert table(*rules).problems() == []
    assert places(table(*rules, rule())) == [("rule", 200)]


def test_the_rules_of_all_tables_are_counted_together():
    rules = tuple(rule(Condition("employees", "is", number)) for number in range(100))
    half = table(*rules)
    assert half.with_changes(segments=(Segment("a", (BIG,), half.as_table()),)).problems() == []
    more = half.as_table().with_changes(rules=(*rules, rule()))
    assert places(half.with_changes(segments=(Segment("a", (BIG,), more),))) == [("rules",)]


def test_conditions_are_limited_too():
    many = rule(*(Condition("employees", "is_not", number) for number in range(601)))
    assert places(table(many)) == [("rules",)]


def test_a_window_that_ends_before_it_starts_is_refused():
    window = Window("秋", DAY, DAY - dt.timedelta(days=1), {"behaviour_min": 10})
    assert places(LARGE.with_changes(windows=(window,))) == [("window", 0)]


def test_overlapping_windows_are_allowed_and_said():
    one = Window("秋", DAY, DAY + dt.timedelta(days=5), {"behaviour_min": 10})
    other = Window("冬", DAY + dt.timedelta(days=5), DAY + dt.timedelta(days=9), {"behaviour_min": 20})
    document = LARGE.with_changes(windows=(one, other))
    assert (document.problems(), warned(document)) == ([], [("window", 1)])
    with translation.override("ja"):
        assert "「秋」" in warnings(document)[0].message
    assert warned(LARGE.with_changes(windows=(one, replace(other, start=DAY + dt.timedelta(days=6))))) == []


@pytest.mark.parametrize("quota", [0, -1, 1001])
def test_a_quota_of_nothing_is_refused(quota):
    assert places(LARGE.with_changes(quota=quota)) == [("quota",)]


@pytest.mark.parametrize(("days", "expected"), [(None, []), (1, []), (0, [("cooling",)]), (3651, [("cooling",)])])
def test_a_cooling_time_is_of_one_day_to_ten_years(days, expected):
    assert places(LARGE.with_changes(cooling_days=days)) == expected


def test_a_table_cannot_be_circular():
    """No condition can look at a verdict, at a segment or at what a rule does."""
    said = {"flag", "route", "reason", "verdict", "rule", "near_miss", "segment", "in_queue"}
    assert said.isdisjoint(FIELDS)
    assert places(table(rule(Condition("verdict", "is", "target")))) == [("rule", 0, 0)]


def test_a_segments_problems_are_found_at_its_place():
    wrong = LARGE.as_table().with_changes(thresholds=LARGE.thresholds | {"behaviour_min": -1}, cooling_days=0)
    document = SMALL.with_changes(segments=(Segment("大企業", (BIG,), wrong, id="big"),))
    assert places(document) == [("segment", "big", "threshold", "behaviour_min"), ("segment", "big", "cooling")]
    with translation.override("ja"):
        assert str(document.problems()[0]).startswith("セグメント「大企業」、行動スコア")


@pytest.mark.parametrize(
    "condition",
    [
        Condition("behaviour_score", "at_least", 60),
        Condition("actions", "at_least", 2, {"kinds": ["inquiry"], "days": 30}),
        Condition("lost_before", "is", True),
        Condition("in_campaign_window", "is", True),
        Condition("timing", "is", "later"),
        Condition("employees", "at_least", Threshold("employees_min")),
        Condition("employees", "contains", "x"),
        Condition("nothing", "is", "x"),
    ],
)
def test_a_segment_is_told_only_by_what_work_does_not_change(condition):
    assert places(segmented(condition)) == [("segment", "segment-1", "condition", 0)]


@pytest.mark.parametrize("name", SEGMENT_FIELDS)
def test_each_field_of_segments_can_be_used(name):
    operator = "is_not_empty"
    assert operator in OPERATORS[FIELDS[name].kind]
    assert segmented(Condition(name, operator), Condition("custom:規模", "is", "大")).problems() == []


@pytest.mark.parametrize("name", ["", " ", "長" * 61])
def test_a_segment_has_a_name(name):
    assert places(segmented(BIG, name=name)) == [("segment", "segment-1")]


def test_two_segments_have_different_names_and_ids():
    one = Segment("大企業", (BIG,), LARGE.as_table(), id="a")
    other = replace(one, conditions=(Condition("employees", "at_least", 300),))
    assert places(SMALL.with_changes(segments=(one, other))) == [("segment", "a"), ("segment", "a")]


def test_a_segment_has_conditions_and_a_rule_that_is_switched_on():
    assert places(segmented()) == [("segment", "segment-1")]
    off = LARGE.as_table().with_changes(rules=tuple(replace(each, active=False) for each in LARGE.rules))
    assert places(SMALL.with_changes(segments=(Segment("a", (BIG,), off),))) == [("segment", "segment-1", "rules")]


def test_at_most_twenty_segments():
    segments = tuple(
        Segment(str(number), (Condition("employees", "is", number),), SMALL.as_table()) for number in range(21)
    )
    assert SMALL.with_changes(segments=segments[:20]).problems() == []
    assert places(SMALL.with_changes(segments=segments)) == [("segments",)]


def test_ids_are_unique_in_their_table():
    twice = tuple(replace(each, id="same") for each in LARGE.rules[:2])
    assert places(LARGE.with_changes(rules=twice)) == [("rule", 1)]
    assert LARGE.named().with_changes(segments=(Segment("a", (BIG,), LARGE.as_table().named()),)).problems() == []


@pytest.mark.parametrize("text", ["\0", "a\ud800", "x" * 301])
def test_what_cannot_be_stored_is_refused(text):
    assert places(table(rule(Condition("source", "is", text)))) == [("rule", 0, 0)]
