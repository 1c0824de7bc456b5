"""The table of who hears about which event."""

import pytest
from django.utils import translation

from handoff.models import BusinessCalendar, Event, Handoff, Member, Notice
from handoff.notices.notifications import AUDIENCES, notify, notify_all
from handoff.notices.words import SENTENCES, text, url
from tests.handoff.entries import DUE, ENTERED, make_entry, make_handoff, make_lead, tokyo

Kind = Event.Kind
MORNING = tokyo(ENTERED)
EVERY_ROLE = {"marketer", "rep", "other-rep", "manager", "sales", "other-sales", "admin", "stranger"}
EVERYDAY = [Kind.CLAIMED, Kind.RELEASED, Kind.SNOOZED, Kind.CONTACT_LOGGED, Kind.HEARING_SAVED, Kind.NURTURED]


@pytest.fixture
def everyone(marketer, rep, other_rep, manager, sales, other_sales, admin, outsider, stranger):
    """The whole cast exists; those who are not named hear nothing."""


def names(event) -> set[str]:
    return {notice.recipient.email.partition("@")[0] for notice in Notice.objects.filter(event=event)}


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (Kind.APPROVED, {"rep"}),
        (Kind.RETURNED, {"rep"}),
        (Kind.ASSIGNED, {"sales"}),
        (Kind.ACCEPTED, {"rep"}),
        (Kind.SENT_BACK, {"rep", "manager"}),
        (Kind.OPPORTUNITY, {"rep"}),
        (Kind.WON, {"rep"}),
        (Kind.LOST, {"rep"}),
        (Kind.FEEDBACK, {"rep"}),
        (Kind.TOSSED_UP, {"manager"}),
        (Kind.SALES_ACTION, set()),
    ],
)
def test_of_a_toss_up_those_hear_who_wait_for_it(everyone, team, rep, sales, other_sales, kind, who):
    handoff = make_handoff(team, submitted_by=rep, assignee=sales)
    event = Event.record(kind, at=MORNING, actor=other_sales, lead=handoff.lead, handoff=handoff)
    assert names(event) == who


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (Kind.ENTRIES_ARRIVED, {"rep", "other-rep"}),
        (Kind.PLANNING_NOTIFIED, {"admin"}),
        (Kind.CRITERIA_PUBLISHED, EVERY_ROLE),
        (Kind.SCORING_PUBLISHED, EVERY_ROLE),
    ],
)
def test_of_news_for_many_those_hear_whom_it_concerns(everyone, team, kind, who):
    event = Event.record(kind, at=MORNING, data={"team": team.pk, "count": 3})
    assert names(event) == who


@pytest.mark.parametrize("kind", EVERYDAY)
def test_everyday_work_is_not_announced(everyone, team, rep, other_rep, kind):
    entry = make_entry(team, rep)
    Event.record(kind, at=MORNING, actor=other_rep, lead=entry.lead, entry=entry)
    assert not Notice.objects.exists()


def test_nobody_hears_of_what_they_did_themselves(everyone, team, rep, admin):
    handoff = make_handoff(team, submitted_by=rep)
    assert names(Event.record(Kind.FEEDBACK, at=MORNING, actor=rep, lead=handoff.lead, handoff=handoff)) == set()
    assert "admin" not in names(Event.record(Kind.CRITERIA_PUBLISHED, at=MORNING, actor=admin))


def test_somebody_who_left_hears_nothing(everyone, team, rep, manager):
    rep.is_active = False
    rep.save()
    handoff = make_handoff(team, submitted_by=rep)
    assert names(Event.record(Kind.SENT_BACK, at=MORNING, lead=handoff.lead, handoff=handoff)) == {"manager"}


def test_a_toss_up_that_went_straight_to_sales_asks_no_manager(everyone, team, rep, sales):
    handoff = make_handoff(team, submitted_by=rep, assignee=sales, state=Handoff.State.ASSIGNED)
    assert names(Event.record(Kind.TOSSED_UP, at=MORNING, lead=handoff.lead, handoff=handoff)) == set()


def test_writing_the_notices_again_writes_none(everyone, team):
    event = Event.record(Kind.ENTRIES_ARRIVED, at=MORNING, data={"team": team.pk, "count": 3})
    notify(event)
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    ("at", "visible_at"),
    [
        ("2026-11-02T10:00", "2026-11-02T10:00"),
        ("2026-11-02T20:00", "2026-11-04T09:00"),
        ("2026-11-07T12:00", "2026-11-09T09:00"),
        ("2026-12-29T12:00", "2027-01-04T09:00"),
    ],
)
def test_a_notice_waits_for_open_hours(team, rep, at, visible_at):
    Event.record(Kind.ENTRIES_ARRIVED, at=tokyo(at), data={"team": team.pk, "count": 1})
    notice = Notice.objects.get()
    assert (notice.visible_at, notice.email_next_at) == (tokyo(visible_at), tokyo(visible_at))


def test_somebody_without_an_address_gets_no_mail(team, rep):
    rep.email = ""
    rep.save()
    Event.record(Kind.ENTRIES_ARRIVED, at=MORNING, data={"team": team.pk, "count": 1})
    assert Notice.objects.get().email_state == "none"


def test_every_announced_kind_has_a_sentence():
    assert set(AUDIENCES) == set(SENTENCES)


@pytest.mark.parametrize("kind", sorted(AUDIENCES))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_sentence_can_be_said_and_leads_somewhere(team, rep, sales, manager, kind, language, settings):
    entry = make_entry(team, rep)
    handoff = make_handoff(team, submitted_by=rep, assignee=sales, return_reason="other", return_comment="100% 未確認")
    story = {"due_at": tokyo(DUE).isoformat(), "person": "林 葵"}
    with translation.override(language):
        for clock_kind in ("first_response", "approval", "sales_acceptance", "first_sales_action"):
            for data in ({}, story | {"clock_kind": clock_kind}, {"clock_kind": clock_kind, "due_at": story["due_at"]}):
                for things in ({"entry": entry}, {"handoff": handoff}, {}):
                    lead = next((thing.lead for thing in things.values()), None)
                    event = Event(kind=kind, at=MORNING, actor=manager, lead=lead, data=data, **things)
                    assert text(event).rstrip()
                    assert url(event).startswith("/")


def test_a_digest_is_one_event_for_all_who_hear_the_same(team, rep, other_rep):
    events = Event.objects.bulk_create(
        Event(kind=Kind.ENTRIES_ARRIVED, at=MORNING, lead=make_lead(), data={"team": team.pk}) for _each in range(11)
    )
    notify_all(events, at=MORNING)
    assert Notice.objects.count() == 2
    assert Notice.objects.values("event").distinct().count() == 1


def test_the_calendar_of_the_readers_team_decides(team, rep, stranger, other_team):
    other_team.calendar = BusinessCalendar.objects.create(name="夜", weekly_hours={"1": [["20:00", "23:00"]]})
    other_team.save()
    Event.record(Kind.CRITERIA_PUBLISHED, at=MORNING)
    by_person = dict(Notice.objects.values_list("recipient", "visible_at"))
    assert by_person == {rep.pk: MORNING, stranger.pk: tokyo("2026-11-02T20:00")}


def test_a_calendar_that_never_opens_keeps_nothing_back(team, rep):
    team.calendar.weekly_hours = {}
    team.calendar.save()
    Event.record(Kind.ENTRIES_ARRIVED, at=MORNING, data={"team": team.pk, "count": 1})
    assert Notice.objects.get().visible_at == MORNING


def test_a_member_of_no_team_is_told_by_the_first_calendar(rep):
    Member.objects.filter(user=rep).delete()
    Event.record(Kind.CRITERIA_PUBLISHED, at=tokyo("2026-11-02T20:00"))
    assert Notice.objects.get().visible_at == tokyo("2026-11-04T09:00")


def test_the_queries_for_many_events_do_not_grow_with_their_number(team, rep, admin, django_assert_max_num_queries):
    entries = [make_entry(team, rep) for _each in range(9)]
    events = Event.objects.bulk_create(
        Event(kind=Kind.PLANNING_NOTIFIED, at=MORNING, lead_id=entry.lead_id, entry_id=entry.pk) for entry in entries
    )
    with django_assert_max_num_queries(12):
        notify_all(events, at=MORNING)
    assert Notice.objects.filter(recipient=admin).count() == 9
