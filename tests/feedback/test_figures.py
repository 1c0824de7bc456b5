import pytest
from django.urls import reverse

from feedback.figures import figures
from tests.handoff.entries import make_entry, tokyo


def test_a_night_and_a_holiday_are_no_response_time(team, rep):
    entry = make_entry(team, owner=rep, at="2026-11-02T17:00")  # the next day is a public holiday
    entry.log_contact(by=rep, at=tokyo("2026-11-04T10:30"), channel="call", result="connected")
    found = figures([team], tokyo("2026-11-20T09:00"), 3)
    assert found.total.median_hours == pytest.approx(2.5)


def test_the_period_begins_with_a_month(team, rep):
    entry = make_entry(team, owner=rep, at="2026-08-31T17:00")
    entry.log_contact(by=rep, at=tokyo("2026-08-31T17:30"), channel="call", result="connected")
    assert figures([team], tokyo("2026-11-20T09:00"), 3).total.responses == 0
    assert figures([team], tokyo("2026-11-20T09:00"), 4).months[0].responses == 1


def test_overdue_is_what_is_late_now_whether_or_not_a_sweep_has_seen_it(team, rep):
    make_entry(team, owner=rep, at="2026-11-02T10:00")
    assert figures([team], tokyo("2026-11-06T18:01"), 3).overdue == {"first_response": 1}
    assert figures([team], tokyo("2026-11-06T17:59"), 3).overdue == {}


def test_a_manager_sees_the_own_teams_figures_only(login, stranger, manager, team, rep):
    make_entry(team, owner=rep)
    assert login(stranger).get(reverse("reviews")).context["figures"].overdue == {}
    assert login(manager).get(reverse("reviews")).context["figures"].overdue != {}


def test_the_page_says_what_comes_when_there_is_nothing_yet(login, manager):
    assert "まだ振り返るデータがありません" in login(manager).get(reverse("reviews")).text


@pytest.mark.parametrize(("choice", "months"), [("3", 3), ("12", 12), ("", 6), ("7", 6), ("1e9", 6)])
def test_a_period_is_chosen_from_three(login, manager, choice, months):
    assert login(manager).get(reverse("reviews"), {"months": choice}).context["months"] == months
