"""Two people act on the same leads at once: each lead has one owner, and each is told what became of it."""

import pytest
from django.utils import timezone

from handoff.bulk.performing import begin
from handoff.bulk.selection import Selection
from handoff.bulk.undoing import undo
from handoff.models import BulkAction, BulkItem, Event, QueueEntry
from handoff.queue_list.query import QueueQuery, Viewer
from tests.handoff.entries import make_entry
from tests.handoff.test_handoff_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def claim(by, pks):
    return begin(
        "claim",
        Selection(Viewer(by, timezone.now()), pks, False, QueueQuery()),
        by=by,
        at=timezone.now(),
        parameters={},
    )


def test_two_reps_claim_the_same_leads_at_once(team, rep, other_rep):
    pks = [make_entry(team).pk for _number in range(12)]
    assert at_once(lambda: claim(rep, pks), lambda: claim(other_rep, pks[::-1])) == ["done", "done"]
    owners = QueueEntry.objects.values_list("owner", flat=True)
    done = BulkItem.objects.filter(result="done").values_list("action__by", "entry")
    assert sorted(done) == sorted(QueueEntry.objects.values_list("owner", "pk"))
    assert None not in owners
    assert BulkItem.objects.filter(result="refused", why="taken").count() == 12
    assert Event.objects.filter(kind=Event.Kind.CLAIMED).count() == 12


def test_undo_pressed_twice_at_once_is_done_once(team, rep):
    action = claim(rep, [make_entry(team).pk for _number in range(4)])

    def press():
        undo(BulkAction.objects.get(pk=action.pk), at=timezone.now())

    assert at_once(press, press) == ["done", "lost"]
    assert Event.objects.filter(kind=Event.Kind.TAKEN_BACK).count() == 4
    assert set(QueueEntry.objects.values_list("state", flat=True)) == {"waiting"}
