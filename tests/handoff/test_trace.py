import pytest
from django.urls import reverse
from django.utils import translation

from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule, Threshold
from handoff.criteria.profiles import LARGE, MID, SMALL
from handoff.criteria.sentences import condition_sentence, rule_sentence, step_text
from handoff.judging.tracing import MET, NOT_MET, UNKNOWN, trace
from handoff.judging.verdicts import judge
from handoff.models import CriteriaVersion, Verdict
from tests.conftest import NOW
from tests.handoff.judging import HEARD, make_lead

pytestmark = pytest.mark.django_db


def traced(document, lead):
    return trace(lead, NOW, CriteriaVersion(document=document.to_json()))


def states(rule):
    return [condition.state for condition in rule.conditions]


def test_the_trace_lists_every_rule_in_order_with_what_is_and_what_is_asked():
    lead = make_lead(actions=[("inquiry", 1)], answers=HEARD | {"decision_maker": ""})
    rules = traced(MID, lead).rules
    assert [rule.position for rule in rules] == [1, 2, 3, 4, 5]
    assert states(rules[0]) == [NOT_MET, MET, UNKNOWN]
    behaviour = rules[0].conditions[0]
    assert (behaviour.actual, behaviour.value) == (40, 100)
    assert [rule.decided for rule in rules] == [False, False, False, False, True]


def test_it_decides_as_the_judgement_did(team):
    lead = make_lead(actions=[("inquiry", 1)], answers=HEARD)
    judge(lead_ids=[lead.pk], as_of=NOW)
    verdict, decided = Verdict.objects.get(lead=lead), trace(lead, NOW).decided
    assert (verdict.rule, verdict.flag, verdict.route, verdict.reason) == (
        decided.position, decided.flag, decided.route, decided.reason,
    )  # fmt: skip


def test_without_a_matching_rule_the_trace_says_so():
    document = CriteriaDocument(
        "mid", {}, (Rule((Condition("title_rank", "is", 6),), Outcome("target", "sales", "top")),)
    )
    found = traced(document, make_lead())
    assert (found.decided.position, found.decided.reason) == (None, "no_rule")
    assert states(found.rules[0]) == [UNKNOWN]


def test_a_rule_that_is_switched_off_is_not_in_it():
    off = Rule(SMALL.rules[0].conditions, SMALL.rules[0].outcome, active=False)
    assert [rule.position for rule in traced(SMALL.with_changes(rules=(off, *SMALL.rules[1:])), make_lead()).rules] == [
        2,
        3,
    ]


@pytest.mark.parametrize(
    ("document", "position", "expected"),
    [
        (LARGE, 5, "属性スコアが 60 以上、かつ行動スコアが 40 以上 → 営業へトスアップ（理由: スコアが基準以上）"),
        (LARGE, 4, "過去に失注している → 非対象（ナーチャリングへ）（理由: 過去に失注）"),
        (MID, 5, "上記のいずれにも当てはまらない → 一時保留（インサイドセールスが判断）（理由: 担当者の判断が必要）"),
        (LARGE, 3, "タグ「戦略ターゲット」が付いている → 一時保留（営業企画へ通知）（理由: 戦略ターゲット）"),
    ],
)  # fmt: skip
def test_rules_read_as_japanese_sentences(document, position, expected):
    with translation.override("ja"):
        assert rule_sentence(document.rule_at(position), document) == expected


def test_a_condition_of_every_kind_has_a_sentence():
    document = CriteriaDocument("large", {"employees_min": 50}, ())
    with translation.override("en"):
        sentences = [
            condition_sentence(condition, document)
            for condition in (
                Condition("employees", "at_least", Threshold("employees_min")),
                Condition("employees", "between", [50, 299]),
                Condition("industry", "in", ["機械", "化学"]),
                Condition("custom:Lead Origin", "contains", "API"),
                Condition("active_people", "at_least", 2, {"days": 14}),
                Condition("is_customer", "is", False),
                Condition("prefecture", "is_empty"),
            )
        ]
    assert sentences == [
        "employees is at least 50 people",
        "employees is between 50 people and 299 people",
        "industry is one of 機械, 化学",
        "Lead Origin contains “API”",
        "active people of the company in the last 14 days is at least 2 people",
        "is not an existing customer",
        "prefecture is unknown",
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("behaviour_score", "is", 4), "行動スコアが 4"),
        (Condition("behaviour_score", "is_not", 4), "行動スコアが 4 以外"),
        (Condition("behaviour_score", "in", [3, 4]), "行動スコアが 3、4 のいずれか"),
        (Condition("employees", "is", Threshold("employees_min")), "従業員数が 50 人"),
        (Condition("employees", "not_in", [3, 4]), "従業員数が 3 人、4 人のいずれでもない"),
        (Condition("title_rank", "is", 4), "役職ランクが「部長」"),
        (Condition("custom:番号", "is", "4"), "番号が「4」"),
        (Condition("industry", "in", ["機械", "化学"]), "業種が機械、化学のいずれか"),
        (Condition("tag", "in", ["展示会", "紹介"]), "タグ「展示会、紹介」のいずれかが付いている"),
        (Condition("tag", "is_empty"), "タグが付いていない"),
    ],
)  # fmt: skip
def test_numbers_and_tags_read_as_people_write_them(condition, expected):
    with translation.override("ja"):
        assert condition_sentence(condition, CriteriaDocument("large", {"employees_min": 50}, ())) == expected


@pytest.mark.parametrize(("value", "expected"), [(True, "決裁者の確認"), (False, "決裁者が未確認かどうかの確認")])
def test_what_to_ask_is_named_for_an_answer_of_either_kind(value, expected):
    condition = Condition("decision_maker_confirmed", "is", value)
    with translation.override("ja"):
        assert step_text(condition, CriteriaDocument("mid", {}, ()), None) == expected


def test_every_role_reads_why(login, sales, team):
    lead = make_lead(name="田中 花子", actions=[("inquiry", 1)])
    judge(lead_ids=[lead.pk], as_of=NOW)
    page = login(sales).get(reverse("lead_trace", args=[lead.pk])).content.decode()
    assert "行動スコア 40（基準: 100 以上）" in page
    assert "このルールで決定" in page


def test_the_fragment_has_no_page_around_it(login, rep, team):
    lead = make_lead()
    judge(lead_ids=[lead.pk], as_of=NOW)
    answer = login(rep).get(reverse("lead_trace", args=[lead.pk]), headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert "HX-Request" in answer["Vary"]


def test_a_lead_that_is_not_judged_yet_says_so(login, rep):
    assert "まだ判定されていません" in login(rep).get(reverse("lead_trace", args=[make_lead().pk])).content.decode()
