import pytest
from django.urls import reverse

from handoff.criteria.profiles import LARGE
from handoff.models import CriteriaVersion
from handoff.workshop import current_document, put_thresholds
from leads.models import BackgroundRun, WorkshopDraft
from tests.conftest import NOW
from tests.handoff.drafting import Editor, draft
from tests.handoff.judging import put_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(login, admin):
    return Editor(login(admin))


def test_looking_writes_nothing(editor):
    assert "行動スコアが 100 以上、かつヒアリングが未完了" in editor.page
    assert not WorkshopDraft.objects.exists()


def test_the_old_address_of_the_editor_leads_to_the_draft(login, admin):
    assert login(admin).get("/criteria/edit/").url == reverse("criteria_draft")


def test_a_threshold_is_changed_in_the_draft_and_not_in_force(editor):
    editor.on_table("thresholds", **{"t-behaviour_min": 90, "t-timing_months_max": 3})
    assert draft().thresholds["behaviour_min"] == 90
    assert CriteriaVersion.active().parsed.thresholds["behaviour_min"] == 100
    assert "行動スコアが 90 以上" in editor.look()


@pytest.mark.parametrize("value", ["-1", "1000000000", "", "多め", "1.5"])
def test_a_threshold_out_of_range_is_answered_at_its_field(editor, value):
    answer = editor.on_table("thresholds", **{"t-behaviour_min": value, "t-timing_months_max": 6})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "このフィールドは必須です" in page if not value else "0〜1000 の整数を入力してください" in page
    assert 'value="6"' in page
    assert not WorkshopDraft.objects.exists()


def test_rules_are_moved_copied_switched_and_deleted_with_undo(editor):
    editor.on_table("rule_move", "rule-3", number=1)
    editor.look()
    editor.on_table("rule_switch", "rule-1", "automatic", on="1")
    editor.look()
    editor.on_table("rule_copy", "rule-1")
    assert [rule.outcome.reason for rule in draft().rules][:3] == [
        "score_met_needs_hearing", "score_and_hearing", "score_and_hearing",
    ]  # fmt: skip
    assert [rule.automatic for rule in draft().rules][:3] == [False, True, True]
    editor.look()
    editor.on_table("rule_delete", "rule-2")
    assert len(draft().rules) == 5
    editor.look()
    editor.on_table("undo")
    assert len(draft().rules) == 6


def test_thresholds_are_added_and_removed_unless_used(editor):
    editor.on_table("threshold_add", **{"new-name": "見込み度", "new-value": 30})
    assert draft().thresholds["見込み度"] == 30
    editor.look()
    editor.on_table("threshold_remove", name="見込み度")
    assert "見込み度" not in draft().thresholds
    editor.look()
    answer = editor.on_table("threshold_remove", name="behaviour_min")
    assert (answer.status_code, "behaviour_min" in draft().thresholds) == (409, True)


def test_a_threshold_of_a_name_that_is_taken_is_answered_at_its_field(editor):
    answer = editor.on_table("threshold_add", **{"new-name": "behaviour_min", "new-value": 30})
    assert answer.status_code == 422
    assert "同じ名前の閾値" in answer.content.decode()


def test_cooling_time_quota_and_deadlines(login, admin):
    put_in_force(LARGE)
    editor = Editor(login(admin))
    editor.on_table("cooling", **{"cooling-days": 180})
    editor.look()
    sla = {f"process-{kind}": days for kind, days in LARGE.sla.items()} | {"process-first_response": 2}
    editor.post("process", **{"process-quota": 4}, **sla)
    found = draft()
    assert (found.cooling_days, found.quota, found.sla["first_response"]) == (180, 4, 2)
    editor.look()
    answer = editor.post("process", **{"process-quota": 0}, **sla)
    assert answer.status_code == 422
    assert "1〜1000 の整数を入力してください" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"end": "2026-11-30"}, "終了日が開始日より前です"),
        ({"name": ""}, "このフィールドは必須です"),
        ({"offset_attribute_min": ""}, "少なくとも 1 つの閾値の引き下げ幅を入力してください"),
        ({"offset_attribute_min": "61"}, "0〜60 の整数を入力してください"),
    ],
)
def test_a_window_that_makes_no_sense_is_answered_at_its_field(login, admin, changes, message):
    put_in_force(LARGE)
    answer = Editor(login(admin)).on_table("window_save", "new", **(window() | changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()


def window(**changes) -> dict:
    return {"name": "年末", "start": "2026-12-01", "end": "2026-12-25", "offset_attribute_min": "10"} | changes


def test_windows_are_added_edited_and_deleted_and_said_to_overlap(login, admin):
    put_in_force(LARGE)
    editor = Editor(login(admin))
    editor.on_table("window_save", "new", **window())
    editor.look()
    editor.on_table("window_save", "new", **window(name="歳末", filter_source="展示会、紹介"))
    assert "「年末」と「歳末」の期間が重なっています" in editor.look()
    first, second = draft().windows
    assert second.filter == {"source": ["展示会", "紹介"]}
    editor.on_table("window_save", first.id, **window(offset_attribute_min="15"))
    assert draft().windows[0].offsets == {"attribute_min": 15}
    editor.look()
    editor.on_table("window_delete", first.id)
    assert [each.name for each in draft().windows] == ["歳末"]


def test_an_admin_publishes_the_draft_with_a_reason(editor):
    editor.on_table("thresholds", **{"t-behaviour_min": 90, "t-timing_months_max": 3})
    editor.look()
    assert "行動スコア（以上）: 90 点" in editor.client.get(reverse("criteria_draft_review")).content.decode()
    assert editor.post("publish", reason=" ").status_code == 422
    answer = editor.post("publish", reason="見直し")
    run = BackgroundRun.objects.get(kind="publish_criteria")
    assert answer.url == reverse("run", args=[run.pk])
    assert run.parameters["reason"] == "見直し"


def test_problems_are_named_and_keep_the_draft_from_being_published(editor):
    for number in range(1, 6):
        editor.on_table("rule_switch", f"rule-{number}", "active", on="0")
        editor.look()
    assert "少なくとも 1 つのルールを有効にしてください" in editor.page
    assert editor.post("publish", reason="見直し").status_code == 409
    assert not BackgroundRun.objects.filter(kind="publish_criteria").exists()


def test_a_rule_that_nobody_reaches_is_warned_of_at_its_place(editor):
    editor.on_table("rule_move", "rule-5", number=1)
    assert "このルールは使われません" in editor.look()


def test_a_discarded_draft_is_gone(editor):
    editor.on_table("rule_delete", "rule-1")
    editor.look()
    editor.post("discard")
    assert not WorkshopDraft.objects.exists()
    assert len(current_document().rules) == 5


def test_put_thresholds_starts_or_changes_the_draft(admin):
    put_thresholds({"behaviour_min": 85}, by=admin, at=NOW)
    assert current_document().thresholds["behaviour_min"] == 85
    assert put_thresholds({"behaviour_min": 80}, by=admin, at=NOW).conflicts == []
    assert draft().thresholds == {"behaviour_min": 80, "timing_months_max": 3}


def test_two_hundred_rules_are_shown_and_one_more_is_refused(login, admin):
    many = tuple(LARGE.rules[4:5]) * 200
    put_in_force(LARGE.with_changes(rules=many))
    editor = Editor(login(admin))
    assert editor.page.count("draft-rule") >= 200
    answer = editor.save_rule("new", {"field": "is_customer", "operator": "is", "value": "yes"})
    assert (answer.status_code, "200" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("seen", ["", "x", "1.2", "1.2.3.4", "-1.0.1", "９.0.1", "9" * 30 + ".1.1"])
def test_a_page_that_is_none_of_ours_is_not_found(editor, seen):
    editor.seen = seen
    assert editor.on_table("rule_delete", "rule-1").status_code == 404


def test_the_page_asks_few_queries(login, admin, django_assert_max_num_queries):
    client = login(admin)
    with django_assert_max_num_queries(12):
        client.get(reverse("criteria_draft"))
