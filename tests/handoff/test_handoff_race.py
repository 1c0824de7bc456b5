"""Two at once, with real threads on real rows: one wins, the other is told, nothing is half done."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from handoff.models import Event, Handoff, HandoffPackage, QueueEntry
from handoff.transition import alone_with
from tests.handoff.toss_ups import assigned, make_entry, outcome_of, toss_up

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list[str]:
    def run(act):
        try:
            return outcome_of(act)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def again(model, thing):
    return model.objects.get(pk=thing.pk)


def test_two_reps_toss_up_the_same_unclaimed_lead(team, rep, other_rep):
    entry = make_entry(team)

    def submit(by):
        return lambda: Handoff.objects.submit(again(QueueEntry, entry), by=by, at=timezone.now(), reason_text="基準")

    assert at_once(submit(rep), submit(other_rep)) == ["done", "lost"]
    assert Handoff.objects.count() == HandoffPackage.objects.count() == 1
    assert Event.objects.filter(kind="tossed_up").count() == 1


def test_one_rep_submits_twice(team, rep):
    entry = make_entry(team, rep)

    def submit():
        Handoff.objects.submit(again(QueueEntry, entry), by=rep, at=timezone.now(), reason_text="基準")

    assert at_once(submit, submit, submit) == ["done", "lost", "lost"]
    assert Handoff.objects.count() == 1


def test_two_managers_approve(team, rep, manager, admin, sales, other_sales):
    handoff = toss_up(team, rep)

    def approve(by, assignee):
        return lambda: again(Handoff, handoff).approve(by=by, at=timezone.now(), assignee=assignee)

    assert at_once(approve(manager, sales), approve(admin, other_sales)) == ["done", "lost"]
    assert Event.objects.filter(kind="approved").count() == Event.objects.filter(kind="assigned").count() == 1


def test_approval_against_return(team, rep, manager, admin, sales):
    handoff = toss_up(team, rep)
    now = timezone.now()
    answers = at_once(
        lambda: again(Handoff, handoff).approve(by=manager, at=now, assignee=sales),
        lambda: again(Handoff, handoff).send_back(by=admin, at=now, reason="other", comment="再確認"),
    )
    assert answers == ["done", "lost"]
    handoff.refresh_from_db()
    is_back = QueueEntry.objects.open().filter(lead=handoff.lead).exists()
    assert (handoff.state, is_back) in [("assigned", False), ("returned", True)]


def test_a_toss_up_is_returned_once(team, rep, manager, admin):
    handoff = toss_up(team, rep)

    def send_back(by):
        return lambda: again(Handoff, handoff).send_back(by=by, at=timezone.now(), reason="other", comment="再確認")

    assert at_once(send_back(manager), send_back(admin)) == ["done", "lost"]
    assert QueueEntry.objects.open().filter(lead=handoff.lead).count() == 1


def test_acceptance_against_reassignment(team, rep, manager, sales, other_sales):
    handoff = assigned(team, rep, manager, sales)
    now = timezone.now()
    at_once(
        lambda: again(Handoff, handoff).accept(by=sales, at=now),
        lambda: again(Handoff, handoff).reassign(by=manager, at=now, assignee=other_sales),
    )
    handoff.refresh_from_db()
    assert (handoff.assignee, handoff.state, handoff.accepted_at) == (other_sales, "assigned", None)


def test_a_lead_that_is_just_being_tossed_up_is_not_brought_back_too(team, rep, other_rep):
    entry, written = make_entry(team, rep), threading.Event()

    def toss():
        with transaction.atomic():
            Handoff.objects.submit(again(QueueEntry, entry), by=rep, at=timezone.now(), reason_text="基準")
            written.set()
            time.sleep(0.3)

    def bring_back():
        written.wait(10)
        QueueEntry.objects.bring_back(entry.lead, team=team, by=other_rep, at=timezone.now(), reason="再検討")

    assert at_once(toss, bring_back) == ["done", "lost"]
    assert not QueueEntry.objects.open().exists()


def test_taking_back_against_bringing_back(team, rep, other_rep):
    entry = make_entry(team, rep)
    entry.nurture(by=rep, at=timezone.now(), reason="no_timing")
    answers = at_once(
        lambda: again(QueueEntry, entry).undo_disposition(by=rep, at=timezone.now()),
        lambda: again(QueueEntry, entry).undo_disposition(by=rep, at=timezone.now()),
        lambda: QueueEntry.objects.bring_back(entry.lead, team=team, by=other_rep, at=timezone.now(), reason="再検討"),
    )
    assert answers == ["done", "lost", "lost"]
    assert QueueEntry.objects.open().count() == 1


def test_the_rules_leave_alone_what_a_person_is_just_placing(team):
    lead = make_entry(team).lead

    def by_rule() -> int:
        try:
            return Handoff.objects.submit_automatic([lead.pk], timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            alone_with(lead.pk)
            assert pool.submit(by_rule).result() == 0
        assert pool.submit(by_rule).result() == 1
