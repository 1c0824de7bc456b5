"""The form of a rule: what is typed becomes its conditions, and reads as a sentence meanwhile."""

import pytest
from django.urls import reverse

from handoff.criteria.document import Condition, Threshold
from leads.models import WorkshopDraft
from tests.handoff.drafting import Editor, draft, sent, typed
from tests.handoff.judging import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(login, admin):
    return Editor(login(admin))


def test_a_rule_with_typed_conditions_reads_as_a_sentence(editor):
    editor.save_rule(
        "new",
        {"field": "employees", "operator": "between", "low": "100", "high": "299"},
        {"field": "behaviour_score", "operator": "at_least", "by": "behaviour_min"},
        {"field": "industry", "operator": "in", "value": "機械、化学"},
        {"field": "actions", "operator": "at_least", "value": "2", "kinds": ["inquiry", "trial"], "days": "14"},
        {"field": "is_customer", "operator": "is", "value": "no"},
        {"field": "timing", "operator": "is_not", "value": "undecided"},
        {"field": "title_rank", "operator": "at_least", "value": "4"},
        {"field": "department", "operator": "is_empty"},
        reason="", own_reason="中堅の製造業", approval="on",
    )  # fmt: skip
    rule = draft().rules[-2]
    assert rule.conditions == (
        Condition("employees", "between", [100, 299]),
        Condition("behaviour_score", "at_least", Threshold("behaviour_min")),
        Condition("industry", "in", ["機械", "化学"]),
        Condition("actions", "at_least", 2, {"kinds": ["inquiry", "trial"], "days": 14}),
        Condition("is_customer", "is", False),
        Condition("timing", "is_not", "undecided"),
        Condition("title_rank", "at_least", 4),
        Condition("department", "is_empty"),
    )
    assert (rule.outcome.reason, rule.approval, rule.automatic) == ("中堅の製造業", True, False)
    assert "従業員数が 100 人以上 299 人以下、かつ行動スコアが 100 以上" in editor.look()


def test_every_rule_of_every_profile_comes_back_from_its_form_as_it_was(editor):
    for profile in ("small", "mid", "large"):
        editor.on_table("adopt", profile)
        editor.look()
        before = draft()
        for rule in before.rules:
            page = editor.client.get(reverse("criteria_draft_rule", args=["all", rule.id])).content.decode()
            editor.client.post(reverse("criteria_draft_rule_save", args=["all", rule.id]), sent(page))
        assert draft().to_json() == before.to_json()


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"field": "employees", "operator": "at_least", "value": ""}, "値を入力してください"),
        ({"field": "employees", "operator": "at_least", "value": "多い"}, "数値を入力してください"),
        ({"field": "employees", "operator": "at_least", "value": "-5"}, "この値は 0 以上でなければなりません"),
        ({"field": "employees", "operator": "between", "low": "9", "high": "1"}, "小さい順に入力"),
        ({"field": "actions", "operator": "at_least", "value": "1", "days": "30"}, "このフィールドは必須です"),
        (
            {"field": "actions", "operator": "at_least", "value": "1", "kinds": ["inquiry"], "days": "99999"},
            "1〜3650 の整数を入力してください",
        ),
        ({"field": "no_such_field", "operator": "is", "value": "1"}, "正しく選択してください"),
    ],
)
def test_a_condition_that_makes_no_sense_is_answered_at_its_row(editor, condition, message):
    answer = editor.save_rule("rule-1", condition)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not WorkshopDraft.objects.exists()


def test_a_target_cannot_go_to_nurturing(editor):
    answer = editor.save_rule("rule-1", route="nurture")
    assert (answer.status_code, "ナーチャリング" in answer.content.decode()) == (422, True)


def test_the_form_shows_the_fields_that_a_choice_calls_for(editor):
    answer = editor.on_table("rule_preview", "rule-1", **typed({"field": "actions"}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="c0-kinds"' in page
    assert 'name="c0-days"' in page
    assert 'name="c1-field"' in page
    assert not WorkshopDraft.objects.exists()


def test_the_rule_reads_as_a_sentence_while_it_is_typed(editor):
    condition = {"field": "attribute_score", "operator": "at_least", "value": "60"}
    page = editor.on_table("rule_preview", "rule-1", **typed(condition)).content.decode()
    assert "属性スコアが 60 以上 → 営業へトスアップ（理由: " in page
    unfinished = typed(condition, {"field": "employees", "operator": "at_least", "value": ""})
    assert (
        "属性スコアが 60 以上、かつ（入力中）"
        in editor.on_table("rule_preview", "rule-1", **unfinished).content.decode()
    )


def test_a_reason_that_is_not_there_yet_is_a_gap_in_the_sentence(editor):
    condition = {"field": "employees", "operator": "at_least", "value": "77"}
    page = editor.on_table("rule_preview", "new", **typed(condition, reason="")).content.decode()
    assert "従業員数が 77 人以上 → 営業へトスアップ（理由: …）" in page


def test_own_columns_of_the_data_can_be_chosen(editor):
    lead = make_lead()
    lead.custom_fields = {"製品": "A"}
    lead.save()
    assert "custom:製品" in editor.client.get(reverse("criteria_draft_rule", args=["all", "new"])).content.decode()
    editor.save_rule("new", {"field": "custom:製品", "operator": "is", "value": "A"})
    assert draft().rules[-2].conditions == (Condition("custom:製品", "is", "A"),)
