import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from handoff.models import Clock, ContactAttempt, Draft, Event, QueueEntry
from tests.handoff.entries import clock_of, make_entry, tokyo


def words(**changes):
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"channel": "call", "result": "no_answer", "note": "", "at": now, "key": str(uuid.uuid4())} | changes


def log(client, entry, **changes):
    return client.post(reverse("contact_create", args=[entry.pk]), words(**changes))


def test_a_logged_contact_answers_the_clock_when_it_is_logged(login, rep, team):
    entry = make_entry(team, owner=rep, at="2026-11-02T10:00")
    before = timezone.now()
    log(login(rep), entry)
    entry.refresh_from_db()
    assert before <= entry.answered_at <= timezone.now()
    assert clock_of(entry).state != Clock.State.RUNNING
    assert Event.objects.get(kind="contact_logged").data["result"] == "no_answer"


def test_a_contact_said_to_be_earlier_does_not_move_the_clock_back(rep, team):
    entry = make_entry(team, owner=rep, at="2026-11-02T10:00")
    late, earlier = tokyo("2026-11-09T10:00"), tokyo("2026-11-04T10:00")
    entry.log_contact(by=rep, at=late, channel="call", result="connected", contacted_at=earlier)
    clock = clock_of(entry)
    assert clock.state == Clock.State.BREACHED
    assert (clock.stopped_at, entry.answered_at) == (late, late)
    assert ContactAttempt.objects.get().at == earlier


def test_only_the_first_contact_answers(rep, team):
    entry = make_entry(team, owner=rep)
    first, second = tokyo("2026-11-02T11:00"), tokyo("2026-11-03T11:00")
    for at in (first, second):
        entry.log_contact(by=rep, at=at, channel="email", result="sent")
    entry.refresh_from_db()
    assert entry.answered_at == first
    assert clock_of(entry).stopped_at == first


def test_logging_on_an_unclaimed_lead_claims_it(login, rep, team):
    entry = make_entry(team)
    log(login(rep), entry)
    entry.refresh_from_db()
    assert entry.owner == rep


def test_a_contact_in_the_future_is_refused(login, rep, team):
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    response = log(login(rep), make_entry(team, owner=rep), at=tomorrow.strftime("%Y-%m-%dT%H:%M"))
    assert response.status_code == 422
    assert "未来の日時" in response.text
    assert not ContactAttempt.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"channel": "pigeon"}, {"result": ""}, {"at": "yesterday"}, {"at": "1899-01-01T00:00"}, {"key": "x"}]
)
def test_a_wrong_field_answers_422_and_logs_nothing(login, rep, team, wrong):
    assert log(login(rep), make_entry(team, owner=rep), **wrong).status_code == 422
    assert not ContactAttempt.objects.exists()


def test_the_form_comes_back_alone_to_htmx(login, rep, team):
    entry = make_entry(team, owner=rep)
    url = reverse("contact_create", args=[entry.pk])
    response = login(rep).post(url, words(result="", note="また来週"), headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#contact-form"
    assert "また来週" in response.text
    assert 'id="lead"' not in response.text


def test_what_was_typed_is_shown_when_a_colleague_has_the_lead(login, rep, other_rep, team):
    entry = make_entry(team, owner=other_rep)
    url = reverse("contact_create", args=[entry.pk])
    response = login(rep).post(url, words(note="受付で取り次ぎ不可"), headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "受付で取り次ぎ不可" in response.text
    assert not ContactAttempt.objects.exists()


def test_a_form_sent_twice_is_logged_once(login, rep, team):
    entry, client, same = make_entry(team, owner=rep), login(rep), words()
    for _press in range(2):
        assert client.post(reverse("contact_create", args=[entry.pk]), same).status_code == 302
    assert ContactAttempt.objects.count() == Event.objects.filter(kind="contact_logged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_is_logged_once(rep, team):
    entry_pk, key, at = make_entry(team, owner=rep).pk, uuid.uuid4(), tokyo("2026-11-02T12:00")

    def send(_number):
        try:
            entry = QueueEntry.objects.get(pk=entry_pk)
            return entry.log_contact(by=rep, at=at, channel="call", result="connected", key=key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(send, range(6)))) == 1
    assert ContactAttempt.objects.count() == Event.objects.filter(kind="contact_logged").count() == 1


def test_a_note_is_kept_while_it_is_typed_and_forgotten_when_logged(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    draft_url = reverse("contact_draft", args=[entry.lead_id])
    assert client.post(draft_url, {"note": "折り返し希望", "channel": "call"}).status_code == 204
    assert "折り返し希望" in client.get(reverse("lead", args=[entry.lead_id])).text
    log(client, entry, note="折り返し希望、明日")
    assert not Draft.objects.exists()


def test_what_was_typed_under_a_lost_race_reads_as_it_was_asked(login, rep, other_rep, team):
    entry = make_entry(team, owner=other_rep)
    kept = dict(log(login(rep), entry, note="折り返し待ち", at="2026-11-02T10:30").context["page"].unsaved)
    assert kept == {"手段": "電話", "結果": "不在・応答なし", "日時": "11/2 (月) 10:30", "メモ": "折り返し待ち"}
    kept = dict(log(login(rep), entry, result="callback", callback="hour").context["page"].unsaved)
    assert kept["かけ直し"] == "1 時間後"
