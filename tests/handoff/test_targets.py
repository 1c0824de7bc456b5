"""Targets in days and hours, and the ladder: when one is reminded, when the admin hears, what happens to the entry."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from handoff.criteria.document import CriteriaDocument
from handoff.criteria.problems import problems
from handoff.criteria.profiles import MID
from handoff.criteria.sentences import deadline_sentences
from handoff.deadlines.business_days import Calendar
from handoff.deadlines.recount import recount_running_clocks
from handoff.deadlines.sweeping import sweep
from handoff.deadlines.targets import Ladder, Target, times
from handoff.models import Clock, CriteriaVersion, Event, Notice
from handoff.notices.words import text
from tests.handoff.entries import clock_of, make_entry, tokyo

Remind = Ladder.Remind


@pytest.mark.parametrize(
    ("target", "ladder", "remind", "escalate"),
    [
        (Target(days=3), Ladder(), "2026-11-06T09:00", "2026-11-09T18:00"),
        (Target(days=3), Ladder(Remind.DAY_BEFORE), "2026-11-05T09:00", "2026-11-09T18:00"),
        (Target(days=1), Ladder(Remind.DAY_BEFORE), "2026-11-04T09:00", "2026-11-05T18:00"),  # no day between
        (Target(days=3), Ladder(escalate_days=2), "2026-11-06T09:00", "2026-11-10T18:00"),
        (Target(minutes=120), Ladder(), "2026-11-02T11:00", "2026-11-04T18:00"),
        (Target(minutes=120), Ladder(Remind.DAY_BEFORE), "2026-11-02T11:00", "2026-11-04T18:00"),
    ],
)
def test_a_ladder_says_when(target, ladder, remind, escalate):
    found = times(tokyo("2026-11-02T10:00"), target, ladder, Calendar())
    assert (found.remind_at, found.escalate_at) == (tokyo(remind), tokyo(escalate))


def test_a_reminder_that_is_switched_off_never_comes():
    found = times(tokyo("2026-11-02T10:00"), Target(days=3), Ladder(Remind.OFF), Calendar())
    assert found.remind_at > found.due_at


def test_a_document_keeps_targets_and_ladders():
    document = MID.with_changes(
        sla=MID.sla | {"first_response": {"hours": 2}}, ladders={"approval": Ladder(Remind.OFF, 2, False)}
    )
    assert CriteriaDocument.from_json(document.to_json()) == document
    assert problems(document) == []
    assert len(deadline_sentences(document)) == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"sla": {"first_response": {"hours": 0}}},
        {"sla": {"first_response": {"hours": 201}}},
        {"sla": {"first_response": {"hours": "2"}}},
        {"sla": {"first_response": {}}},
        {"sla": {"first_response": 61}},
        {"ladders": {"approval": Ladder("whenever")}},
        {"ladders": {"approval": Ladder(escalate_days=0)}},
    ],
)
def test_what_makes_no_sense_is_refused(changes):
    sla = MID.sla | changes.get("sla", {})
    assert problems(MID.with_changes(sla=sla, ladders=changes.get("ladders", {})))


@pytest.fixture
def criteria(db):
    """criteria(sla=…, ladders=…) puts these into force."""

    def put(**changes):
        before = CriteriaVersion.active()
        CriteriaVersion.objects.filter(pk=before.pk).update(is_active=False)
        values = {
            "number": before.number + 1,
            "profile": "mid",
            "reason": "期限",
            "published_at": tokyo("2026-11-01T10:00"),
        }
        return CriteriaVersion.objects.create(document=MID.with_changes(**changes).to_json(), is_active=True, **values)

    return put


def test_an_entry_gets_its_open_hours_and_keeps_them_when_the_calendar_changes(criteria, team):
    criteria(sla=MID.sla | {"first_response": {"hours": 2}})
    entry = make_entry(team, at="2026-11-06T17:00", days=None)
    assert clock_of(entry).due_at == entry.due_at == tokyo("2026-11-09T10:00")
    team.calendar.closed_days.create(name="停電", first_day="2026-11-09", last_day="2026-11-09")
    assert recount_running_clocks(at=tokyo("2026-11-06T17:30")) == 1
    assert clock_of(entry).due_at == tokyo("2026-11-10T10:00")
    assert recount_running_clocks(at=tokyo("2026-11-06T17:30")) == 0


def test_clocks_in_hours_of_the_same_day_are_recounted_each_by_itself(criteria, team):
    criteria(sla=MID.sla | {"first_response": {"hours": 2}})
    early, late = make_entry(team, at="2026-11-06T16:30", days=None), make_entry(team, at="2026-11-06T17:00", days=None)
    assert recount_running_clocks(at=tokyo("2026-11-06T17:30")) == 0
    team.calendar.weekly_hours = {str(day): [["09:00", "17:30"]] for day in range(1, 6)}
    team.calendar.save()
    recount_running_clocks(at=tokyo("2026-11-06T17:30"))
    due = [clock_of(entry).due_at for entry in (early, late)]
    assert due == [tokyo("2026-11-09T10:00"), tokyo("2026-11-09T10:30")]


def test_an_overdue_entry_stays_with_its_owner_when_the_ladder_says_so(criteria, team, rep, admin):
    criteria(ladders={"first_response": Ladder(escalate_days=2, release=False)})
    entry = make_entry(team, rep, days=None)
    sweep(tokyo("2026-11-09T18:01"))
    assert clock_of(entry).escalated_at is None
    sweep(tokyo("2026-11-10T18:01"))
    entry.refresh_from_db()
    assert clock_of(entry).escalated_at is not None
    assert entry.owner == rep
    with translation.override("en"):
        told = text(Notice.objects.get(event__kind=Event.Kind.ESCALATED, recipient=admin))
    assert "still has no response from 林 葵" in told
    assert "open to the team" not in told


def test_an_admin_edits_targets_and_ladders_in_the_draft(login, admin):
    page = login(admin).get(reverse("criteria_draft"))
    seen = page.context["page"].seen
    data = {f"process-{kind}": days for kind, days in MID.sla.items()} | {"seen": seen, "process-quota": 10}
    data |= {"process-first_response": 4, "process-first_response_unit": "hours", "process-approval_remind": "off"}
    data |= {"process-first_response_release": "no", "process-first_response_escalate": 3}
    assert login(admin).post(reverse("criteria_draft_process"), data).status_code < 400
    document = login(admin).get(reverse("criteria_draft")).context["page"].document
    assert document.sla["first_response"] == {"hours": 4}
    assert document.ladder("first_response") == Ladder(Remind.DUE_DAY, 3, False)
    assert document.ladder("approval").remind == Remind.OFF


def test_an_hour_is_counted_on_the_page_of_the_days(criteria, team, rep, login):
    criteria(sla=MID.sla | {"first_response": {"hours": 2}})
    entry = make_entry(team, rep, at="2026-11-06T17:00", days=None)
    content = login(rep).get(reverse("entry_days", args=[entry.pk])).content.decode()
    assert "1:00" in content
    assert Clock.objects.get(entry=entry).target == Target(minutes=120)
    assert dt.timedelta(hours=2) == dt.timedelta(minutes=Clock.objects.get(entry=entry).open_minutes)
