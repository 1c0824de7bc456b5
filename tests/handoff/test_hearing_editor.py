"""The editor of the hearing sheets: a shared draft, checked in place, published with a reason."""

import pytest
from django.urls import reverse

from handoff.criteria.profiles import MID
from handoff.hearings.document import STANDARD
from handoff.hearings.editing import move_question, put_question
from handoff.hearings.problems import problems
from handoff.models import HearingTemplate
from leads.models import WorkshopDraft
from tests.handoff.judging import put_in_force
from tests.handoff.sheets import RIVAL, UNITS, WHICH, publish, with_questions
from tests.handoff.test_segments import BIG

NEW = {"label": "導入台数", "kind": "number", "choices": "", "talk": "", "help": ""}


def seen() -> str:
    draft = WorkshopDraft.objects.of("hearing")
    return f"{draft.pk}.{draft.revision}.0" if draft else f"0.0.{HearingTemplate.objects.count()}"


def post(client, name, *args, **values):
    return client.post(reverse(name, args=args), {"seen": seen()} | values)


def add(client, **values):
    return post(client, "hearing_question_save", "all", "new", **NEW | values)


def names() -> list[str]:
    return [question["label"] or question["id"] for question in drafted()["questions"]]


def drafted() -> dict:
    return WorkshopDraft.objects.of("hearing").document["sheets"][0]


@pytest.fixture
def editor(login, admin):
    return login(admin)


def test_a_question_is_added_looked_over_and_published(editor):
    assert add(editor).status_code == 302
    assert "導入台数" in editor.get(reverse("hearing_sheets")).text
    assert "「導入台数」（数値）" in editor.get(reverse("hearing_sheet_review")).text
    assert not HearingTemplate.objects.exists()
    assert post(editor, "hearing_sheet_publish", reason="台数を聞くため").status_code == 302
    version = HearingTemplate.objects.get()
    assert (version.number, version.reason, version.author.email) == (1, "台数を聞くため", "admin@example.jp")
    assert version.parsed.everybody.questions[-1].label == "導入台数"
    assert not WorkshopDraft.objects.exists()
    assert "台数を聞くため" in editor.get(reverse("hearing_sheet_version", args=[1])).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": ""}, "id_label_error"),
        ({"label": "予算"}, "id_label_error"),
        ({"label": "x" * 81}, "id_label_error"),
        ({"kind": "essay"}, "id_kind_error"),
        ({"kind": "choice", "choices": "A 社"}, "id_choices_error"),
        ({"kind": "multi", "choices": "A 社\nA 社"}, "id_choices_error"),
        ({"when_timing": "soon"}, "id_when_timing_error"),
        ({"when_timing": "later", "when_challenge": "clear"}, "id_when_challenge_error"),
        ({"label": "a\x00b"}, "id_label_error"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_at_its_field(editor, wrong, said):
    response = add(editor, **wrong)
    assert response.status_code == 422
    assert said in response.text
    assert not WorkshopDraft.objects.exists()


def test_a_core_question_may_be_put_into_other_words_and_no_more(editor):
    values = {"label": "いつ頃", "help": "稟議の時期も", "talk": "", "kind": "text", "required": "", "choices": "x"}
    post(editor, "hearing_question_save", "all", "timing", **values)
    question = drafted()["questions"][0]
    assert (question["label"], question["help"]) == ("いつ頃", "稟議の時期も")
    assert (question["kind"], question["required"], question["choices"]) == ("choice", True, [])


def test_a_core_question_cannot_be_removed(editor):
    response = post(editor, "hearing_question_remove", "all", "timing")
    assert response.status_code == 409
    assert "判定基準で使うため" in response.text


def test_a_question_is_moved_and_removed(editor):
    add(editor)
    name = drafted()["questions"][-1]["id"]
    post(editor, "hearing_question_move", "all", name, to="up")
    assert names()[-2:] == ["導入台数", "background"]
    post(editor, "hearing_question_remove", "all", name)
    assert "導入台数" not in names()
    post(editor, "hearing_sheet_undo")
    assert names()[-2:] == ["導入台数", "background"]


def test_what_was_typed_for_a_question_that_is_gone_may_become_a_new_one(editor):
    add(editor)
    name = drafted()["questions"][-1]["id"]
    post(editor, "hearing_question_remove", "all", name)
    response = post(editor, "hearing_question_save", "all", name, **NEW | {"talk": "何台お使いですか？"})
    assert response.status_code == 409
    assert "何台お使いですか？" in response.text
    assert reverse("hearing_question_save", args=["all", "new"]) in response.text
    assert "導入台数" not in names()


def test_a_question_above_the_one_it_hangs_on_is_marked_and_not_published(editor):
    document = with_questions(RIVAL, WHICH)
    publish(document)
    post(editor, "hearing_question_move", "all", "qwhich", to="up")
    assert "表示条件の質問が、この質問より前にありません" in editor.get(reverse("hearing_sheets")).text
    assert post(editor, "hearing_sheet_publish", reason="x").status_code == 409
    assert HearingTemplate.objects.count() == 1


def test_two_people_add_a_question_each_and_both_stay(editor):
    first = seen()
    add(editor)
    add(editor, label="比較先", seen=first)
    assert {"導入台数", "比較先"} <= set(names())


def test_a_draft_that_changed_after_the_page_was_opened_is_not_published_unseen(editor):
    add(editor)
    before = seen()
    add(editor, label="比較先")
    response = post(editor, "hearing_sheet_publish", reason="台数を聞くため", seen=before)
    assert response.status_code == 409
    assert not HearingTemplate.objects.exists()
    assert "台数を聞くため</textarea>" in response.text and "「比較先」（数値）" in response.text


def test_an_edit_of_a_draft_that_is_gone_is_refused_in_words(editor):
    add(editor)
    before = seen()
    post(editor, "hearing_sheet_discard")
    assert add(editor, seen=before).status_code == 409
    assert not WorkshopDraft.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_version_needs_a_reason(editor, reason):
    add(editor)
    assert post(editor, "hearing_sheet_publish", reason=reason).status_code == 422
    assert not HearingTemplate.objects.exists()


def test_an_earlier_version_can_be_taken_as_the_draft(editor):
    publish(with_questions(UNITS))
    publish(STANDARD)
    post(editor, "hearing_sheet_copy", 1)
    assert names()[-1] == "導入台数"


def test_a_segment_of_the_criteria_gets_a_sheet_of_its_own(editor):
    put_in_force(MID.with_changes(segments=(BIG,)))
    post(editor, "hearing_sheet_add", segment="大企業")
    sheets = WorkshopDraft.objects.of("hearing").document["sheets"]
    assert [sheet["segment"] for sheet in sheets] == ["", "大企業"]
    assert post(editor, "hearing_sheet_add", segment="火星").status_code == 409
    assert editor.get(reverse("hearing_sheets") + f"?sheet={sheets[1]['id']}").status_code == 200
    post(editor, "hearing_sheet_remove", sheets[1]["id"])
    assert len(WorkshopDraft.objects.of("hearing").document["sheets"]) == 1


def test_the_talk_track_stands_above_the_questions(editor):
    post(editor, "hearing_sheet_talk", "all", talk="お世話になっております。")
    assert drafted()["talk"] == "お世話になっております。"


def test_a_document_survives_being_stored():
    document = with_questions(UNITS, RIVAL, WHICH)
    assert type(document).from_json(document.to_json()) == document
    assert not problems(document)


def test_moving_and_putting_back_changes_nothing():
    document = with_questions(UNITS, RIVAL)
    moved = move_question(move_question(document, "all", "qunits", 1), "all", "qunits", -1)
    assert put_question(moved, "all", UNITS) == document
