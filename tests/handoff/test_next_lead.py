from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.urls import reverse

from handoff.models import Event, Member, QueueEntry
from leads.models import Lead
from leads.roles import Role
from tests.handoff.entries import make_entry, tokyo

AT = tokyo("2026-11-02T11:00")


def press(client, **headers):
    return client.post(reverse("queue_next"), headers=headers)


def test_the_most_urgent_unclaimed_lead_comes_first(login, rep, other_rep, team):
    make_entry(team, at="2026-11-04T10:00", score=500)
    urgent = make_entry(team, at="2026-11-02T10:00", score=10)
    make_entry(team, owner=other_rep, at="2026-10-01T10:00")
    response = press(login(rep))
    assert response.url == reverse("queue_entry", args=[urgent.pk])
    urgent.refresh_from_db()
    assert urgent.owner == rep


def test_of_equally_urgent_leads_the_higher_score_comes_first(login, rep, team):
    make_entry(team, score=10)
    best = make_entry(team, score=300)
    assert press(login(rep)).url.endswith(f"/{best.pk}/")


def test_a_lead_that_was_answered_already_comes_last(login, rep, team):
    make_entry(team, at="2026-10-01T10:00", answered_at=AT)
    waiting = make_entry(team, at="2026-11-04T10:00")
    assert press(login(rep)).url.endswith(f"/{waiting.pk}/")


def test_another_teams_leads_are_not_given_out(login, rep, other_team):
    make_entry(other_team)
    assert press(login(rep)).url == reverse("queue")


def test_an_empty_queue_says_so(login, rep):
    assert press(login(rep)).url == reverse("queue")


def test_an_empty_queue_changes_nothing_else_on_the_page(login, rep):
    response = press(login(rep), **{"HX-Request": "true"})
    assert response.headers["HX-Reswap"] == "none"
    assert "未着手のリードはありません" in response.text


def test_htmx_gets_the_lead_and_its_address(login, rep, team):
    entry = make_entry(team)
    response = press(login(rep), **{"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == reverse("queue_entry", args=[entry.pk])
    assert 'id="lead"' in response.text


def test_a_manager_takes_no_leads(login, manager, team):
    make_entry(team)
    assert press(login(manager)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_fifty_people_press_at_once_and_each_gets_a_lead_of_their_own(team):
    group = Group.objects.get_or_create(name=Role.IS_REP)[0]
    people = [User.objects.create(username=f"rep{number}", email=f"rep{number}@example.jp") for number in range(50)]
    Member.objects.bulk_create(Member(user=person, team=team) for person in people)
    group.user_set.add(*people)
    leads = Lead.objects.bulk_create(
        Lead(external_id=f"N{n}", person_key=f"N{n}", name=f"リード {n}") for n in range(200)
    )
    QueueEntry.objects.bulk_create(
        QueueEntry(lead=lead, team=team, entered_at=AT, due_at=AT, score=n) for n, lead in enumerate(leads)
    )

    def take(person):
        try:
            return QueueEntry.objects.next_for(person, AT).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        taken = list(pool.map(take, people))
    assert len(set(taken)) == 50
    claimed = QueueEntry.objects.filter(state="claimed")
    assert claimed.values("owner").distinct().count() == claimed.count() == 50
    assert Event.objects.filter(kind="claimed").count() == 50
    assert min(claimed.values_list("score", flat=True)) == 150  # the fifty highest scores
