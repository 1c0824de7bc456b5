import pytest
from django.urls import reverse

from handoff.criteria.document import Condition
from handoff.criteria.profiles import LARGE, MID, SMALL
from tests.handoff.drafting import Editor, draft

pytestmark = pytest.mark.django_db

BIG = {"c0-field": "employees", "c0-operator": "at_least", "c0-value": "1000", "conditions": 1}


@pytest.fixture
def editor(login, admin):
    return Editor(login(admin))


def add(editor, name="大企業", source="large", **conditions):
    answer = editor.post(
        "segment_save", "new", **(BIG | conditions), **{"segment-name": name, "segment-source": source}
    )
    editor.look()
    return answer


@pytest.mark.parametrize(("source", "document"), [("small", SMALL), ("large", LARGE), ("all", MID)])
def test_a_segment_starts_from_a_profile_or_the_table_for_everybody(editor, source, document):
    answer = add(editor, source=source)
    segment = draft().segments[0]
    assert (segment.name, segment.conditions) == ("大企業", (Condition("employees", "at_least", 1000),))
    assert segment.table == document.as_table()
    assert answer.url == reverse("criteria_draft_table", args=[segment.id])
    assert "従業員数が 1,000 人以上" in editor.client.get(answer.url).content.decode()


def test_a_segments_rules_are_edited_apart_from_those_for_everybody(editor):
    add(editor)
    segment = draft().segments[0]
    inside = Editor(editor.client, segment.id)
    inside.on_table("rule_delete", segment.table.rules[0].id)
    inside.look()
    inside.on_table("thresholds", **{"t-attribute_min": 70, "t-behaviour_min": 50})
    found = draft()
    assert (len(found.segments[0].table.rules), len(found.rules)) == (7, 5)
    assert found.segments[0].table.thresholds == {"attribute_min": 70, "behaviour_min": 50}
    assert found.thresholds["behaviour_min"] == 100


def test_segments_are_renamed_ordered_and_deleted_with_undo(editor):
    add(editor)
    add(editor, name="東京", **{"c0-field": "prefecture", "c0-operator": "is", "c0-value": "東京都"})
    first, second = draft().segments
    editor.post("segment_move", second.id, number=1)
    editor.look()
    assert [each.name for each in draft().segments] == ["東京", "大企業"]
    editor.post("segment_save", first.id, **BIG, **{"segment-name": "大手"})
    editor.look()
    assert [each.name for each in draft().segments] == ["東京", "大手"]
    editor.post("segment_delete", second.id)
    editor.look()
    assert [each.name for each in draft().segments] == ["大手"]
    editor.on_table("undo")
    assert [each.name for each in draft().segments] == ["東京", "大手"]


def test_a_segment_may_not_look_at_what_work_changes(editor):
    page = editor.client.get(reverse("criteria_draft_segment", args=["new"])).content.decode()
    assert 'value="employees"' in page
    assert 'value="behaviour_score"' not in page
    answer = add(editor, **{"c0-field": "behaviour_score"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"conditions": 0}, "対象リードの条件を 1 つ以上指定してください"),
        ({"c0-value": ""}, "値を入力してください"),
    ],
)
def test_a_segment_without_a_sensible_condition_is_answered_in_its_form(editor, changes, message):
    answer = add(editor, **changes)
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_the_segment_reads_as_a_sentence_while_it_is_typed(editor):
    page = editor.post("segment_preview", "new", **BIG, **{"segment-name": ""}).content.decode()
    assert "従業員数が 1,000 人以上" in page


def test_the_three_profiles_stand_side_by_side_and_one_becomes_the_table(editor):
    assert editor.page.count("profile-card") == 3
    editor.on_table("adopt", "large")
    assert draft().as_table() == LARGE.as_table()


def test_a_table_that_is_not_there_is_not_found(editor):
    assert editor.client.get(reverse("criteria_draft_table", args=["nowhere"])).status_code == 404


def test_a_form_on_a_page_of_its_own_answers_with_the_page_of_the_draft(editor):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/criteria/draft/segments/new/"}
    data = BIG | {"seen": editor.seen, "segment-name": "大企業", "segment-source": "large"}
    answer = editor.client.post(reverse("criteria_draft_segment_save", args=["new"]), data, headers=headers)
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "body")
    assert answer["HX-Push-Url"] == reverse("criteria_draft_table", args=[draft().segments[0].id])
    assert "</html>" in answer.content.decode()
