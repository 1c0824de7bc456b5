"""The ladder of a deadline: reminder, breach, escalation; once each, whatever runs when."""

import datetime as dt
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from handoff.deadlines.sweeping import Swept, sweep
from handoff.models import Clock, Event, Handoff, Notice, QueueEntry
from tests.handoff.entries import DUE, ENTERED, ESCALATE, REMIND, clock_of, make_entry, make_handoff, tokyo

A_MINUTE = dt.timedelta(minutes=1)
JUST_OVERDUE = tokyo(DUE) + A_MINUTE
TIME_TO_ESCALATE = tokyo(ESCALATE) + A_MINUTE


def told(kind) -> list[str]:
    notices = Notice.objects.filter(event__kind=kind).order_by("recipient__email")
    return [notice.recipient.email.partition("@")[0] for notice in notices]


def test_nothing_happens_before_the_due_day_opens(team, rep):
    make_entry(team, rep)
    assert sweep(tokyo(REMIND) - A_MINUTE) == Swept(0, 0, 0)


def test_the_owner_is_reminded_at_the_opening_of_the_due_day(team, rep, other_rep, manager):
    make_entry(team, rep)
    assert sweep(tokyo(REMIND)) == Swept(1, 0, 0)
    assert told(Event.Kind.DUE_SOON) == ["rep"]


@pytest.mark.parametrize("owner_left", [False, True])
def test_what_nobody_works_on_is_recalled_to_all_reps_of_the_team(team, rep, other_rep, manager, stranger, owner_left):
    former = None
    if owner_left:
        former = manager.__class__.objects.create_user("former@example.jp", "former@example.jp", is_active=False)
    make_entry(team, former)
    sweep(tokyo(REMIND))
    assert told(Event.Kind.DUE_SOON) == ["other-rep", "rep"]


def test_at_the_due_time_itself_nothing_is_overdue(team, rep):
    make_entry(team, rep)
    assert sweep(tokyo(DUE)) == Swept(1, 0, 0)


def test_a_breach_tells_the_owner_and_the_managers_of_the_team(team, rep, manager, admin, stranger):
    entry = make_entry(team, rep)
    sweep(JUST_OVERDUE)
    assert told(Event.Kind.BREACHED) == ["manager", "rep"]
    clock = clock_of(entry)
    assert (clock.state, clock.breached_at, clock.stopped_at) == ("breached", tokyo(DUE), None)


def test_a_breach_of_what_nobody_claimed_tells_the_managers(team, rep, manager):
    make_entry(team)
    sweep(JUST_OVERDUE)
    assert told(Event.Kind.BREACHED) == ["manager"]


def test_one_business_day_later_the_entry_is_open_to_the_team_and_the_admins_know(team, rep, manager, admin):
    entry = make_entry(team, rep, snoozed_until=tokyo("2026-12-01T10:00"))
    sweep(JUST_OVERDUE)
    assert sweep(tokyo(ESCALATE)) == Swept(0, 0, 0)
    assert sweep(TIME_TO_ESCALATE) == Swept(0, 0, 1)
    entry.refresh_from_db()
    assert (entry.state, entry.owner, entry.snoozed_until) == (QueueEntry.State.WAITING, None, None)
    assert told(Event.Kind.ESCALATED) == ["admin"]
    assert Event.objects.get(kind=Event.Kind.ESCALATED).data["person"] == "林 葵"


def test_an_entry_answered_late_is_not_taken_away(team, rep, admin):
    entry = make_entry(team, rep)
    sweep(JUST_OVERDUE)
    Clock.objects.answer(entry, tokyo("2026-11-09T10:00"))
    assert sweep(TIME_TO_ESCALATE) == Swept(0, 0, 0)
    entry.refresh_from_db()
    assert (entry.owner, clock_of(entry).state) == (rep, "breached")


@pytest.mark.parametrize("stop", ["answer", "cancel"])
def test_a_stopped_clock_is_left_alone(team, rep, manager, admin, stop):
    entry = make_entry(team, rep)
    if stop == "answer":
        Clock.objects.answer(entry, tokyo("2026-11-04T10:00"))
    else:
        Clock.objects.cancel_for_entries([entry.pk], tokyo("2026-11-04T10:00"))
    assert [sweep(tokyo(moment)) for moment in (REMIND, DUE, "2026-12-01T10:00")] == [Swept(0, 0, 0)] * 3
    assert not Notice.objects.exists()


def test_sweeping_again_says_nothing_twice(team, rep, manager, admin):
    make_entry(team, rep)
    for moment in (tokyo(REMIND), JUST_OVERDUE, TIME_TO_ESCALATE):
        sweep(moment)
        assert sweep(moment) == Swept(0, 0, 0)
    assert Notice.objects.count() == 4
    assert Event.objects.count() == 3


def test_after_an_outage_the_breach_has_its_true_time_and_each_person_one_notice(team, rep, manager, admin):
    entry = make_entry(team, rep)
    late = tokyo("2026-11-10T11:00")
    assert sweep(late) == Swept(0, 1, 1)
    assert clock_of(entry).breached_at == tokyo(DUE)
    assert Event.objects.get(kind=Event.Kind.BREACHED).at == tokyo(DUE)
    assert Event.objects.get(kind=Event.Kind.ESCALATED).at == late
    assert told(Event.Kind.BREACHED) == ["manager", "rep"]
    assert told(Event.Kind.ESCALATED) == ["admin"]
    assert set(Notice.objects.values_list("visible_at", flat=True)) == {late}


def test_after_an_outage_a_manager_who_is_an_admin_too_hears_once(team, rep, manager, admin):
    manager.groups.add(*admin.groups.all())
    make_entry(team, rep)
    sweep(tokyo("2026-11-10T11:00"))
    assert Notice.objects.filter(recipient=manager).count() == 1


@pytest.mark.parametrize(
    ("kind", "reminded", "overdue"),
    [
        (Clock.Kind.APPROVAL, ["manager"], ["manager"]),
        (Clock.Kind.SALES_ACCEPTANCE, ["sales"], ["manager", "sales"]),
        (Clock.Kind.FIRST_SALES_ACTION, ["sales"], ["manager", "sales"]),
    ],
)
def test_the_clocks_of_a_toss_up_climb_the_same_ladder(team, rep, sales, manager, admin, kind, reminded, overdue):
    handoff = make_handoff(team, submitted_by=rep, assignee=sales, state=Handoff.State.ASSIGNED)
    Clock.objects.start_for_handoff(handoff, kind, tokyo(ENTERED), 3)
    for moment in (tokyo(REMIND), JUST_OVERDUE, TIME_TO_ESCALATE):
        sweep(moment)
    assert told(Event.Kind.DUE_SOON) == reminded
    assert told(Event.Kind.BREACHED) == overdue
    assert told(Event.Kind.ESCALATED) == ["admin"]
    handoff.refresh_from_db()
    assert (handoff.state, handoff.assignee) == (Handoff.State.ASSIGNED, sales)


def test_many_at_once_come_to_a_person_as_one_notice_with_their_number(team, rep, manager):
    for _each in range(12):
        make_entry(team, rep)
    sweep(JUST_OVERDUE)
    assert Event.objects.filter(kind=Event.Kind.BREACHED, lead__isnull=False).count() == 12
    assert sorted(notice.event.data["count"] for notice in Notice.objects.all()) == [12, 12]


def test_the_queries_of_a_sweep_do_not_grow_with_what_is_due(team, rep, manager, django_assert_max_num_queries):
    for _each in range(30):
        make_entry(team, rep)
    with django_assert_max_num_queries(40):
        sweep(JUST_OVERDUE)


@pytest.mark.parametrize("index", ["clock_due", "clock_to_remind", "clock_to_escalate"])
def test_a_sweep_reads_an_index_range_and_not_all_open_clocks(team, index):
    queryset = {
        "clock_due": Clock.objects.due,
        "clock_to_remind": Clock.objects.to_remind,
        "clock_to_escalate": Clock.objects.to_escalate,
    }[index](tokyo(DUE))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in queryset[:500].explain()


def test_the_command_sweeps_as_of_a_moment(team, rep, capsys):
    make_entry(team, rep)
    call_command("sweep_deadlines", "--as-of", f"{REMIND}+09:00")
    assert "reminded 1, overdue 0, escalated 0" in capsys.readouterr().out


def test_the_command_refuses_a_moment_it_cannot_read():
    with pytest.raises(CommandError, match="not an ISO date"):
        call_command("sweep_deadlines", "--as-of", "tomorrow")


def run_at_once(*functions) -> list:
    """Each in a thread with a connection of its own, started together; their results in order."""
    barrier, results = threading.Barrier(len(functions)), [None] * len(functions)

    def run(number, function):
        barrier.wait()
        try:
            results[number] = function()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_share_the_work_and_do_nothing_twice(team, rep, manager, monkeypatch):
    monkeypatch.setattr("handoff.deadlines.sweeping.BATCH", 5)
    monkeypatch.setattr("handoff.notices.notifications.DIGEST_OVER", 1000)
    for _each in range(40):
        make_entry(team, rep)
    results = run_at_once(*[lambda: sweep(JUST_OVERDUE)] * 2)
    results.append(sweep(JUST_OVERDUE))
    assert sum(swept.breached for swept in results) == 40
    assert Event.objects.filter(kind=Event.Kind.BREACHED).count() == 40
    assert Notice.objects.count() == 80


@pytest.mark.django_db(transaction=True)
def test_a_sweep_does_not_wait_for_a_person_who_is_just_answering(team, rep, manager):
    entry, other = make_entry(team, rep), make_entry(team, rep)
    with transaction.atomic():
        QueueEntry.objects.filter(pk=entry.pk).update(score=1)
        Clock.objects.answer(entry, tokyo(DUE))
        [swept] = run_at_once(lambda: sweep(JUST_OVERDUE))
    assert swept.breached == 1
    assert sweep(JUST_OVERDUE) == Swept(0, 0, 0)
    assert (clock_of(entry).state, clock_of(other).state) == ("met", "breached")


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_sweep_at_once_end_in_one_breach(team, rep, manager):
    entries = [make_entry(team, rep) for _each in range(5)]

    def answer_all():
        for entry in entries:
            Clock.objects.answer(entry, JUST_OVERDUE)

    run_at_once(answer_all, lambda: sweep(JUST_OVERDUE))
    sweep(JUST_OVERDUE)
    assert Event.objects.filter(kind=Event.Kind.BREACHED).count() == 5
    assert Clock.objects.filter(state="breached", stopped_at=JUST_OVERDUE).count() == 5
