"""The board of deadlines: counted as one would by hand, and nobody sees more than their own or their team's."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Clock, QueueEntry
from handoff.sla_board.promises import Promises
from tests.handoff.entries import clock_of, make_entry, make_handoff, tokyo

pytestmark = pytest.mark.django_db
NOW = tokyo("2026-11-06T10:00")
KINDS = Clock.Kind.values


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def week(team, other_team, rep, other_rep):
    """rep: one overdue, one due today, one met; other_rep: one met late; the other team: one overdue."""
    overdue = make_entry(team, rep, at="2026-10-28T10:00")
    due_today = make_entry(team, rep)
    met, late = make_entry(team, rep), make_entry(team, other_rep, at="2026-10-28T10:00")
    Clock.objects.answer(met, tokyo("2026-11-04T10:00"))
    Clock.objects.answer(late, tokyo("2026-11-05T10:00"))
    elsewhere = make_entry(other_team, at="2026-10-28T10:00")
    return {"overdue": overdue, "today": due_today, "met": met, "late": late, "elsewhere": elsewhere}


def figures(row):
    return (row.open, row.today, row.overdue, row.kept, row.missed, row.percent)


def test_a_manager_sees_the_teams_promises(week, manager):
    (total,) = Promises(manager, NOW, KINDS).counts("all")
    assert figures(total) == (2, 1, 1, 1, 2, 33)


def test_each_person_has_a_row(week, manager, rep, other_rep):
    rows = {row.key: figures(row) for row in Promises(manager, NOW, KINDS).counts("person")}
    assert rows == {rep.pk: (2, 1, 1, 1, 1, 50), other_rep.pk: (0, 0, 0, 0, 1, 0)}


def test_a_rep_sees_only_the_own(week, other_rep):
    promises = Promises(other_rep, NOW, KINDS)
    assert figures(promises.counts("all")[0]) == (0, 0, 0, 0, 1, 0)
    assert promises.overdue(None, 10) == []


def test_an_admin_sees_all_teams_by_team(week, admin, team, other_team):
    rows = {row.key: row.overdue for row in Promises(admin, NOW, KINDS).counts("team")}
    assert rows == {team.pk: 1, other_team.pk: 1}


def test_weeks_count_by_the_week_something_fell_due(week, manager):
    weeks = {row.key: (row.kept, row.missed) for row in Promises(manager, NOW, KINDS).weeks()}
    assert len(weeks) == 12
    assert weeks[dt.date(2026, 11, 2)] == (1, 2)
    assert weeks[dt.date(2026, 10, 26)] == (0, 0)


def test_the_weeks_add_up_to_the_total(week, manager, team, rep):
    early = make_entry(team, rep, at="2026-11-05T10:00")  # due 11-10, answered the same day
    Clock.objects.answer(early, tokyo("2026-11-05T11:00"))
    promises = Promises(manager, NOW, KINDS)
    (total,) = promises.counts("all")
    assert sum(week.kept for week in promises.weeks()) == total.kept == 2
    assert promises.weeks()[-1].key == dt.date(2026, 11, 9)


def test_an_overdue_approval_is_named_after_whom_it_counts_for(manager, team, login):
    handoff = make_handoff(team, decided_by=manager)
    Clock.objects.start_for_handoff(handoff, Clock.Kind.APPROVAL, tokyo("2026-10-28T10:00"), 1)
    page = login(manager).get(reverse("sla"))
    assert [clock.person for clock in page.context["overdue"]] == [manager]
    assert [row.key for row in page.context["people"]] == [manager.pk]


def test_a_cancelled_promise_counts_nowhere(week, manager, team):
    Clock.objects.cancel_for_entries([make_entry(team, at="2026-10-28T10:00").pk], NOW)
    assert figures(Promises(manager, NOW, KINDS).counts("all")[0]) == (2, 1, 1, 1, 2, 33)


def test_the_oldest_overdue_comes_first_and_pages_go_on(manager, team, rep, login):
    entries = [make_entry(team, rep, at=f"2026-10-{day}T10:00") for day in (20, 21, 22)]
    promises = Promises(manager, NOW, KINDS)
    first = promises.overdue(None, 2)
    rest = promises.overdue((first[-1].due_at, first[-1].pk), 2)
    assert [clock.entry for clock in [*first, *rest]] == entries


def test_arrivals_are_counted_in_local_time(week, manager):
    assert Promises(manager, NOW, KINDS).arrivals()[1, 10] == 2  # Monday 11-02 10:00
    assert Promises(manager, NOW, KINDS).arrivals()[3, 10] == 2


@pytest.mark.parametrize("who", ["rep", "manager", "admin", "sales"])
def test_the_page_is_shown_to(week, request, login, who):
    page = login(request.getfixturevalue(who)).get(reverse("sla"))
    assert page.status_code == 200
    shown = str(week["overdue"].lead.company) in page.content.decode()
    assert shown == (who != "sales")


def test_a_chosen_kind_limits_everything(week, manager, team, login):
    handoff = make_handoff(team)
    Clock.objects.start_for_handoff(handoff, Clock.Kind.APPROVAL, tokyo("2026-10-28T10:00"), 1)
    page = login(manager).get(reverse("sla"), {"kind": "approval"})
    assert [clock.pk for clock in page.context["overdue"]] == [clock_of(handoff).pk]
    assert login(manager).get(reverse("sla"), {"kind": "x", "after": "y"}).status_code == 200


def test_the_file_holds_weeks_by_person_and_no_formulas(week, manager, rep, login):
    rep.last_name, rep.first_name = "=HYPERLINK(1)", ""
    rep.save()
    text = b"".join(login(manager).get(reverse("sla_csv"))).decode("utf-8-sig")
    assert "2026-11-02" in text
    assert ",'=HYPERLINK(1)" in text


def test_an_empty_board_says_so(manager, login, db):
    QueueEntry.objects.all().delete()
    page = login(manager).get(reverse("sla"))
    assert page.status_code == 200
    assert page.context["total"].percent is None
