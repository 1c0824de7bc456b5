"""Soft warns, hard refuses; and two presses at once are not one too many."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from handoff.models import Event, QueueEntry, QueueRules
from handoff.transition import Lost
from tests.handoff.entries import make_entry, tokyo

AT = tokyo("2026-11-02T11:00")


@pytest.fixture
def rules(team):
    return QueueRules.objects.create(team=team, soft_limit=1, hard_limit=2)


def press(client):
    return client.post(reverse("queue_next"), follow=True).text


def test_one_more_than_advised_is_given_with_a_warning(login, rep, team, rules):
    for _ in range(3):
        make_entry(team)
    client = login(rep)
    assert "現在 1 件" not in press(client)
    assert "現在 2 件" in press(client)


def test_at_the_limit_nothing_more_is_given_and_the_message_says_why(login, rep, team, rules):
    for _ in range(3):
        make_entry(team)
    client = login(rep)
    press(client), press(client)
    assert "上限" in press(client)
    assert QueueEntry.objects.filter(owner=rep).count() == 2


def test_a_claim_in_the_list_is_refused_too_and_a_logged_call_is_not(login, rep, team, rules):
    for _ in range(2):
        make_entry(team, owner=rep)
    entry = make_entry(team)
    response = login(rep).post(reverse("queue_claim", args=[entry.pk]))
    assert response.status_code == 422
    assert "上限" in response.text
    entry.log_contact(by=rep, at=AT, channel="call", result="connected")  # it has happened; it must be written down
    assert entry.owner == rep


def test_what_is_put_away_does_not_count(rep, team, rules):
    for _ in range(2):
        make_entry(team, owner=rep, snoozed_until=AT + dt.timedelta(hours=1))
    make_entry(team)
    assert QueueEntry.objects.next_for(rep, AT)


def test_without_a_limit_one_may_hold_any_number(rep, team, admin, rules):
    rules.change(by=admin, at=AT, soft_limit=None, hard_limit=None, lease_hours=None)
    for _ in range(4):
        make_entry(team)
        assert QueueEntry.objects.next_for(rep, AT)


@pytest.mark.django_db(transaction=True)
def test_one_person_who_presses_eight_times_at_once_gets_as_many_as_allowed(rep, team):
    QueueRules.objects.create(team=team, soft_limit=1, hard_limit=3)
    for _ in range(12):
        make_entry(team)

    def take(number):
        try:
            if number % 2:
                return QueueEntry.objects.next_for(rep, AT)
            return QueueEntry.objects.unclaimed().order_by("-pk")[number // 2].take(by=rep, at=AT)
        except Lost:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(8)))
    assert QueueEntry.objects.filter(state="claimed", owner=rep).count() == 3


def rules_form(client, team, **values):
    data = {f"team{team.pk}-{name}": value for name, value in values.items()}
    return client.post(reverse("queue_rules_save", args=[team.pk]), data, follow=True)


def test_a_manager_sets_the_own_teams_rules_and_an_event_keeps_them(login, manager, team):
    response = rules_form(login(manager), team, soft_limit="5", hard_limit="8", lease_hours="")
    rules = QueueRules.of(team.pk)
    assert rules.limits == {"soft_limit": 5, "hard_limit": 8, "lease_hours": None}
    assert rules.changed_by == manager
    assert "保存しました" in response.text
    event = Event.objects.get(kind=Event.Kind.QUEUE_RULES_SET)
    assert event.data["before"]["hard_limit"] == 50
    assert event.data["after"]["hard_limit"] == 8


@pytest.mark.parametrize(
    "wrong", [{"soft_limit": "9", "hard_limit": "8"}, {"hard_limit": "0"}, {"lease_hours": "abc"}, {"soft_limit": "-1"}]
)
def test_what_cannot_be_meant_is_refused_with_the_form(login, admin, team, wrong):
    response = rules_form(login(admin), team, **{"soft_limit": "", "hard_limit": "", "lease_hours": ""} | wrong)
    assert response.status_code == 422
    assert "field-error" in response.text
    assert not QueueRules.objects.exists()


def test_the_page_shows_how_many_leads_each_rep_holds(login, manager, rep, team, rules):
    for _ in range(2):
        make_entry(team, owner=rep)
    assert "林 葵 2" in login(manager).get(reverse("queue_rules")).text
