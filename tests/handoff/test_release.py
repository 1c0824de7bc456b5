from django.urls import reverse

from handoff.models import Clock
from tests.handoff.entries import clock_of, make_entry


def release(client, entry):
    return client.post(reverse("queue_release", args=[entry.pk]))


def test_a_released_lead_is_anybodys_and_its_deadline_goes_on(login, rep, team):
    entry = make_entry(team, owner=rep)
    due_at = entry.due_at
    release(login(rep), entry)
    entry.refresh_from_db()
    assert (entry.state, entry.owner, entry.due_at) == ("waiting", None, due_at)
    assert clock_of(entry).state == Clock.State.RUNNING


def test_a_rep_cannot_release_a_colleagues_lead(login, rep, other_rep, team):
    entry = make_entry(team, owner=other_rep)
    assert release(login(rep), entry).status_code == 422
    entry.refresh_from_db()
    assert entry.owner == other_rep


def test_a_manager_can_release_for_somebody_who_is_away(login, manager, rep, team):
    entry = make_entry(team, owner=rep)
    release(login(manager), entry)
    entry.refresh_from_db()
    assert entry.state == "waiting"


def test_a_get_releases_nothing(login, rep, team):
    entry = make_entry(team, owner=rep)
    assert login(rep).get(reverse("queue_release", args=[entry.pk])).status_code == 405
