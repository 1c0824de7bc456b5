from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from handoff.models import Clock, Event, QueueEntry
from handoff.transition import Lost
from tests.handoff.entries import clock_of, make_entry, make_lead, tokyo

AT = tokyo("2026-11-02T11:00")


def claim(client, entry, **headers):
    return client.post(reverse("queue_claim", args=[entry.pk]), headers=headers)


def test_a_claim_makes_it_mine(login, rep, team):
    entry = make_entry(team)
    claim(login(rep), entry)
    entry.refresh_from_db()
    assert (entry.state, entry.owner) == ("claimed", rep)
    assert Event.objects.filter(kind="claimed", entry=entry, actor=rep).count() == 1


def test_a_second_claim_by_the_same_person_changes_nothing(login, rep, team):
    entry = make_entry(team)
    client = login(rep)
    claim(client, entry)
    response = claim(client, entry)
    assert response.status_code == 302
    assert Event.objects.filter(kind="claimed").count() == 1


def test_somebody_elses_entry_is_not_taken_and_the_message_says_whose_it_is(login, rep, other_rep, team):
    entry = make_entry(team, owner=other_rep)
    response = claim(login(rep), entry, **{"HX-Request": "true"})
    assert response.status_code == 422
    assert "原 陽" in response.text
    entry.refresh_from_db()
    assert entry.owner == other_rep


def test_a_claim_does_not_stop_the_clock(login, rep, team):
    entry = make_entry(team)
    claim(login(rep), entry)
    assert clock_of(entry).state == Clock.State.RUNNING


def test_an_entry_of_another_team_does_not_exist(login, stranger, team):
    assert claim(login(stranger), make_entry(team)).status_code == 404


def test_the_answer_to_htmx_holds_the_lead_and_its_row(login, rep, team):
    entry = make_entry(team)
    url = f"http://testserver{reverse('queue')}"
    response = claim(login(rep), entry, **{"HX-Request": "true", "HX-Current-URL": url})
    assert 'id="lead"' in response.text
    assert f'id="entry-{entry.pk}" hx-swap-oob="true"' in response.text


@pytest.mark.django_db(transaction=True)
def test_two_people_claim_at_once_and_one_of_them_gets_it(rep, other_rep, team):
    entry_pk = make_entry(team).pk

    def take(person):
        try:
            QueueEntry.objects.get(pk=entry_pk).claim(by=person, at=AT)
            return person.pk
        except Lost:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        winners = [pk for pk in pool.map(take, [rep, other_rep] * 4) if pk]
    owner = QueueEntry.objects.get(pk=entry_pk).owner_id
    assert set(winners) == {owner}
    assert Event.objects.filter(kind="claimed").count() == 1


def test_a_lead_has_one_open_entry_at_most(team):
    from django.db import IntegrityError, transaction

    lead = make_lead()
    QueueEntry.objects.create(lead=lead, team=team, entered_at=AT, due_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        QueueEntry.objects.create(lead=lead, team=team, entered_at=AT, due_at=AT)
