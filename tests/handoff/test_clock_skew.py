"""Machines whose clocks disagree: a moment that lies before the last one undoes nothing and does nothing twice."""

import datetime as dt

import pytest
from django.core import mail

from handoff.deadlines.sweeping import Swept, sweep
from handoff.models import Clock, Event, Handoff, Notice
from handoff.models.notice_choice import ChatMessage, ChatTarget
from handoff.notices import chat, chat_outbox, outbox
from handoff.tasks import deliver_notices, sweep_clocks
from tests.handoff.entries import DUE, ENTERED, ESCALATE, REMIND, clock_of, make_entry, make_handoff, tokyo

BACK = [dt.timedelta(seconds=3), dt.timedelta(minutes=2), dt.timedelta(minutes=40)]
A_MINUTE = dt.timedelta(minutes=1)
LADDER = [tokyo(REMIND), tokyo(DUE) + A_MINUTE, tokyo(ESCALATE) + A_MINUTE]
NOTHING = Swept(0, 0, 0)


@pytest.fixture
def promises(team, rep, sales, manager, admin):
    """One of each kind, all due at the same time."""
    make_entry(team, rep)
    for kind in (Clock.Kind.APPROVAL, Clock.Kind.SALES_ACCEPTANCE, Clock.Kind.FIRST_SALES_ACTION):
        handoff = make_handoff(team, submitted_by=rep, assignee=sales, state=Handoff.State.ASSIGNED)
        Clock.objects.start_for_handoff(handoff, kind, tokyo(ENTERED), 3)


def books() -> list:
    notices = Notice.objects.order_by("pk").values_list("event", "recipient", "visible_at", "read_at", "email_state")
    return [list(rows.order_by("pk").values()) for rows in (Clock.objects, Event.objects)] + [list(notices)]


@pytest.mark.parametrize("back", BACK)
def test_a_sweep_by_a_clock_that_is_behind_changes_nothing(promises, back):
    for moment in LADDER:
        assert sweep(moment) != NOTHING
        before = books()
        assert sweep(moment - back) == NOTHING
        assert sweep(moment) == NOTHING
        assert books() == before


def test_clocks_that_disagree_all_day_come_to_the_same_books(promises):
    """Every half minute by turns from two machines, one of them two minutes behind: as one machine would have it."""
    for moment in LADDER:
        for step in range(8):
            late = dt.timedelta(minutes=2) if step % 2 else dt.timedelta()
            sweep(moment + step * dt.timedelta(seconds=30) - late)
    kinds = [Event.Kind.DUE_SOON, Event.Kind.BREACHED, Event.Kind.ESCALATED]
    assert [Event.objects.filter(kind=kind).count() for kind in kinds] == [4, 4, 4]
    assert {clock.breached_at for clock in Clock.objects.all()} == {tokyo(DUE)}
    assert Notice.objects.values("event", "recipient").distinct().count() == Notice.objects.count()


def test_what_one_clock_found_late_stays_one_breach_when_the_answer_is_from_a_clock_behind(team, rep, manager):
    entry = make_entry(team, rep)
    sweep(tokyo(DUE) + A_MINUTE)
    Clock.objects.answer(entry, tokyo(DUE) - A_MINUTE)
    assert sweep(tokyo(DUE) + 2 * A_MINUTE) == NOTHING
    clock = clock_of(entry)
    assert (clock.state, clock.breached_at, clock.stopped_at) == ("breached", tokyo(DUE), tokyo(DUE) - A_MINUTE)
    assert Event.objects.filter(kind=Event.Kind.BREACHED).count() == 1


@pytest.mark.parametrize("back", BACK)
def test_a_worker_that_is_behind_sends_nothing_again(team, rep, manager, monkeypatch, back):
    sent, morning = [], tokyo(ENTERED)
    monkeypatch.setattr(chat, "send", lambda address, body: sent.append(body))
    target = ChatTarget.objects.create(team=team, address="https://chat.example.jp/x")
    handoff = make_handoff(team, submitted_by=rep)
    event = Event.record(Event.Kind.APPROVED, at=morning, actor=manager, lead=handoff.lead, handoff=handoff)
    ChatMessage.objects.get_or_create(target=target, event=event, defaults={"next_at": morning})
    for moment in (morning, morning - back, morning, morning + back):
        outbox.deliver(moment)
        chat_outbox.deliver(moment)
    assert (len(mail.outbox), len(sent)) == (1, 1)


def test_the_tasks_take_their_moment_from_whoever_sends_them(promises):
    sweep_clocks(LADDER[1].isoformat())
    before = books()
    sweep_clocks((LADDER[1] - BACK[1]).isoformat())
    deliver_notices((LADDER[1] - dt.timedelta(days=1)).isoformat())
    assert books() == before
    assert not mail.outbox, "a notice is not mailed before it may be seen"
