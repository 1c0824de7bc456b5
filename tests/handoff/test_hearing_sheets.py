"""Hearings by sheets of one's own: what is asked, what counts as complete, and how old answers read."""

import itertools
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.criteria.document import Condition, Outcome, Rule
from handoff.criteria.profiles import MID
from handoff.hearings.document import STANDARD, HearingDocument
from handoff.hearings.sheet import DATE, NUMBER, TEXT, Sheet
from handoff.hearings.two_versions import put_together
from handoff.judging.tracing import trace
from handoff.judging.verdicts import judge
from handoff.models import Draft, Event, Hearing, HearingTemplate, QueueEntry
from handoff.package import build
from leads.models import Activity
from tests.conftest import NOW
from tests.handoff.entries import make_entry, make_lead, tokyo
from tests.handoff.judging import put_in_force
from tests.handoff.sheets import QUOTE, RIVAL, UNITS, WHICH, publish, with_questions
from tests.handoff.test_hearing import COMPLETE, save

SHEET = with_questions(UNITS, RIVAL, WHICH, QUOTE).everybody


def test_the_questions_of_the_version_in_force_are_asked(login, rep, team):
    entry = make_entry(team, owner=rep)
    publish(with_questions(UNITS, RIVAL))
    text = login(rep).get(reverse("lead", args=[entry.lead_id])).text
    for words in ("導入台数", "何台くらいお考えでしょうか？", "PC とタブレットの合計", "B 社", 'name="qunits"'):
        assert words in text


def test_a_hearing_keeps_the_version_it_was_asked_by(login, rep, team):
    entry, version = make_entry(team, owner=rep), publish(with_questions(UNITS, RIVAL))
    save(login(rep), entry.lead, template=1, sheet="all", qunits="１，２００", qrival="A 社", **COMPLETE)
    hearing = Hearing.objects.get()
    assert (hearing.template, hearing.answers["qunits"]) == (version, "1200")
    publish(STANDARD)
    assert ("比較先", "A 社") in [(question.label, question.said(given)) for question, given in hearing.in_words()]
    assert "1200" in login(rep).get(reverse("lead", args=[entry.lead_id])).text


def test_an_answer_to_a_question_that_is_gone_stays_after_the_next_save_and_in_the_package(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    publish(with_questions(UNITS))
    save(client, entry.lead, template=1, sheet="all", qunits="80", **COMPLETE)
    publish(STANDARD)
    save(client, entry.lead, version=1, template=2, sheet="all", budget="300万円", **COMPLETE)
    hearing = Hearing.objects.get()
    assert "qunits" not in hearing.answers
    words = build(entry.lead, NOW)["hearing"]["words"]
    assert {
        "question": "qunits",
        "label": {"ja": "導入台数", "en": "導入台数"},
        "answer": {"ja": "80", "en": "80"},
    } in words


def test_a_form_opened_before_a_publication_is_saved_by_the_version_it_was_made_from(login, rep, team):
    entry = make_entry(team, owner=rep)
    publish(with_questions(UNITS))
    publish(STANDARD)
    save(login(rep), entry.lead, template=1, sheet="all", qunits="80", **COMPLETE)
    assert Hearing.objects.get().answers["qunits"] == "80"


def test_a_draft_is_restored_on_the_sheet_it_was_written_on(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    publish(with_questions(UNITS))
    client.post(reverse("hearing_draft", args=[entry.lead_id]), {"template": "1", "sheet": "all", "qunits": "77"})
    publish(STANDARD)
    text = client.get(reverse("lead", args=[entry.lead_id])).text
    assert 'value="77"' in text and 'name="qunits"' in text


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({}, ["qrival"]),
        ({"qrival": "A 社"}, ["qwhich"]),
        ({"qrival": "B 社"}, []),
        ({"qrival": "not_yet_known"}, []),
        ({"qrival": "A 社", "qwhich": ["機能"]}, []),
    ],
)
def test_only_what_is_asked_can_be_missing(answers, missing):
    assert [question.name for question in SHEET.missing(COMPLETE | answers)] == missing


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked():
    names = [question.name for question in SHEET.asked({"qrival": "B 社", "qwhich": ["価格"]})]
    assert "qwhich" not in names and "qquote" not in names


def test_an_answer_to_what_is_not_asked_is_pointed_out_and_not_dropped(login, rep, team):
    entry = make_entry(team, owner=rep)
    publish(with_questions(RIVAL, WHICH))
    answers = COMPLETE | {"qrival": "B 社", "qwhich": ["価格"]}
    response = save(login(rep), entry.lead, htmx=True, template=1, sheet="all", **answers)
    assert response.status_code == 422
    assert 'id="id_qwhich_error"' in response.text
    assert not Hearing.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("qunits", "たくさん"), ("qunits", "1e400"), ("qunits", "NaN"), ("qrival", "C 社")]
)
def test_what_cannot_be_an_answer_is_said_at_its_question(login, rep, team, field, value):
    entry = make_entry(team, owner=rep)
    publish(with_questions(UNITS, RIVAL))
    answers = COMPLETE | {"template": 1, "sheet": "all", field: value}
    response = save(login(rep), entry.lead, htmx=True, **answers)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text


def test_a_required_question_of_ones_own_keeps_the_hearing_incomplete_for_the_criteria(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    publish(with_questions(RIVAL))
    document = MID.with_changes(
        rules=(Rule((Condition("hearing_complete", "is", True),), Outcome("target", "sales", "score_and_hearing")),)
    )
    put_in_force(document)
    save(client, entry.lead, template=1, sheet="all", **COMPLETE)
    assert Hearing.objects.get().completed_at is None
    assert trace(entry.lead, tokyo("2030-01-01T00:00")).decided.flag == "hold"
    save(client, entry.lead, version=1, template=1, sheet="all", qrival="not_yet_known", **COMPLETE)
    assert trace(entry.lead, tokyo("2030-01-01T00:00")).decided.flag == "target"


@pytest.mark.parametrize(
    ("condition", "answers", "flag"),
    [
        (Condition("hearing:qunits", "at_least", 100), {"qunits": "120"}, "target"),
        (Condition("hearing:qunits", "at_least", 100), {"qunits": "99.5"}, "hold"),
        (Condition("hearing:qrival", "is", "A 社"), {"qrival": "A 社"}, "target"),
        (Condition("hearing:qrival", "is_empty", None), {"qrival": "not_yet_known"}, "target"),
        (Condition("hearing:qwhich", "contains", "価格"), {"qwhich": ["機能", "価格"]}, "target"),
        (Condition("hearing:qwhich", "contains", "価格"), {}, "hold"),
    ],
)
def test_the_criteria_may_look_at_an_own_question(team, condition, answers, flag):
    publish(with_questions(UNITS, RIVAL, WHICH))
    lead = make_lead()
    Hearing.objects.create(lead=lead, answers=answers, version=1, saved_at=NOW)
    put_in_force(MID.with_changes(rules=(Rule((condition,), Outcome("target", "sales", "score_met")),)))
    told = trace(lead, NOW)
    assert told.decided.flag == flag
    assert {"qunits": "導入台数", "qrival": "比較先", "qwhich": "重視する点"}[
        condition.field.removeprefix("hearing:")
    ] in told.rules[0].sentence


def outlook(client, lead, **answers):
    url = reverse("hearing_outlook", args=[lead.pk])
    return client.post(url, {"base_version": 0} | answers, headers={"HX-Request": "true"})


def test_what_is_missing_for_a_target_is_said_while_one_types_and_nothing_is_saved(login, rep, team):
    entry, client = make_entry(team, owner=rep, at="2026-11-20T09:00"), login(rep)
    judge(lead_ids=[entry.lead_id], as_of=NOW)
    half = outlook(client, entry.lead, timing="within_3_months").text
    assert "決裁" in half and "この回答なら" not in half
    done = outlook(client, entry.lead, **COMPLETE).text
    assert "この回答なら" in done
    assert not Hearing.objects.exists() and not Draft.objects.exists()
    assert QueueEntry.objects.get().state == "claimed"


def test_an_outlook_that_is_on_the_page_already_is_not_sent_again(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    judge(lead_ids=[entry.lead_id], as_of=NOW)
    text = outlook(client, entry.lead, **COMPLETE).text
    digest = text.split('name="outlook" value="')[1].split('"')[0]
    assert outlook(client, entry.lead, outlook=digest, **COMPLETE).status_code == 204
    assert outlook(client, entry.lead, outlook=digest).status_code == 200


def test_without_javascript_the_outlook_is_a_page_with_the_form_as_it_was(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    judge(lead_ids=[entry.lead_id], as_of=NOW)
    text = client.post(reverse("hearing_outlook", args=[entry.lead_id]), {"budget": "300万円"}).text
    assert "300万円" in text and "未回答の必須項目" in text
    assert not Hearing.objects.exists()


def test_the_outlook_is_what_saving_makes_of_the_lead(login, rep, team):
    entry, client = make_entry(team, owner=rep, at="2026-11-20T09:00"), login(rep)
    Activity.objects.create(lead=entry.lead, kind="inquiry", occurred_at=tokyo("2026-11-19T09:00"), source="t")
    judge(lead_ids=[entry.lead_id], as_of=NOW)
    values = {"timing": ("", "within_1_month", "later"), "decision_maker": ("", "self"), "challenge": ("", "clear")}
    for version, chosen in enumerate(itertools.product(*values.values())):
        answers = dict(zip(values, chosen, strict=True)) | {"challenge_detail": "二重管理", "budget": str(version)}
        said = "この回答なら" in outlook(client, entry.lead, **answers).text
        save(client, entry.lead, version=version, **answers)
        entry.lead.refresh_from_db()
        assert said == (entry.lead.verdict.flag == "target"), answers


def test_the_same_answers_on_the_sheet_of_another_segment_are_saved_anew(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    asks_more = Sheet("sheet-1", "大企業", with_questions(RIVAL).everybody.questions)
    publish(HearingDocument((STANDARD.everybody, asks_more)))
    save(client, entry.lead, template=1, sheet="all", **COMPLETE)
    save(client, entry.lead, version=1, template=1, sheet="sheet-1", **COMPLETE)
    hearing = Hearing.objects.get()
    assert (hearing.sheet_id, hearing.unanswered, hearing.version) == ("sheet-1", ["qrival"], 2)


@pytest.mark.parametrize("kind", [NUMBER, DATE])
def test_words_that_the_new_kind_of_a_question_cannot_show_are_not_lost_by_the_next_save(login, rep, team, kind):
    entry, client = make_entry(team, owner=rep), login(rep)
    publish(with_questions(replace(UNITS, kind=TEXT)))
    save(client, entry.lead, template=1, sheet="all", qunits="百台くらい", **COMPLETE)
    publish(with_questions(replace(UNITS, kind=kind)))
    assert "以前のシートでの回答" in client.get(reverse("lead", args=[entry.lead_id])).text
    save(client, entry.lead, version=1, template=2, sheet="all", budget="300万円", **COMPLETE)
    assert Hearing.objects.get().earlier["qunits"]["answers"] == {"qunits": "百台くらい"}


def test_the_event_names_own_questions_as_they_were_called(login, rep, team):
    entry = make_entry(team, owner=rep)
    publish(with_questions(UNITS))
    save(login(rep), entry.lead, template=1, sheet="all", qunits="80")
    assert Event.objects.get(kind="hearing_saved").data["labels"] == {"qunits": "導入台数"}
    assert "導入台数" in login(rep).get(reverse("lead", args=[entry.lead_id])).text


def test_leads_of_a_segment_are_asked_the_sheet_of_their_segment():
    own = Sheet("sheet-1", "大企業", with_questions(UNITS).everybody.questions)
    document = HearingDocument((STANDARD.everybody, own))
    assert document.sheet_of("大企業") == own
    assert document.sheet_of("東京") == document.sheet_of("") == STANDARD.everybody


def test_a_published_version_cannot_be_changed(team):
    version = publish(STANDARD)
    for change in (lambda: HearingTemplate.objects.update(reason="x"), version.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_only_the_other_changed_is_taken_over(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    save(client, entry.lead, timing="later", budget="未定")
    save(client, entry.lead, version=1, timing="later", budget="未定", key_people="山本部長")
    response = save(client, entry.lead, version=1, htmx=True, timing="within_1_month", budget="未定")
    assert response.status_code == 422
    assert "両方の内容をまとめました" in response.text
    assert "山本部長" in response.text
    assert Hearing.objects.get().answers["timing"] == "later"


ANSWERS = st.dictionaries(st.sampled_from(SHEET.fields), st.sampled_from(["a", "b"]))


@given(ANSWERS, ANSWERS, ANSWERS)
@settings(deadline=None)
def test_nothing_of_either_is_lost_when_two_versions_are_put_together(base, mine, saved):
    found = put_together(SHEET, base, mine, saved)
    both = {question.name for question in found.both}
    for question in SHEET.questions:
        part = [tuple(answers.get(name) for name in question.names) for answers in (base, mine, saved, found.answers)]
        was, my, their, together = part
        assert together == (their if my == was else my)
        assert (question.name in both) == (my != their and my != was and their != was)


def test_every_save_can_be_read_with_what_changed(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    publish(with_questions(UNITS))
    save(client, entry.lead, template=1, sheet="all", timing="later", qunits="80")
    publish(STANDARD)
    save(client, entry.lead, version=1, template=2, sheet="all", timing="within_1_month")
    url = reverse("hearing_history", args=[entry.lead_id])
    text = client.get(url).text
    assert "<del>1 年より先</del> → <ins>1 か月以内</ins>" in text
    assert "<del>80</del>" in text
    assert client.get(url, headers={"HX-Request": "true"}).text.count("<html") == 0


def test_what_was_sent_with_an_error_is_kept_as_a_draft(login, rep, team):
    entry = make_entry(team, owner=rep)
    save(login(rep), entry.lead, decision_maker="named", background="代理店経由")
    assert Draft.objects.get().values == {"decision_maker": "named", "background": "代理店経由"}


def test_what_asking_brings_about_is_named_before_what_it_cannot(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    judge(lead_ids=[entry.lead_id], as_of=NOW)
    text = outlook(client, entry.lead, timing="within_1_month").text
    assert text.index("課題の明確化") < text.index("行動スコアあと")
