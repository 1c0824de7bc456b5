"""An act on many entries taken back: whoever went on with one keeps it."""

import datetime as dt

import pytest
from django.utils import timezone

from handoff.models import BulkAction, BulkItem, Event, QueueEntry
from tests.handoff.bulk_acts import act, state, undo
from tests.handoff.entries import make_entry, make_handoff


def stands():
    fields = ("state", "owner", "claimed_at", "snoozed_until", "disposition", "closed_at")
    return list(QueueEntry.objects.order_by("pk").values(*fields))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("claim", {}),
        ("release", {}),
        ("hand_over", {"to": "other"}),
        ("snooze", {"choice": "hour"}),
        ("nurture", {"reason": "no_budget"}),
        ("disqualify", {"reason": "duplicate"}),
    ],
)
def test_undo_makes_everything_as_it_was(login, rep, other_rep, team, kind, words):
    words = {name: other_rep.pk if value == "other" else value for name, value in words.items()}
    snoozed = timezone.now() + dt.timedelta(days=2)
    entries = [make_entry(team), make_entry(team, rep), make_entry(team, rep, snoozed_until=snoozed)]
    before = stands()
    client = login(rep)
    act(client, kind, entries, **words)
    assert BulkItem.objects.filter(result="done").exists()
    undo(client)
    after = stands()
    assert after == before
    done = BulkItem.objects.filter(result="done")
    assert Event.objects.filter(kind=Event.Kind.TAKEN_BACK).count() == done.count()
    assert not done.exclude(undo_result="done").exists()
    assert "件を取り消しました" in client.get("/queue/").text


def test_what_somebody_has_gone_on_with_is_not_taken_back(login, rep, other_rep, team):
    kept, gone = make_entry(team, rep), make_entry(team, rep)
    client = login(rep)
    act(client, "release", [kept, gone])
    gone.refresh_from_db()
    gone.claim(by=other_rep, at=timezone.now())
    undo(client)
    assert (state(kept), state(gone)) == (("claimed", rep, ""), ("claimed", other_rep, ""))
    assert BulkItem.objects.get(entry=gone).undo_result == "refused"


def test_a_closed_lead_that_went_to_sales_stays_closed(login, rep, team):
    entry, client = make_entry(team, rep), login(rep)
    act(client, "nurture", [entry], reason="no_budget")
    type(make_handoff(team)).objects.update(lead=entry.lead)
    undo(client)
    assert state(entry) == ("closed", rep, "nurtured")


def test_a_second_or_late_press_of_undo_does_nothing(login, rep, team):
    entry, client = make_entry(team), login(rep)
    act(client, "claim", [entry])
    undo(client)
    entry.claim(by=rep, at=timezone.now())
    undo(client)
    assert state(entry) == ("claimed", rep, "")
    act(client, "release", [entry])
    BulkAction.objects.update(finished_at=timezone.now() - dt.timedelta(minutes=11))
    undo(client, BulkAction.objects.get(kind="release"))
    assert state(entry) == ("waiting", None, "")
