"""What keeps criteria from being published, and what is said of them although they can be."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation

from handoff.criteria_document import Condition, CriteriaDocument, Outcome, Rule, Segment, Threshold, Window
from handoff.criteria_problems import warnings
from handoff.fields import FIELDS, OPERATORS, SEGMENT_FIELDS
from handoff.profiles import LARGE, MID, PROFILES, SMALL, STRATEGIC_TAG

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


BEHAVIOUR = Condition("behaviour_score", "at_least", Threshold("behaviour_min"))


@pytest.mark.parametrize(
    "conditions",
    [
        (Condition("behaviour_score", "at_least", 100), Condition("behaviour_score", "less_than", 50)),
        (Condition("behaviour_score", "at_least", 100), Condition("behaviour_score", "less_than", 100)),
        (BEHAVIOUR, Condition("behaviour_score", "at_most", 39)),
        (Condition("attribute_score", "at_least", 101),),
        (Condition("title_rank", "between", [7, 9]),),
        (Condition("employees", "in", [1, 2]), Condition("employees", "at_least", 3)),
        (Condition("employees", "between", [5, 5]), Condition("employees", "is_not", 5)),
        (Condition("is_customer", "is", True), Condition("is_customer", "is", False)),
        (Condition("source", "is", "展示会"), Condition("source", "is", "紹介")),
        (Condition("source", "is", "ＤＸ"), Condition("source", "is_not", "dx")),
        (Condition("source", "is", "展示会"), Condition("source", "contains", "紹介")),
        (Condition("source", "is_empty"), Condition("source", "is_not_empty")),
        (Condition("prefecture", "is_empty"), Condition("prefecture", "in", ["東京都"])),
        (Condition("tag", "is", "重点"), Condition("tag", "not_in", ["重点", "競合"])),
        (Condition("tag", "is_empty"), Condition("tag", "contains", "重")),
        (Condition("timing", "is", "later"), Condition("timing", "is", "undecided")),
    ],
)
def test_a_rule_that_can_never_match_is_said(conditions):
    document = table(rule(*conditions), rule())
    assert document.problems() == []
    assert warned(document) == [("rule", 0)]


@pytest.mark.parametrize(
    "conditions",
    [
        (Condition("behaviour_score", "at_least", 50), Condition("behaviour_score", "at_most", 50)),
        (Condition("tag", "is", "重点"), Condition("tag", "is", "競合")),
        (Condition("tag", "in", ["重点", "競合"]), Condition("tag", "is_not", "競合")),
        (Condition("tag", "is_empty"), Condition("tag", "is_not", "競合")),
        (Condition("source", "in", ["a", "b"]), Condition("source", "is_not", "a")),
        (Condition("custom:a", "at_least", 5), Condition("custom:a", "is", "5")),
        (
            Condition("actions", "at_least", 2, {"kinds": ["inquiry"], "days": 30}),
            Condition("actions", "less_than", 2, {"kinds": ["inquiry"], "days": 7}),
        ),
        (
            Condition("behaviour_score", "at_least", Threshold("behaviour_min", minus_offset=True)),
            Condition("behaviour_score", "less_than", Threshold("behaviour_min")),
        ),
    ],
)
def test_a_rule_that_may_match_is_not(conditions):
    window = Window("秋", DAY, DAY, {"behaviour_min": 10})
    assert warned(table(rule(*conditions), rule(), windows=(window,))) == []


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ((), (BEHAVIOUR,)),
        ((), ()),
        ((BEHAVIOUR,), (BEHAVIOUR,)),
        ((BEHAVIOUR,), (Condition("is_customer", "is", True), BEHAVIOUR)),
        ((Condition("behaviour_score", "at_least", 40),), (Condition("behaviour_score", "at_least", 41),)),
        ((Condition("behaviour_score", "less_than", 40),), (Condition("behaviour_score", "at_most", 39),)),
        ((Condition("employees", "at_least", 50),), (Condition("employees", "between", [50, 99]),)),
        ((Condition("employees", "is_not_empty"),), (Condition("employees", "less_than", 3),)),
        ((Condition("employees", "is_not", 7),), (Condition("employees", "less_than", 7),)),
        ((Condition("source", "in", ["a", "b"]),), (Condition("source", "is", "Ａ"),)),
        ((Condition("source", "contains", "展示"),), (Condition("source", "in", ["展示会", "秋の展示"]),)),
        ((Condition("tag", "in", ["a", "b"]),), (Condition("tag", "is", "a"),)),
        ((Condition("tag", "is_not", "a"),), (Condition("tag", "is_empty"),)),
        (
            (Condition("behaviour_score", "at_least", Threshold("behaviour_min", minus_offset=True)),),
            (BEHAVIOUR,),
        ),
    ],
)
def test_a_rule_that_an_earlier_one_always_precedes_is_said(earlier, later):
    window = Window("秋", DAY, DAY, {"behaviour_min": 10})
    assert warned(table(rule(*earlier), rule(*later), windows=(window,))) == [("rule", 1)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ((Condition("behaviour_score", "at_least", 41),), (Condition("behaviour_score", "at_least", 40),)),
        ((Condition("behaviour_score", "less_than", 40),), (Condition("behaviour_score", "at_most", 40),)),
        ((Condition("is_customer", "is", True),), ()),
        ((Condition("employees", "at_least", 50),), (Condition("title_rank", "at_least", 4),)),
        ((Condition("employees", "at_least", 0),), ()),
        ((Condition("source", "is_not", "a"),), (Condition("source", "is_empty"),)),
        ((Condition("tag", "is", "a"),), (Condition("tag", "in", ["a", "b"]),)),
        (
            (BEHAVIOUR,),
            (Condition("behaviour_score", "at_least", Threshold("behaviour_min", minus_offset=True)),),
        ),
    ],
)
def test_a_rule_that_is_sometimes_reached_is_not(earlier, later):
    window = Window("秋", DAY, DAY, {"behaviour_min": 10})
    assert warned(table(rule(*earlier), rule(*later), windows=(window,))) == []


def test_a_rule_that_is_switched_off_neither_hides_nor_is_hidden():
    assert warned(table(rule(active=False), rule(BEHAVIOUR))) == []
    assert warned(table(rule(), rule(BEHAVIOUR, active=False))) == []


def test_in_a_segment_its_conditions_count_too():
    small = LARGE.as_table().with_changes(rules=(rule(Condition("employees", "less_than", 50)), rule()))
    document = SMALL.with_changes(segments=(Segment("大企業", (BIG,), small),))
    assert warned(document) == [("segment", "segment-1", "rule", 0)]


def test_a_segment_that_nobody_is_in_is_said():
    never = Segment("a", (BIG, Condition("employees", "at_most", 10)), LARGE.as_table())
    first = Segment("b", (Condition("employees", "at_least", 300),), LARGE.as_table())
    second = Segment("c", (BIG,), LARGE.as_table())
    assert ("segment", "segment-1") in warned(SMALL.with_changes(segments=(never,)))
    assert warned(SMALL.with_changes(segments=(first, second))) == [("segment", "segment-2")]
    assert warned(SMALL.with_changes(segments=(second, first))) == []


def test_a_warning_names_the_rule_that_comes_first_and_the_contradiction():
    with translation.override("ja"):
        shadowed, contradictory = (
            warnings(document)[0].message
            for document in (
                MID.with_changes(rules=(rule(), *MID.rules[:1])),
                table(
                    rule(Condition("behaviour_score", "at_least", 100), Condition("behaviour_score", "less_than", 50))
                ),
            )
        )
    assert "ルール 1" in shadowed
    assert contradictory == "これを満たすリードはありません: 行動スコアが 100 以上、かつ行動スコアが 50 未満。"


def test_an_unfinished_draft_is_not_warned_of_but_named():
    unfinished = table(rule(Condition("behaviour_score", "at_least", Threshold("gone"))), rule())
    assert (warned(unfinished), places(unfinished)) == ([], [("rule", 0, 0)])


def test_a_large_document_is_looked_through_quickly():
    rules = [rule(Condition("employees", "is", number), Condition("tag", "is", STRATEGIC_TAG)) for number in range(200)]
    assert warned(table(*rules)) == []
