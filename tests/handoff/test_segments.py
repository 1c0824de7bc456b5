"""Tables of their own for some leads: the first segment whose conditions all hold judges, else the table for all."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from handoff.criteria.document import Condition, Outcome, Rule, Segment, Threshold, Window
from handoff.criteria.profiles import LARGE, MID, SMALL, STRATEGIC_TAG
from handoff.judging.tracing import MET, NOT_MET, UNKNOWN, trace
from handoff.judging.verdicts import judge
from handoff.models import CriteriaVersion, Verdict
from handoff.package import build
from tests.conftest import NOW
from tests.handoff.judging import judged, make_lead, put_in_force, row_of

pytestmark = pytest.mark.django_db

BIG = Segment("大企業", (Condition("employees", "at_least", 1000),), LARGE.as_table())
TOKYO_ONLY = Segment("東京", (Condition("prefecture", "is", "東京都"),), MID.as_table())
SEGMENTED = SMALL.with_changes(segments=(BIG, TOKYO_ONLY))


def traced(document, lead):
    return trace(lead, NOW, CriteriaVersion(document=document.to_json()))


@pytest.mark.parametrize(
    ("company", "segment", "reason"),
    [
        ({"employees": 1000, "prefecture": "東京都"}, 1, "score_met"),
        ({"employees": 999, "prefecture": "東京都"}, 2, "score_met_needs_hearing"),
        ({"employees": 999, "prefecture": "大阪府"}, 0, "checklist_not_met"),
        ({"prefecture": "東京都"}, 2, "score_met_needs_hearing"),
        ({}, 0, "checklist_not_met"),
    ],
)
def test_the_first_segment_that_fits_judges(company, segment, reason):
    row = row_of(SEGMENTED, make_lead(company=company, attribute=60, behaviour=100))
    assert (row["segment"], row["reason"]) == (segment, reason)


def test_a_rule_is_named_by_its_place_in_the_whole_document(team):
    put_in_force(SEGMENTED)
    lead = make_lead(company={"employees": 1000}, attribute=60, behaviour=40)
    judge(lead_ids=[lead.pk], as_of=NOW, stored=True)
    verdict = Verdict.objects.get(lead=lead)
    assert (verdict.segment, verdict.rule) == (1, len(SMALL.rules) + 5)
    assert SEGMENTED.place_of(verdict.rule) == (1, 5)


@pytest.mark.parametrize(
    ("company", "goals"), [({"employees": 1000}, ["/ 40", "/ 60"]), ({"prefecture": "東京都"}, ["/ 100"])]
)
def test_scores_on_the_page_of_a_lead_stand_beside_the_thresholds_of_its_own_table(login, rep, company, goals):
    put_in_force(SEGMENTED)
    lead = make_lead(company=company, attribute=60, behaviour=40)
    judge(lead_ids=[lead.pk], as_of=NOW, stored=True)
    text = login(rep).get(reverse("lead", args=[lead.pk])).text
    assert [part.split("<")[0] for part in text.split('class="score-goal">')[1:]] == goals


def test_a_near_miss_is_looked_for_in_the_table_of_the_segment_only():
    row = row_of(SEGMENTED, make_lead(company={"employees": 1000}, title_rank=4, attribute=60, behaviour=30))
    assert SEGMENTED.place_of(row["near_miss_rule"]) == (1, 5)
    assert row_of(MID.with_changes(segments=(BIG,)), make_lead(attribute=60, behaviour=100))["near_miss_rule"] == 1


def test_thresholds_windows_and_cooling_time_are_those_of_the_own_table():
    day = NOW.date()
    window = Window("秋", day, day, {"behaviour_min": 10})
    table = LARGE.as_table().with_changes(thresholds=LARGE.thresholds | {"behaviour_min": 200}, windows=(window,))
    document = LARGE.with_changes(segments=(dataclasses.replace(BIG, table=table),))
    inside = make_lead(company={"employees": 1000}, attribute=60, behaviour=190)
    assert judged(document, inside) == "target:sales:campaign_window"
    assert judged(document, make_lead(attribute=60, behaviour=39)) == "not_target:nurture:below_threshold"


def test_a_switched_off_table_leaves_its_segment_without_a_rule():
    table = LARGE.as_table().with_changes(rules=tuple(dataclasses.replace(rule, active=False) for rule in LARGE.rules))
    row = row_of(
        SMALL.with_changes(segments=(dataclasses.replace(BIG, table=table),)), make_lead(company={"employees": 1000})
    )
    assert (row["segment"], row["rule"], row["reason"]) == (1, None, "no_rule")


def test_the_trace_names_the_segment_and_lists_the_rules_of_its_table_only():
    lead = make_lead(company={"employees": 1000}, attribute=60, behaviour=40)
    found = traced(SEGMENTED, lead)
    assert (found.segment.number, found.segment.name) == (1, "大企業")
    assert [condition.state for condition in found.segment.conditions] == [MET]
    assert [rule.number for rule in found.rules] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [rule.position for rule in found.rules] == [4, 5, 6, 7, 8, 9, 10, 11]
    with translation.override("ja"):
        assert found.segment.sentence == "セグメント「大企業」: 従業員数が 1,000 人以上"


def test_the_trace_says_why_a_lead_is_in_no_segment():
    found = traced(SEGMENTED, make_lead(company={"prefecture": "大阪府"}))
    assert [[each.state for each in segment.conditions] for segment in found.segment.passed_over] == [
        [UNKNOWN], [NOT_MET],
    ]  # fmt: skip
    with translation.override("ja"):
        assert found.segment.sentence == "該当するセグメントなし（全体の基準で判定）"


def test_without_segments_there_is_nothing_to_say_of_them():
    found = traced(SMALL, make_lead())
    assert (found.segment.number, found.segment.sentence, found.segment.passed_over) == (0, "", [])


def test_a_trace_shows_the_thresholds_of_the_own_table():
    table = LARGE.as_table().with_changes(thresholds=LARGE.thresholds | {"behaviour_min": 77})
    found = traced(
        LARGE.with_changes(segments=(dataclasses.replace(BIG, table=table),)), make_lead(company={"employees": 1000})
    )
    asked = [each.value for rule in found.rules for each in rule.conditions if each.field == "behaviour_score"]
    assert 77 in asked
    assert Threshold("behaviour_min") in [each.condition.value for rule in found.rules for each in rule.conditions]


def test_a_segment_may_be_told_by_the_tag_of_strategic_targets(admin):
    document = SMALL.with_changes(
        segments=(Segment("戦略", (Condition("tag", "is", STRATEGIC_TAG),), LARGE.as_table()),)
    )
    lead = make_lead()
    lead.company.strategic_targets.create(owner=admin, added_by=admin, reason="x", added_at=NOW - dt.timedelta(days=1))
    assert row_of(document, lead)["segment"] == 1


@pytest.mark.parametrize("tables", [1, 20])
def test_the_largest_document_that_may_be_published_is_judged(tables):
    """PostgreSQL limits the columns of a statement: facts, conditions and near misses all are columns."""
    conditions = iter(Condition(f"custom:{number}", "at_least", number) for number in range(600))
    rules = [Rule(tuple(next(conditions) for _ in range(3)), Outcome("target", "sales", "own")) for _ in range(200)]
    step = 200 // tables
    parts = [tuple(rules[start : start + step]) for start in range(0, 200, step)]
    segments = tuple(
        Segment(str(number), (Condition("employees", "is", number),), SMALL.as_table().with_changes(rules=part))
        for number, part in enumerate(parts[1:], 1)
    )
    document = SMALL.with_changes(rules=parts[0], segments=segments)
    assert document.problems() == []
    lead = make_lead(company={"employees": 19}, custom_fields={str(number): "0" for number in range(10)})
    row = row_of(document, lead)
    assert (row["reason"], row["segment"]) == ("no_rule", tables - 1)


def test_the_package_says_whose_table_judged(team):
    put_in_force(SEGMENTED)
    document = build(make_lead(company={"employees": 1000}), NOW)
    assert document["verdict"]["segment"] == 1
    assert document["verdict"]["segment_words"]["ja"] == "セグメント「大企業」: 従業員数が 1,000 人以上"
    assert [rule["number"] for rule in document["trace"]] == [1, 2, 3, 4, 5, 6, 7, 8]
