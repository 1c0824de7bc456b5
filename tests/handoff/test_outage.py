"""Beat is dead for a day and comes back: every breach with its true time, each person one notice per item."""

import datetime as dt
from collections import Counter

import pytest
from django.core import mail

from handoff.deadlines.targets import Target
from handoff.models import Clock, Event, Handoff, Notice
from handoff.tasks import deliver_notices, sweep_clocks
from tests.handoff.entries import ENTERED, clock_of, make_entry, make_handoff, tokyo

Kind = Clock.Kind
DIED, DUE = tokyo("2026-11-05T08:00"), tokyo("2026-11-05T18:00")  # two business days from ENTERED, over 文化の日
BACK = {"after a day": tokyo("2026-11-06T09:30"), "after a weekend": tokyo("2026-11-09T09:30")}


@pytest.fixture
def items(team, rep, sales, manager, admin) -> dict:
    """What every one of the four clocks waits for, due while nobody looks; by name."""
    found = {"claimed": make_entry(team, rep, days=2), "unclaimed": make_entry(team, days=2)}
    for kind in (Kind.APPROVAL, Kind.SALES_ACCEPTANCE, Kind.FIRST_SALES_ACTION):
        state = Handoff.State.AWAITING_APPROVAL if kind == Kind.APPROVAL else Handoff.State.ASSIGNED
        assignee = None if kind == Kind.APPROVAL else sales
        found[kind] = make_handoff(team, submitted_by=rep, assignee=assignee, state=state)
        Clock.objects.start_for_handoff(found[kind], kind, tokyo(ENTERED), 2)
    found["two hours"] = make_entry(team, rep, at="2026-11-05T11:00", days=Target(minutes=120))
    return found


def heard() -> dict[str, Counter]:
    """By person: how many notices of each lead."""
    people: dict[str, Counter] = {}
    for notice in Notice.objects.select_related("recipient", "event"):
        people.setdefault(notice.recipient.email.partition("@")[0], Counter())[notice.event.lead_id] += 1
    return people


@pytest.mark.parametrize("back", BACK)
def test_every_breach_has_its_true_time_and_each_person_one_notice_per_item(items, back):
    for moment in (DIED, BACK[back], BACK[back] + dt.timedelta(seconds=30)):
        sweep_clocks(moment.isoformat())
    breached = {name: (clock_of(item).state, clock_of(item).breached_at) for name, item in items.items()}
    assert breached == dict.fromkeys(items, ("breached", DUE)) | {"two hours": ("breached", tokyo("2026-11-05T13:00"))}
    events = Event.objects.filter(kind=Event.Kind.BREACHED)
    assert sorted(event.at for event in events) == [tokyo("2026-11-05T13:00"), *[DUE] * 5]
    people = heard()
    assert {count for counter in people.values() for count in counter.values()} == {1}
    leads = {name: item.lead_id for name, item in items.items()}
    assert set(people["rep"]) == {leads["claimed"], leads["two hours"]}
    assert set(people["sales"]) == {leads[Kind.SALES_ACCEPTANCE], leads[Kind.FIRST_SALES_ACTION]}
    assert set(people["manager"]) == set(leads.values())
    assert set(people.get("admin", ())) == (set(leads.values()) if back == "after a weekend" else set())


def test_each_person_gets_one_mail_about_all_of_it(items):
    back = BACK["after a day"]
    sweep_clocks(back.isoformat())
    for moment in (back, back, back + dt.timedelta(minutes=10)):
        deliver_notices(moment.isoformat())
    assert sorted(message.to[0].partition("@")[0] for message in mail.outbox) == ["manager", "rep", "sales"]


def test_what_people_did_meanwhile_is_not_told_again(items, rep, sales):
    Clock.objects.answer(items["claimed"], tokyo("2026-11-05T17:00"))
    Clock.objects.answer_handoff(items[Kind.SALES_ACCEPTANCE], Kind.SALES_ACCEPTANCE, tokyo("2026-11-06T09:10"))
    sweep_clocks(BACK["after a day"].isoformat())
    assert (clock_of(items["claimed"]).state, clock_of(items["claimed"]).breached_at) == ("met", None)
    late = clock_of(items[Kind.SALES_ACCEPTANCE])
    assert (late.state, late.breached_at, late.stopped_at) == ("breached", DUE, tokyo("2026-11-06T09:10"))
    assert Event.objects.filter(kind=Event.Kind.BREACHED, lead=late.lead_id).count() == 1
    people = heard()
    assert items["claimed"].lead_id not in people["manager"]
    assert people["manager"][late.lead_id] == 1
    assert late.lead_id not in people["sales"], "who has answered need not be told"


def test_a_reminder_is_given_late_on_the_due_day_and_not_after_it(team, rep, manager):
    today = make_entry(team, rep, days=3)
    make_entry(team, rep, days=2)
    sweep_clocks(BACK["after a day"].isoformat())
    reminders = Event.objects.filter(kind=Event.Kind.DUE_SOON)
    assert [event.lead_id for event in reminders] == [today.lead_id]
    assert heard()["rep"][today.lead_id] == 1
