"""What is said of criteria although they can be published: rules and segments that no lead reaches."""

import pytest
from django.utils import translation

from handoff.criteria.document import Condition, Segment, Threshold, Window
from handoff.criteria.problems import warnings
from handoff.criteria.profiles import LARGE, MID, SMALL, STRATEGIC_TAG
from tests.handoff.test_criteria_problems import BIG, DAY, places, rule, table, warned

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
