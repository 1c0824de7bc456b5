"""A claimed lead that its owner does not touch goes back to the team; its deadline does not notice."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from handoff.deadlines.business_days import Calendar, due_in_open_time
from handoff.in_hand.lease import expire_leases, lease_end, moment_before
from handoff.models import Clock, Draft, Event, Hearing, Notice, QueueEntry, QueueRules
from handoff.transition import Lost
from tests.handoff.entries import clock_of, make_entry, make_handoff, tokyo
from tests.handoff.toss_ups import HEARD

CLAIMED = tokyo("2026-11-04T10:00")  # a Wednesday; open from nine to six
A_MINUTE = dt.timedelta(minutes=1)
RUNS_OUT = tokyo("2026-11-05T15:00")  # fourteen open hours later
CALENDAR = Calendar()


@pytest.fixture
def rules(team):
    return QueueRules.objects.create(team=team, lease_hours=14)


@pytest.fixture
def entry(team, rep, rules):
    entry = make_entry(team, days=9)
    entry.claim(by=rep, at=CLAIMED)
    return entry


def expired(at) -> bool:
    return expire_leases(at) == 1


def test_it_goes_back_after_so_many_open_hours_and_not_a_minute_before(entry):
    assert not expired(RUNS_OUT - A_MINUTE)
    assert expired(RUNS_OUT)
    entry.refresh_from_db()
    assert (entry.state, entry.owner, entry.claimed_at, entry.touched_at) == ("waiting", None, None, None)
    assert not expired(RUNS_OUT)


def test_the_deadline_does_not_notice(entry):
    before = Clock.objects.values().get(entry=entry)
    expire_leases(RUNS_OUT)
    assert Clock.objects.values().get(entry=entry) == before


def test_its_former_owner_hears_of_it_and_the_history_tells(entry, rep, other_rep, manager):
    expire_leases(RUNS_OUT)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.event.kind) == (rep, Event.Kind.LEASE_EXPIRED)
    assert notice.event.data == {"person": "林 葵", "receiver": rep.pk, "hours": 14}


TOUCH = tokyo("2026-11-05T11:00")  # one open hour into the second day: eleven until the close of the day after
TOUCHES = {
    "a contact": lambda entry, rep: entry.log_contact(by=rep, at=TOUCH, channel="call", result="no_answer"),
    "a hearing": lambda entry, rep: Hearing(lead=entry.lead).save_answers(HEARD, base_version=0, by=rep, at=TOUCH),
    "a snooze taken back": lambda entry, rep: entry.snooze(by=rep, until=None, at=TOUCH),
    "a colleague's hand": lambda entry, rep: entry.hand_over(to=rep, by=rep, at=TOUCH),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_what_its_owner_does_on_it_starts_the_hours_again(entry, rep, touch):
    TOUCHES[touch](QueueEntry.objects.get(pk=entry.pk), rep)
    assert not expired(RUNS_OUT)
    assert not expired(tokyo("2026-11-06T16:00") - A_MINUTE)
    assert expired(tokyo("2026-11-06T16:00"))


def test_typing_in_one_of_its_forms_counts_too(entry, rep):
    Draft.keep(rep, entry.lead, "hearing", {"challenge_detail": "人手不足"})
    Draft.objects.update(saved_at=TOUCH)
    assert not expired(RUNS_OUT)
    assert expired(tokyo("2026-11-06T16:00"))


def test_another_persons_typing_does_not_count(entry, other_rep):
    Draft.keep(other_rep, entry.lead, "hearing", {"challenge_detail": "人手不足"})
    assert expired(RUNS_OUT)


def test_while_it_is_snoozed_nothing_runs_out(entry, rep):
    entry.snooze(by=rep, until=tokyo("2026-11-10T09:00"), at=TOUCH)
    assert not expired(tokyo("2026-11-11T13:59"))
    assert expired(tokyo("2026-11-11T14:00"))


def test_an_agreed_callback_holds_it_until_its_hours_after_the_moment(entry, rep):
    entry.log_contact(by=rep, at=TOUCH, channel="call", result="callback", callback_at=tokyo("2026-11-10T09:00"))
    assert not expired(tokyo("2026-11-11T13:59"))
    assert expired(tokyo("2026-11-11T14:00"))
    entry.refresh_from_db()
    assert entry.callback_at == tokyo("2026-11-10T09:00")  # promised to the customer, whoever calls


def test_without_a_number_it_never_goes_back(entry, rules, admin):
    rules.change(by=admin, at=CLAIMED, soft_limit=None, hard_limit=None, lease_hours=None)
    assert not expired(tokyo("2027-11-05T15:00"))


def test_a_team_that_set_nothing_has_the_delivered_hours(team, rep):
    make_entry(team, days=9).claim(by=rep, at=CLAIMED)
    assert not expired(tokyo("2026-11-06T09:59"))
    assert expired(tokyo("2026-11-06T10:00"))  # eighteen open hours


def test_what_was_claimed_before_there_were_leases_stays(team, rep, rules):
    make_entry(team, rep)  # no moment of a claim is known
    assert not expired(tokyo("2027-11-05T15:00"))


def test_what_a_manager_returned_has_a_lease_of_its_own(team, rep, manager, rules):
    handoff = make_handoff(team, submitted_by=rep)
    handoff.send_back(by=manager, at=RUNS_OUT, reason="other", comment="確認")
    assert not expired(RUNS_OUT)
    assert expired(tokyo("2026-11-09T11:00"))


calendars = st.builds(
    lambda hours, noon, zone: Calendar(
        timezone=ZoneInfo(zone),
        weekly_hours=dict.fromkeys(hours, ((9 * 60, 12 * 60), (13 * 60, 18 * 60)) if noon else ((9 * 60, 18 * 60),)),
    ),
    st.sets(st.integers(1, 7), min_size=1),
    st.booleans(),
    st.sampled_from(["Asia/Tokyo", "America/New_York"]),
)
moments = st.integers(0, 60 * 24 * 40).map(lambda minutes: tokyo("2026-10-20T00:00") + dt.timedelta(minutes=minutes))


@given(calendars, moments, moments, st.integers(1, 40 * 60))
def test_looking_back_agrees_with_counting_forward(calendar, start, now, minutes):
    since = moment_before(now, minutes, calendar)
    over = due_in_open_time(start, minutes, calendar).due_at <= now
    assert over == (start <= since)


def test_a_calendar_that_never_opened_gives_nothing_back():
    assert moment_before(RUNS_OUT, 60, Calendar(weekly_hours={})) is None


def test_the_page_says_when_it_goes_back(entry):
    entry.refresh_from_db()
    assert lease_end(entry, CALENDAR) == RUNS_OUT
    assert lease_end(entry, CALENDAR, [TOUCH]) == tokyo("2026-11-06T16:00")
    entry.state = "waiting"
    assert lease_end(entry, CALENDAR) is None


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_give_each_back_once_and_an_owner_who_acts_keeps_it(team, rep):
    QueueRules.objects.create(team=team, lease_hours=14)
    entries = [make_entry(team, days=9) for _ in range(40)]
    for entry in entries:
        entry.claim(by=rep, at=CLAIMED)
    touched = entries[::2]

    def work(number):
        try:
            if number < 3:
                return expire_leases(RUNS_OUT)
            for entry in touched:
                try:
                    QueueEntry.objects.get(pk=entry.pk).log_contact(
                        by=rep, at=RUNS_OUT, channel="call", result="no_answer"
                    )
                except Lost:
                    raise AssertionError("an unclaimed entry is claimed by the act") from None
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [0, 1, 3, 2]))
    expire_leases(RUNS_OUT)
    # A sweep that gave back many says so in one more event, about none of the entries.
    lost = Event.objects.filter(kind=Event.Kind.LEASE_EXPIRED, entry__isnull=False)
    assert lost.filter(entry__in=entries[1::2]).count() == 20
    assert lost.values("entry").distinct().count() == lost.count()
    assert {entry.owner_id for entry in QueueEntry.objects.filter(pk__in=[each.pk for each in touched])} == {rep.pk}
    assert all(clock_of(entry).state == "running" for entry in entries[1::2])
