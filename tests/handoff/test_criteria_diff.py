"""What changed between two versions, in sentences."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation

from handoff.criteria.diff import Change, changes
from handoff.criteria.document import Condition, Segment, Window
from handoff.criteria.profiles import LARGE, MID, PROFILES, SMALL

NAMED = LARGE.named()
BIG = Segment("大企業", (Condition("employees", "at_least", 1000),), LARGE.as_table(), id="big")
DAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def japanese():
    with translation.override("ja"):
        yield


def moved(rules, old: int, new: int) -> tuple:
    left = [*rules[:old], *rules[old + 1 :]]
    return (*left[:new], rules[old], *left[new:])


@pytest.mark.parametrize("document", PROFILES.values())
def test_a_document_does_not_differ_from_itself(document):
    assert (
        changes(document, document) == changes(document, document.named()) == changes(document.named(), document) == []
    )


def test_another_threshold_is_one_change():
    after = LARGE.with_changes(thresholds=LARGE.thresholds | {"behaviour_min": 50})
    assert changes(LARGE, after) == [Change("行動スコア（以上）: 40 点", "行動スコア（以上）: 50 点")]


def test_a_rule_that_was_edited_is_found_by_its_id():
    edited = replace(NAMED.rules[3], conditions=(Condition("is_customer", "is", False),), active=False)
    [change] = changes(NAMED, NAMED.with_changes(rules=(*NAMED.rules[:3], edited, *NAMED.rules[4:])))
    assert change.before.startswith("過去に失注している")
    assert change.after.startswith("企業が既存顧客でない")
    assert "停止中" in change.after


@pytest.mark.parametrize("document", [LARGE, NAMED])
def test_a_rule_that_was_moved_is_one_change_with_both_places(document):
    [change] = changes(document, document.with_changes(rules=moved(document.rules, 6, 0)))
    assert change.before.startswith("ルール 7: ")
    assert change.after.startswith("ルール 1: ")
    assert change.before.removeprefix("ルール 7") == change.after.removeprefix("ルール 1")


def test_a_rule_that_was_moved_and_edited_is_one_change():
    rules = moved(NAMED.rules, 6, 0)
    [change] = changes(NAMED, NAMED.with_changes(rules=(replace(rules[0], approval=False), *rules[1:])))
    assert (change.before[:6], change.after[:6]) == ("ルール 7:", "ルール 1:")


def test_added_and_removed_rules_move_nothing():
    new = replace(NAMED.rules[0], id="new", conditions=(Condition("is_customer", "is", False),))
    after = NAMED.with_changes(rules=(new, *NAMED.rules[1:]))
    assert sorted((bool(change.before), bool(change.after)) for change in changes(NAMED, after)) == [
        (False, True),
        (True, False),
    ]


def test_the_cooling_time_is_said():
    [change] = changes(LARGE, LARGE.with_changes(cooling_days=180))
    assert change == Change(
        "過去に失注したリードは再び対象にしない", "過去に失注したリードも、失注から 180 日を過ぎれば再び対象になり得る"
    )


def test_a_new_segment_is_told_with_its_table():
    found = changes(SMALL, SMALL.with_changes(segments=(BIG,)))
    assert found[0] == Change("", "セグメント「大企業」: 従業員数が 1,000 人以上")
    assert all(change.before == "" and change.after.startswith("セグメント「大企業」: ") for change in found)
    assert len(found) == 1 + len(LARGE.rules) + len(LARGE.thresholds)


def test_a_segment_that_is_gone_is_one_change():
    assert changes(SMALL.with_changes(segments=(BIG,)), SMALL) == [
        Change("セグメント「大企業」: 従業員数が 1,000 人以上", "")
    ]


def test_a_change_inside_a_segment_names_it():
    table = BIG.table.with_changes(cooling_days=90)
    [change] = changes(
        SMALL.with_changes(segments=(BIG,)), SMALL.with_changes(segments=(replace(BIG, table=table, name="大手"),))
    )[1:]
    assert change.after == "セグメント「大手」: 過去に失注したリードも、失注から 90 日を過ぎれば再び対象になり得る"


def test_the_order_of_segments_is_told():
    other = Segment("東京", (Condition("prefecture", "is", "東京都"),), MID.as_table(), id="tokyo")
    [change] = changes(SMALL.with_changes(segments=(BIG, other)), SMALL.with_changes(segments=(other, BIG)))
    assert (change.before[:8], change.after[:8]) == ("セグメント 1:", "セグメント 2:") or (
        change.before[:8],
        change.after[:8],
    ) == ("セグメント 2:", "セグメント 1:")


def test_a_window_that_was_renamed_is_one_change():
    window = Window("秋", DAY, DAY, {"behaviour_min": 10}, id="w")
    [change] = changes(LARGE.with_changes(windows=(window,)), LARGE.with_changes(windows=(replace(window, name="冬"),)))
    assert (change.before[0], change.after[0]) == ("秋", "冬")


def test_another_profile_is_told_rule_by_rule():
    found = changes(SMALL, LARGE)
    assert found[0] == Change("プロファイル: 中小企業", "プロファイル: 大企業")
    assert len(found) > 10
