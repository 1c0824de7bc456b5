"""Two admins at one draft, and a draft that the published criteria left behind."""

import re

import pytest
from django.test import Client

from handoff.criteria.profiles import MID
from handoff.models import CriteriaVersion
from handoff.publication.publishing import publish_now
from leads.models import WorkshopDraft
from leads.roles import Role
from tests.conftest import NOW, person
from tests.handoff.drafting import Editor, draft

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def other_admin(team):
    return person("other-admin@example.jp", "泉薫", team, Role.ADMIN)


@pytest.fixture
def two(admin, other_admin):
    """Both look at the same page: the criteria in force, before there is a draft."""
    return Editor(signed_in(admin)), Editor(signed_in(other_admin))


def thresholds(behaviour, timing=3):
    return {"t-behaviour_min": behaviour, "t-timing_months_max": timing}


def test_what_they_change_apart_is_both_in_the_draft(two):
    first, second = two
    first.on_table("thresholds", **thresholds(90))
    answer = second.save_rule("rule-5", {"field": "employees", "operator": "at_least", "value": "10"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "谷 茜さんが下書きを変更しました" in page
    assert "行動スコア（以上）: 90 点" in page
    assert (draft().thresholds["behaviour_min"], len(draft().rules[4].conditions)) == (90, 1)


def test_a_form_that_says_nothing_new_about_a_field_does_not_take_the_others_change_back(two):
    first, second = two
    first.on_table("thresholds", **thresholds(90))
    second.on_table("thresholds", **thresholds(100, timing=6))
    assert draft().thresholds == {"behaviour_min": 90, "timing_months_max": 6}


def test_of_the_same_field_both_values_are_shown_and_either_can_be_taken(two):
    first, second = two
    first.on_table("thresholds", **thresholds(90))
    answer = second.on_table("thresholds", **thresholds(120))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "行動スコア（以上）: 90 点" in page
    assert "行動スコア（以上）: 120 点" in page
    assert "谷 茜さんが下書きを変更しました" in page
    assert "双方の変更を反映しています" not in page
    assert draft().thresholds["behaviour_min"] == 90
    mine = re.search(r'name="mine" value="([^"]+)"', page).group(1)
    second.look()
    second.on_table("mine", mine=mine)
    assert draft().thresholds["behaviour_min"] == 120


def test_only_what_a_page_of_ours_kept_can_be_taken(two):
    first, _second = two
    first.on_table("thresholds", **thresholds(90))
    first.look()
    assert first.on_table("mine", mine="W1tbXSwgdHJ1ZSwge31dXQ:forged").status_code == 409
    assert draft().thresholds["behaviour_min"] == 90


def test_who_edits_a_rule_that_the_other_deleted_loses_nothing(two):
    first, second = two
    first.on_table("rule_delete", "rule-2")
    answer = second.save_rule("rule-2", {"field": "employees", "operator": "at_least", "value": "77"})
    page = answer.content.decode()
    assert (answer.status_code, "従業員数が 77 人以上" in page) == (409, True)
    mine = re.search(r'name="mine" value="([^"]+)"', page).group(1)
    second.look()
    second.on_table("mine", mine=mine)
    assert [rule.id for rule in draft().rules if rule.conditions and rule.conditions[0].value == 77] == ["rule-2"]


def test_htmx_gets_a_conflict_in_the_answer_it_swaps(two):
    first, second = two
    first.on_table("thresholds", **thresholds(90))
    second.client.defaults |= {"HTTP_HX_REQUEST": "true"}
    answer = second.on_table("thresholds", **thresholds(120))
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()


def test_who_typed_into_a_draft_that_was_discarded_gets_the_form_back_and_can_save_it(two):
    first, second = two
    first.on_table("thresholds", **thresholds(90))
    first.look()
    second.look()
    first.post("discard")
    condition = {"field": "employees", "operator": "at_least", "value": "77"}
    answer = second.save_rule("rule-2", condition)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="77"' in page
    second.seen = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    second.save_rule("rule-2", condition)
    assert draft().rules[1].conditions[0].value == 77


def test_undo_takes_back_only_ones_own_change(two):
    first, second = two
    first.on_table("thresholds", **thresholds(90))
    second.look()
    second.on_table("thresholds", **thresholds(90, timing=6))
    first.look()
    first.on_table("undo")
    assert draft().thresholds == {"behaviour_min": 100, "timing_months_max": 6}


def test_what_was_changed_after_the_review_is_not_published_unseen(two):
    first, second = two
    first.on_table("thresholds", **thresholds(90))
    first.look()
    second.look()
    second.on_table("rule_delete", "rule-1")
    answer = first.post("publish", reason="見直し")
    assert answer.status_code == 409
    assert "確認中に下書きが変更されました" in answer.content.decode()


def test_a_draft_left_behind_is_told_what_changed_and_brought_up_to_it(two, admin):
    first, _second = two
    first.on_table("thresholds", **thresholds(90))
    published = MID.named().with_changes(quota=3)
    publish_now(published, reason="枠を減らす", by=admin, at=NOW, base_number=1)
    page = first.look()
    assert "バージョン 2 が公開されました" in page
    assert "枠を減らす" in page
    assert "手動トスアップ枠（チーム・月あたり）: 3 件" in page
    assert first.post("publish", reason="見直し").status_code == 409
    first.on_table("rebase")
    assert (draft().quota, draft().thresholds["behaviour_min"]) == (3, 90)
    assert "公開されました" not in first.look()


def test_what_the_draft_and_the_version_in_force_both_changed_can_be_taken_from_either(two, admin):
    first, _second = two
    first.on_table("thresholds", **thresholds(90))
    published = MID.named().with_changes(thresholds={"behaviour_min": 70, "timing_months_max": 3})
    publish_now(published, reason="緩める", by=admin, at=NOW, base_number=1)
    first.look()
    answer = first.on_table("rebase")
    page = answer.content.decode()
    assert (answer.status_code, draft().thresholds["behaviour_min"]) == (409, 90)
    assert "適用中の内容を使う" in page
    assert "行動スコア（以上）: 70 点" in page
    first.look()
    first.on_table("mine", mine=re.search(r'name="mine" value="([^"]+)"', page).group(1))
    assert draft().thresholds["behaviour_min"] == 70


def test_who_saw_an_older_version_starts_a_draft_from_it_and_is_told(two, admin):
    first, _second = two
    publish_now(MID.named().with_changes(quota=3), reason="枠を減らす", by=admin, at=NOW, base_number=1)
    first.on_table("thresholds", **thresholds(90))
    assert WorkshopDraft.objects.get().base == 1
    assert "バージョン 2 が公開されました" in first.look()
    assert CriteriaVersion.active().number == 2


def test_published_as_it_is_the_draft_is_done(two, admin):
    first, _second = two
    first.on_table("thresholds", **thresholds(90))
    publish_now(draft(), reason="見直し", by=admin, at=NOW, base_number=1)
    assert not WorkshopDraft.objects.exists()


def test_a_threshold_that_one_removed_while_the_other_named_it_is_a_problem_at_the_rule(two):
    first, second = two
    first.on_table("threshold_add", **{"new-name": "見込み度", "new-value": 30})
    first.look()
    second.look()
    first.on_table("threshold_remove", name="見込み度")
    second.save_rule("rule-1", {"field": "employees", "operator": "at_least", "by": "見込み度"})
    page = first.look()
    assert "閾値「見込み度」（未定義）" in page
    assert "閾値「見込み度」はありません" in page
    assert first.client.get("/criteria/draft/review/").status_code == 200
    assert first.client.get("/criteria/impact/").status_code == 200
    assert first.post("publish", reason="見直し").status_code == 409
