"""What starts and stops a clock."""

import datetime as dt

import pytest

from handoff.models import BusinessCalendar, Clock, CriteriaVersion, Event, Handoff, Notice, Team
from tests.handoff.entries import DUE, ENTERED, ESCALATE, REMIND, clock_of, make_entry, make_handoff, tokyo

A_MINUTE = dt.timedelta(minutes=1)


def test_a_started_clock_has_its_three_moments_and_dates_the_entry(team):
    entry = make_entry(team)
    clock = clock_of(entry)
    assert (clock.state, clock.business_days) == ("running", 3)
    assert (clock.remind_at, clock.due_at, clock.escalate_at) == (tokyo(REMIND), tokyo(DUE), tokyo(ESCALATE))
    assert entry.due_at == tokyo(DUE)


def test_starting_again_changes_nothing(team):
    entry = make_entry(team)
    assert Clock.objects.start_for_entries([entry.pk], Clock.Kind.FIRST_RESPONSE, tokyo("2026-11-05T10:00")) == 0
    entry.refresh_from_db()
    assert entry.due_at == tokyo(DUE)


def test_many_start_in_few_queries(team, django_assert_max_num_queries):
    entries = [make_entry(team).pk for _each in range(3)]
    Clock.objects.all().delete()
    with django_assert_max_num_queries(10):
        assert Clock.objects.start_for_entries(entries, Clock.Kind.FIRST_RESPONSE, tokyo(ENTERED), 3) == 3


def test_each_team_counts_by_its_own_calendar(team):
    hours = {str(day): [["13:00", "22:00"]] for day in range(1, 6)}
    late = BusinessCalendar.objects.create(name="夜", weekly_hours=hours)
    night_shift = Team.objects.create(name="夜番", calendar=late)
    entries = [make_entry(team), make_entry(night_shift)]
    Clock.objects.all().delete()
    Clock.objects.start_for_entries([entry.pk for entry in entries], Clock.Kind.FIRST_RESPONSE, tokyo(ENTERED), 3)
    assert [clock_of(entry).due_at for entry in entries] == [tokyo(DUE), tokyo("2026-11-06T22:00")]


def test_the_target_is_that_of_the_active_criteria(team):
    CriteriaVersion.objects.update(is_active=False)
    values = {"profile": "mid", "reason": "", "published_at": tokyo(ENTERED), "is_active": True}
    CriteriaVersion.objects.create(number=900, document={"sla": {"first_response": 1}}, **values)
    assert clock_of(make_entry(team, days=None)).due_at == tokyo("2026-11-04T18:00")


@pytest.mark.parametrize("moment", [ENTERED, REMIND, DUE])
def test_an_answer_up_to_the_due_time_meets_the_promise(team, rep, moment):
    entry = make_entry(team, rep)
    Clock.objects.answer(entry, tokyo(moment))
    clock = clock_of(entry)
    assert (clock.state, clock.stopped_at, clock.breached_at) == ("met", tokyo(moment), None)
    assert not Event.objects.filter(kind=Event.Kind.BREACHED).exists()


def test_an_answer_after_the_due_time_is_a_breach_though_no_sweep_has_run(team, rep, manager):
    entry = make_entry(team, rep)
    Clock.objects.answer(entry, tokyo(DUE) + A_MINUTE)
    clock = clock_of(entry)
    assert (clock.state, clock.breached_at, clock.stopped_at) == ("breached", tokyo(DUE), tokyo(DUE) + A_MINUTE)
    event = Event.objects.get(kind=Event.Kind.BREACHED)
    assert event.at == tokyo(DUE)
    assert [notice.recipient for notice in Notice.objects.filter(event=event)] == [manager]


def test_a_second_answer_changes_nothing(team, rep):
    entry = make_entry(team, rep)
    Clock.objects.answer(entry, tokyo(REMIND))
    Clock.objects.answer(entry, tokyo("2026-12-01T10:00"))
    assert (clock_of(entry).state, clock_of(entry).stopped_at) == ("met", tokyo(REMIND))


def test_many_are_answered_in_few_queries_each_by_its_own_due_time(team, manager, django_assert_max_num_queries):
    answered, in_time = make_entry(team), make_entry(team)
    late = [make_entry(team) for _each in range(12)]
    Clock.objects.answer(answered, tokyo(REMIND))
    Clock.objects.filter(entry=in_time).update(due_at=tokyo(DUE) + 2 * A_MINUTE)
    with django_assert_max_num_queries(20):
        Clock.objects.answer_for_entries([answered, in_time, *late], tokyo(DUE) + A_MINUTE)
    assert (clock_of(answered).state, clock_of(answered).stopped_at) == ("met", tokyo(REMIND))
    assert (clock_of(in_time).state, clock_of(in_time).breached_at) == ("met", None)
    assert {(clock_of(each).state, clock_of(each).breached_at) for each in late} == {("breached", tokyo(DUE))}
    assert Notice.objects.get(recipient=manager).event.data["count"] == 12


def test_only_an_answer_stops_it(team, rep):
    entry = make_entry(team)
    entry.claim(by=rep, at=tokyo("2026-11-04T10:00"))
    entry.snooze(by=rep, until=tokyo("2026-11-05T10:00"), at=tokyo("2026-11-04T10:01"))
    entry.release(by=rep, at=tokyo("2026-11-04T10:02"))
    assert clock_of(entry).state == "running"


def test_a_cancelled_clock_owes_nothing(team):
    entries = [make_entry(team), make_entry(team)]
    assert Clock.objects.cancel_for_entries([entry.pk for entry in entries], tokyo(REMIND)) == 2
    assert [clock_of(entry).state for entry in entries] == ["cancelled", "cancelled"]


@pytest.mark.parametrize(
    ("kind", "due_at"),
    [
        (Clock.Kind.APPROVAL, "2026-11-04T18:00"),
        (Clock.Kind.SALES_ACCEPTANCE, "2026-11-04T18:00"),
        (Clock.Kind.FIRST_SALES_ACTION, DUE),
    ],
)
def test_a_toss_up_has_clocks_of_its_own(team, kind, due_at):
    CriteriaVersion.objects.update(is_active=False)
    handoff = make_handoff(team)
    Clock.objects.start_for_handoff(handoff, kind, tokyo(ENTERED))
    assert clock_of(handoff).due_at == tokyo(due_at)
    Clock.objects.answer_handoff(handoff, kind, tokyo("2026-11-04T09:30"))
    assert clock_of(handoff).state == "met"


def test_the_acceptance_clock_starts_again_for_another_salesperson(team, sales):
    handoff = make_handoff(team, state=Handoff.State.ASSIGNED, assignee=sales)
    Clock.objects.start_for_handoff(handoff, Clock.Kind.SALES_ACCEPTANCE, tokyo(ENTERED), 1)
    Clock.objects.answer_handoff(handoff, Clock.Kind.SALES_ACCEPTANCE, tokyo("2026-11-20T10:00"))
    assert clock_of(handoff).state == "breached"
    Clock.objects.start_for_handoffs([handoff.pk], Clock.Kind.SALES_ACCEPTANCE, tokyo("2026-11-20T11:00"), 1)
    clock = clock_of(handoff)
    assert (clock.state, clock.due_at, clock.breached_at) == ("running", tokyo("2026-11-24T18:00"), None)
