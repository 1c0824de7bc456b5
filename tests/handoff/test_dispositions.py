import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Clock, Event
from handoff.transition import Lost
from tests.handoff.entries import clock_of, make_entry, make_handoff, tokyo

AT = tokyo("2026-11-02T12:00")


def dispose(client, how, entry, **values):
    return client.post(reverse(f"{how}_create", args=[entry.pk]), {"reason": "duplicate", "note": ""} | values)


def test_nurturing_closes_the_entry_with_its_reason_and_answers_the_clock(login, rep, team):
    entry = make_entry(team, owner=rep)
    dispose(login(rep), "nurture", entry, reason="timing_far", note="来期に再検討")
    entry.refresh_from_db()
    assert (entry.state, entry.disposition, entry.disposition_reason) == ("closed", "nurtured", "timing_far")
    assert entry.disposition_note == "来期に再検討"
    assert clock_of(entry).state != Clock.State.RUNNING
    assert Event.objects.get(kind="nurtured").data == {"reason": "timing_far", "comment": "来期に再検討"}


def test_disqualifying_closes_the_entry(login, rep, team):
    entry = make_entry(team, owner=rep)
    dispose(login(rep), "disqualify", entry, reason="competitor")
    entry.refresh_from_db()
    assert (entry.disposition, entry.disposition_reason) == ("disqualified", "competitor")


def test_other_wants_words(login, rep, team):
    response = dispose(login(rep), "nurture", make_entry(team, owner=rep), reason="other")
    assert response.status_code == 422
    assert "理由を短く書いてください" in response.text


@pytest.mark.parametrize("reason", ["", "competitor", "x" * 100])
def test_a_reason_that_is_none_of_its_own_is_refused(login, rep, team, reason):
    entry = make_entry(team, owner=rep)
    assert dispose(login(rep), "nurture", entry, reason=reason).status_code == 422
    entry.refresh_from_db()
    assert entry.state == "claimed"


def test_a_colleagues_lead_cannot_be_put_away(login, rep, other_rep, team):
    entry = make_entry(team, owner=other_rep)
    dispose(login(rep), "disqualify", entry)
    entry.refresh_from_db()
    assert (entry.state, entry.owner) == ("claimed", other_rep)


def test_a_second_press_says_that_it_is_closed(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    dispose(client, "disqualify", entry)
    response = client.post(
        reverse("nurture_create", args=[entry.pk]), {"reason": "no_budget", "note": ""}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert "この間に対応が完了しました" in response.text


def undo(client, entry):
    return client.post(reverse("disposition_undo", args=[entry.pk]))


def test_it_can_be_taken_back_at_once_and_the_clock_stays_answered(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    dispose(client, "nurture", entry, reason="no_budget")
    stopped = clock_of(entry).stopped_at
    assert "取り消す" in client.get(reverse("lead", args=[entry.lead_id])).text
    undo(client, entry)
    entry.refresh_from_db()
    assert (entry.state, entry.owner, entry.disposition, entry.closed_at) == ("claimed", rep, "", None)
    assert clock_of(entry).stopped_at == stopped
    assert Event.objects.filter(kind="disposition_undone").count() == 1


def test_after_ten_minutes_it_stays_as_it_is(login, rep, team):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=timezone.now() - dt.timedelta(minutes=11), reason="no_budget")
    undo(login(rep), entry)
    entry.refresh_from_db()
    assert entry.state == "closed"


def test_only_the_person_who_did_it_takes_it_back(rep, other_rep, team):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=AT, reason="no_budget")
    with pytest.raises(Lost):
        entry.undo_disposition(by=other_rep, at=AT)


def test_a_lead_that_has_gone_on_is_not_taken_back(rep, team):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=AT, reason="no_budget")
    handoff = make_handoff(team)
    type(handoff).objects.filter(pk=handoff.pk).update(lead=entry.lead)
    with pytest.raises(Lost):
        entry.undo_disposition(by=rep, at=AT)
