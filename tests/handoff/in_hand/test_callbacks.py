"""“Call me on Thursday at three”: put away until then, on top at three, told once, kept by whoever has the lead."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from handoff.in_hand.callbacks import remind_of_callbacks
from handoff.models import Absence, ContactAttempt, Event, Notice, QueueEntry
from tests.handoff.entries import make_entry, tokyo

CALLED = tokyo("2026-11-02T11:00")
PROMISED = tokyo("2026-11-05T15:00")
A_MINUTE = dt.timedelta(minutes=1)


def promise(entry, rep, callback_at=PROMISED, at=CALLED):
    entry.log_contact(by=rep, at=at, channel="call", result="callback", callback_at=callback_at)
    return QueueEntry.objects.get(pk=entry.pk)


def order(client, tab="") -> list[int]:
    return [row.entry.pk for row in client.get(reverse("queue"), {"tab": tab}).context["queue"].rows]


def send(client, entry, **changes):
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    words = {"channel": "call", "result": "callback", "callback": "hour", "at": now, "key": str(uuid.uuid4())}
    return client.post(reverse("contact_create", args=[entry.pk]), words | changes)


def test_it_is_put_away_until_the_promised_moment(rep, team):
    entry = promise(make_entry(team, owner=rep), rep)
    assert (entry.callback_at, entry.snoozed_until) == (PROMISED, PROMISED)
    assert not QueueEntry.objects.mine(rep).awake(PROMISED - A_MINUTE).exists()
    assert QueueEntry.objects.mine(rep).awake(PROMISED).to_call(PROMISED).exists()


def test_then_it_stands_on_top_of_what_is_more_urgent(login, rep, team):
    late = make_entry(team, owner=rep, at="2026-10-01T10:00")
    called = promise(make_entry(team, owner=rep), rep)  # answered, so it would stand last
    client = login(rep)
    for tab in ("", "mine"):
        assert order(client, tab) == [called.pk, late.pk]
    page = client.get(reverse("queue")).text
    assert "かけ直し" in page


def test_other_orders_are_left_as_they_were_asked_for(login, rep, team):
    best = make_entry(team, owner=rep, score=300)
    called = promise(make_entry(team, owner=rep, score=10), rep)
    assert [row.entry.pk for row in login(rep).get(reverse("queue"), {"sort": "score"}).context["queue"].rows] == [
        best.pk,
        called.pk,
    ]


def test_no_row_is_shown_twice_or_lost_over_the_pages(login, rep, team, monkeypatch):
    from handoff.queue_list import page as queue_page

    monkeypatch.setattr(queue_page, "PAGE", 2)
    entries = [make_entry(team, owner=rep) for _ in range(5)]
    promise(entries[3], rep)
    client, seen, url = login(rep), [], reverse("queue")
    while url:
        page = client.get(url).context["queue"]
        seen += [row.entry.pk for row in page.rows]
        url = page.next_url
    assert seen[0] == entries[3].pk
    assert sorted(seen) == sorted(entry.pk for entry in entries)


def test_the_owner_is_told_once_at_the_moment(rep, other_rep, manager, team):
    entry = promise(make_entry(team, owner=rep), rep)
    assert remind_of_callbacks(PROMISED - A_MINUTE) == 0
    assert remind_of_callbacks(PROMISED) == 1
    assert remind_of_callbacks(PROMISED + A_MINUTE) == 0
    notice = Notice.objects.get()
    assert (notice.recipient, notice.event.kind, notice.event.entry) == (rep, Event.Kind.CALLBACK_DUE, entry)


def test_when_nobody_has_it_or_its_owner_is_away_all_reps_are_told(rep, other_rep, manager, team):
    released = promise(make_entry(team, owner=rep), rep)
    released.release(by=rep, at=CALLED)
    promise(make_entry(team, owner=rep), rep)
    Absence.begin(rep, first_day=PROMISED.date(), last_day=None, by=rep, at=CALLED)
    remind_of_callbacks(PROMISED)
    assert [notice.recipient for notice in Notice.objects.all()] == [other_rep, other_rep]


def test_released_it_keeps_its_promise_and_is_the_next_lead_when_the_moment_comes(rep, other_rep, team):
    make_entry(team, at="2026-10-01T10:00")
    entry = promise(make_entry(team, owner=rep), rep)
    entry.release(by=rep, at=CALLED)
    assert QueueEntry.objects.next_for(other_rep, PROMISED) == entry


def test_the_next_contact_settles_it(rep, team):
    entry = promise(make_entry(team, owner=rep), rep)
    entry.log_contact(by=rep, at=PROMISED, channel="call", result="connected")
    entry.refresh_from_db()
    assert (entry.callback_at, entry.snoozed_until) == (None, None)
    assert remind_of_callbacks(PROMISED) == 0


def test_a_snooze_of_ones_own_is_not_ended_by_a_contact(rep, team):
    entry = make_entry(team, owner=rep)
    entry.snooze(by=rep, until=PROMISED, at=CALLED)
    entry.log_contact(by=rep, at=CALLED, channel="email", result="sent")
    entry.refresh_from_db()
    assert entry.snoozed_until == PROMISED


def test_a_new_promise_is_told_again(rep, team):
    entry = promise(make_entry(team, owner=rep), rep)
    remind_of_callbacks(PROMISED)
    later = PROMISED + dt.timedelta(days=1)
    promise(entry, rep, callback_at=later, at=PROMISED)
    assert remind_of_callbacks(later) == 1


def test_a_lead_that_has_gone_on_is_not_called_back(rep, team):
    entry = promise(make_entry(team, owner=rep), rep)
    entry.disqualify(by=rep, at=CALLED, reason="other", note="間違い")
    assert remind_of_callbacks(PROMISED) == 0


def test_the_list_of_todays_callbacks_has_those_of_today_and_before(login, rep, team):
    now = timezone.now()
    missed, today, later = (make_entry(team, owner=rep) for _ in range(3))
    promise(missed, rep, callback_at=now - dt.timedelta(days=2))
    promise(today, rep, callback_at=now - A_MINUTE)
    promise(later, rep, callback_at=now + dt.timedelta(days=2))
    assert order(login(rep), "callbacks") == [missed.pk, today.pk]


def test_the_form_asks_for_a_moment_only_when_one_is_agreed(login, rep, team):
    entry = make_entry(team, owner=rep)
    response = send(login(rep), entry, callback="own", callback_at="")
    assert response.status_code == 422
    assert "日時を入力" in response.text
    assert send(login(rep), entry, result="no_answer", callback="own", callback_at="nonsense").status_code == 302
    assert QueueEntry.objects.get().callback_at is None


@pytest.mark.parametrize("moment", ["2020-01-01T10:00", "2199-01-01T10:00", "tomorrow"])
def test_a_moment_that_cannot_be_meant_is_refused_at_its_field(login, rep, team, moment):
    response = send(login(rep), make_entry(team, owner=rep), callback="own", callback_at=moment)
    assert response.status_code == 422
    assert not ContactAttempt.objects.exists()


def test_a_preset_is_enough(login, rep, team):
    entry, before = make_entry(team, owner=rep), timezone.now()
    assert send(login(rep), entry, callback="hour").status_code == 302
    entry.refresh_from_db()
    assert before <= entry.callback_at - dt.timedelta(hours=1) <= timezone.now()
    attempt = ContactAttempt.objects.get()
    assert attempt.callback_at == entry.callback_at


def test_the_history_says_for_when(login, rep, team):
    entry = promise(make_entry(team, owner=rep), rep)
    assert "11/5 (木) 15:00" in login(rep).get(reverse("lead", args=[entry.lead_id])).text


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_of_each_once(rep, team):
    for _ in range(30):
        promise(make_entry(team, owner=rep), rep)

    def tell(_number):
        try:
            return remind_of_callbacks(PROMISED)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(tell, range(4))) + remind_of_callbacks(PROMISED)
    assert told == 30
    assert (
        Event.objects.filter(kind=Event.Kind.CALLBACK_DUE, lead__isnull=False).values("entry").distinct().count() == 30
    )
