import datetime as dt
from dataclasses import replace

import pytest

from handoff.criteria.document import Condition, Outcome, Rule, Segment, Window
from handoff.criteria.profiles import LARGE, MID, PROFILES, SMALL
from handoff.workshop import operations as do
from handoff.workshop.operations import EVERYBODY, Gone, InUse

CONDITION = Condition("employees", "at_least", 1000)
RULE = Rule((CONDITION,), Outcome("target", "sales", "大口"), id="rule-x")
WINDOW = Window("秋", dt.date(2026, 11, 1), dt.date(2026, 11, 30), {"attribute_min": 10}, id="window-x")
BIG = Segment("大企業", (CONDITION,), SMALL.as_table().named(), id="big")


def mid():
    return MID.named()


def reasons(document, table=EVERYBODY):
    return [rule.outcome.reason for rule in do.table_of(document, table).rules]


@pytest.mark.parametrize("table", [EVERYBODY, "big"])
def test_a_rule_is_moved_and_all_others_keep_their_order(table):
    document = do.add_segment(mid(), BIG)
    before = reasons(document, table)
    moved = do.move_rule(document, table, "rule-3", 1)
    assert reasons(moved, table) == [before[2], before[0], before[1], *before[3:]]
    assert reasons(do.move_rule(moved, table, "rule-3", 3), table) == before


@pytest.mark.parametrize(("number", "place"), [(0, 0), (1, 0), (5, 4), (99, 4)])
def test_a_rule_moved_beyond_the_ends_stops_there(number, place):
    moved = do.move_rule(mid(), EVERYBODY, "rule-2", number)
    assert [rule.id for rule in moved.rules].index("rule-2") == place


def test_a_new_rule_stands_before_the_one_that_catches_all():
    assert reasons(do.add_rule(mid(), EVERYBODY, RULE))[-2:] == ["大口", "needs_judgement"]
    only = mid().with_changes(rules=mid().rules[:1])
    assert reasons(do.add_rule(only, EVERYBODY, RULE))[-1] == "大口"


def test_a_copy_stands_behind_its_rule_and_is_switched_off():
    copied = do.copy_rule(mid(), EVERYBODY, "rule-2", "copy")
    twin = copied.rules[2]
    assert (twin.id, twin.active, twin.conditions) == ("copy", False, copied.rules[1].conditions)
    assert len(copied.rules) == 6


def test_a_removed_rule_is_gone():
    left = do.remove_rule(mid(), EVERYBODY, "rule-1")
    assert "score_and_hearing" not in reasons(left)
    with pytest.raises(Gone):
        do.remove_rule(left, EVERYBODY, "rule-1")


@pytest.mark.parametrize("switch", ["active", "approval", "automatic"])
def test_one_switch_of_one_rule(switch):
    changed = do.switch_rule(mid(), EVERYBODY, "rule-1", switch, False)
    assert getattr(changed.rules[0], switch) is False
    assert changed.rules[1:] == mid().rules[1:]


def test_there_is_no_other_switch():
    with pytest.raises(Gone):
        do.switch_rule(mid(), EVERYBODY, "rule-1", "conditions", False)


def test_a_segments_table_is_its_own():
    document = do.add_segment(mid(), BIG)
    changed = do.put_thresholds(document, "big", {"employees_min": 300})
    assert changed.segments[0].table.thresholds["employees_min"] == 300
    assert changed.with_changes(segments=()).to_json() == mid().to_json()


def test_a_threshold_in_use_cannot_be_taken_away():
    with pytest.raises(InUse) as refusal:
        do.remove_threshold(mid(), EVERYBODY, "behaviour_min")
    assert refusal.value.rules == [1, 2, 3, 4]
    added = do.put_thresholds(mid(), EVERYBODY, {"見込み": 5})
    assert do.remove_threshold(added, EVERYBODY, "見込み").to_json() == mid().to_json()


def test_a_threshold_that_goes_takes_its_offsets_along():
    document = do.add_window(mid(), EVERYBODY, replace(WINDOW, offsets={"attribute_min": 10, "extra": 5}))
    document = do.put_thresholds(document, EVERYBODY, {"extra": 50})
    assert do.remove_threshold(document, EVERYBODY, "extra").windows[0].offsets == {"attribute_min": 10}


def test_windows_are_put_and_removed():
    document = do.save_window(LARGE.named(), EVERYBODY, WINDOW)
    longer = replace(WINDOW, end=dt.date(2026, 12, 31))
    assert do.save_window(document, EVERYBODY, longer).windows == (longer,)
    assert do.remove_window(document, EVERYBODY, "window-x").windows == ()


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_becomes_the_table_for_everybody_with_rules_of_its_own(profile):
    document = do.add_segment(mid(), BIG).with_changes(quota=3)
    source = do.with_new_ids(PROFILES[profile].as_table())
    adopted = do.adopt(document, EVERYBODY, source)
    assert adopted.as_table() == PROFILES[profile].as_table()
    assert (adopted.quota, adopted.segments) == (3, document.segments)
    assert not {rule.id for rule in adopted.rules} & {rule.id for rule in document.rules}


def test_windows_stay_when_the_adopted_rules_still_lower_what_they_lower():
    document = do.add_window(LARGE.named(), EVERYBODY, WINDOW)
    assert do.adopt(document, EVERYBODY, do.with_new_ids(LARGE.as_table())).windows == (WINDOW,)
    assert do.adopt(document, EVERYBODY, do.with_new_ids(MID.as_table())).windows == ()


def test_segments_are_renamed_ordered_and_removed():
    second = replace(BIG, name="東京", id="tokyo")
    document = do.add_segment(do.add_segment(mid(), BIG), second)
    assert [each.id for each in do.move_segment(document, "tokyo", 1).segments] == ["tokyo", "big"]
    renamed = do.put_segment(document, "big", "大手", second.conditions)
    assert (renamed.segments[0].name, renamed.segments[0].table) == ("大手", BIG.table)
    assert [each.id for each in do.remove_segment(document, "big").segments] == ["tokyo"]


@pytest.mark.parametrize(
    "act",
    [
        lambda document: do.move_rule(document, "nowhere", "rule-1", 1),
        lambda document: do.put_rule(document, EVERYBODY, RULE),
        lambda document: do.remove_window(document, EVERYBODY, "window-1"),
        lambda document: do.remove_segment(document, "nowhere"),
        lambda document: do.remove_threshold(document, EVERYBODY, "nothing"),
    ],
)
def test_what_is_not_there_cannot_be_changed(act):
    with pytest.raises(Gone):
        act(mid())


def test_no_operation_touches_the_document_it_was_given():
    document = LARGE.named()
    before = document.to_json()
    do.put_thresholds(document, EVERYBODY, {"attribute_min": 1})
    do.move_rule(document, EVERYBODY, "rule-1", 3)
    do.adopt(document, EVERYBODY, do.with_new_ids(SMALL.as_table()))
    assert document.to_json() == before
