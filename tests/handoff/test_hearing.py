from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from handoff.hearings.document import STANDARD
from handoff.judging.new_scores import judge
from handoff.models import Clock, Draft, Event, Hearing, QueueEntry
from leads.models import Activity
from tests.conftest import NOW
from tests.handoff.entries import clock_of, make_entry, make_lead, tokyo

COMPLETE = {
    "timing": "within_3_months", "decision_maker": "named", "decision_maker_name": "山本部長",
    "challenge": "clear", "challenge_detail": "入力の二重管理",
}  # fmt: skip


def save(client, lead, version=0, htmx=False, **answers):
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse("hearing_save", args=[lead.pk])
    return client.post(url, {"base_version": version} | answers, headers=headers)


def test_a_complete_hearing_is_stored_and_answers_the_clock(login, rep, team):
    entry = make_entry(team, owner=rep)
    save(login(rep), entry.lead, **COMPLETE)
    hearing = Hearing.objects.get(lead=entry.lead)
    assert hearing.answers == COMPLETE
    assert hearing.completed_at is not None
    assert clock_of(entry).state != Clock.State.RUNNING
    assert Event.objects.get(kind="hearing_saved").data["complete"] is True


def test_half_a_hearing_is_stored_and_the_clock_runs_on(login, rep, team):
    entry = make_entry(team, owner=rep)
    save(login(rep), entry.lead, timing="undecided", budget="未定")
    hearing = Hearing.objects.get(lead=entry.lead)
    assert hearing.completed_at is None
    assert [question.name for question in hearing.missing] == ["decision_maker", "challenge"]
    assert clock_of(entry).state == Clock.State.RUNNING


def test_not_yet_known_is_an_answer(login, rep, team):
    entry = make_entry(team, owner=rep)
    save(login(rep), entry.lead, timing="not_yet_known", decision_maker="not_yet_known", challenge="not_yet_known")
    assert Hearing.objects.get().completed_at is not None


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"decision_maker": "named"}, "decision_maker_name"),
        ({"decision_maker": "participant", "decision_maker_name": " \r\n"}, "decision_maker_name"),
        ({"challenge": "clear"}, "challenge_detail"),
    ],
)
def test_an_answer_that_needs_words_does_not_come_without_them(login, rep, team, answers, field):
    entry = make_entry(team, owner=rep)
    response = save(login(rep), entry.lead, htmx=True, **answers)
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == "#hearing-form"
    assert f'id="id_{field}_error"' in response.text
    assert not Hearing.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"timing": "soon"}, {"base_version": ""}, {"base_version": "-1"}, {"base_version": "9" * 30}]
)
def test_a_made_up_value_answers_422(login, rep, team, wrong):
    entry = make_entry(team, owner=rep)
    assert (
        login(rep)
        .post(reverse("hearing_save", args=[entry.lead_id]), COMPLETE | {"base_version": 0} | wrong)
        .status_code
        == 422
    )


def test_saving_claims_an_unclaimed_lead(login, rep, team):
    entry = make_entry(team)
    save(login(rep), entry.lead, **COMPLETE)
    entry.refresh_from_db()
    assert entry.owner == rep


def test_a_colleagues_lead_is_refused_and_the_words_are_kept(login, rep, other_rep, team):
    entry = make_entry(team, owner=other_rep)
    response = save(login(rep), entry.lead, htmx=True, **COMPLETE)
    assert response.status_code == 422
    assert "原 陽さんが対応中" in response.text
    assert "入力の二重管理" in response.text
    assert not Hearing.objects.exists()
    assert Draft.objects.get(user=rep).values == COMPLETE


def test_a_lead_that_is_not_in_the_queue_may_be_heard(login, rep, team):
    lead = make_lead()
    assert save(login(rep), lead, **COMPLETE).status_code == 302
    assert Hearing.objects.get(lead=lead).saved_by == rep


def test_a_lead_in_another_teams_queue_is_not_ours_to_hear(login, stranger, team):
    assert save(login(stranger), make_entry(team).lead, **COMPLETE).status_code == 403


def test_saving_twice_the_same_is_harmless(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    for _press in range(2):
        assert save(client, entry.lead, **COMPLETE).status_code == 302
    assert Hearing.objects.get().version == Event.objects.filter(kind="hearing_saved").count() == 1


def test_a_stale_form_shows_both_versions_and_loses_neither(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    save(client, entry.lead, **COMPLETE)
    mine = COMPLETE | {"timing": "later", "budget": "300万円"}
    response = save(client, entry.lead, version=0, htmx=True, **mine)
    assert response.status_code == 422
    for words in ("3 か月以内", "1 年より先", "300万円"):
        assert words in response.text
    assert 'name="base_version" value="1"' in response.text
    assert Hearing.objects.get().answers == COMPLETE
    assert Draft.objects.get().values == mine
    save(client, entry.lead, version=1, **mine)
    assert Hearing.objects.get().answers == mine
    assert not Draft.objects.exists()


def test_a_conflict_is_shown_again_after_a_reload(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    save(client, entry.lead, **COMPLETE)
    save(client, entry.lead, version=0, **COMPLETE | {"timing": "later"})
    text = client.get(reverse("lead", args=[entry.lead_id])).text
    assert "どちらの内容も失われていません" in text


def test_what_was_typed_in_vain_can_be_dropped(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    save(client, entry.lead, **COMPLETE)
    save(client, entry.lead, version=0, **COMPLETE | {"timing": "later"})
    client.post(reverse("hearing_draft_discard", args=[entry.lead_id]))
    assert not Draft.objects.exists()
    assert Hearing.objects.get().answers == COMPLETE


def test_the_lead_is_judged_again_and_the_change_is_told(login, rep, team):
    entry = make_entry(team, owner=rep, at="2026-11-20T09:00")
    Activity.objects.create(
        lead=entry.lead, kind="inquiry", occurred_at=tokyo("2026-11-19T09:00"), source="t", external_id="1"
    )
    judge(lead_ids=[entry.lead_id], as_of=tokyo("2026-11-20T09:00"))
    response = save(login(rep), entry.lead, htmx=True, **COMPLETE)
    entry.lead.refresh_from_db()
    assert entry.lead.verdict.reason == "hearing_exception"
    assert "判定は「対象」" in response.text
    assert QueueEntry.objects.get(pk=entry.pk).state == "claimed"


def draft(client, lead, **values):
    return client.post(reverse("hearing_draft", args=[lead.pk]), {"base_version": "0"} | values)


def test_a_draft_is_restored_with_a_word_about_it(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    assert draft(client, entry.lead, timing="within_1_month", background="代理店経由").status_code == 204
    text = client.get(reverse("lead", args=[entry.lead_id])).text
    assert "下書きを復元しました" in text
    assert "代理店経由" in text


def test_a_draft_is_its_writers_alone(login, rep, other_rep, team):
    entry = make_entry(team)
    draft(login(rep), entry.lead, background="代理店経由")
    assert "代理店経由" not in login(other_rep).get(reverse("lead", args=[entry.lead_id])).text


def test_a_draft_changes_neither_hearing_nor_verdict_nor_clock(login, rep, team):
    entry = make_entry(team, owner=rep)
    draft(login(rep), entry.lead, **COMPLETE)
    assert not Hearing.objects.exists()
    assert clock_of(entry).state == Clock.State.RUNNING


def test_a_draft_equal_to_what_is_saved_is_no_draft(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    save(client, entry.lead, **COMPLETE)
    draft(client, entry.lead, **COMPLETE, base_version="1")
    assert not Draft.objects.exists()


def test_a_draft_with_a_null_character_is_refused_clearly(login, rep, team):
    response = draft(login(rep), make_entry(team, owner=rep).lead, budget="a\x00b")
    assert response.status_code == 422
    assert "0x00" in response.text


def test_a_draft_of_a_megabyte_is_refused(login, rep, team):
    assert draft(login(rep), make_entry(team, owner=rep).lead, budget="あ" * 200_000).status_code == 422


def test_an_expired_session_answers_401_to_the_draft_and_keeps_nothing(client, rep, team):
    entry = make_entry(team, owner=rep)
    url = reverse("hearing_draft", args=[entry.lead_id])
    assert client.post(url, {"budget": "x"}, headers={"Sec-Fetch-Dest": "empty"}).status_code == 401
    assert not Draft.objects.exists()


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client, rep, team):
    entry = make_entry(team, owner=rep)
    page = reverse("lead", args=[entry.lead_id])
    url = reverse("hearing_save", args=[entry.lead_id])
    response = client.post(url, COMPLETE, headers={"Referer": f"http://testserver{page}"})
    assert response.url == f"{reverse('account_login')}?next={page}"


def test_every_field_of_the_template_is_in_the_form(login, rep, team):
    text = login(rep).get(reverse("lead", args=[make_entry(team, owner=rep).lead_id])).text
    for name in STANDARD.everybody.fields:
        assert f'name="{name}"' in text


def test_a_hearing_from_before_saves_were_kept_has_its_first_one(rep):
    lead = make_lead()
    Hearing.objects.create(lead=lead, answers={"timing": "later"}, version=3, saved_by=rep, saved_at=NOW)
    first_saves = import_module("handoff.migrations.0027_first_hearing_saves")
    with connection.cursor() as cursor:
        for statement in (first_saves.FIRST_SAVES, first_saves.UNANSWERED) * 2:
            cursor.execute(statement)
    hearing = Hearing.objects.get()
    assert hearing.unanswered == ["decision_maker", "challenge"]
    save = hearing.saves.get()
    assert (save.version, save.answers, save.saved_by) == (3, {"timing": "later"}, rep)
