import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from handoff.deadlines.calendars import Calendars
from handoff.models import BusinessCalendar, Team
from tests.handoff.entries import tokyo


def test_an_admin_sees_what_counts_and_who_works_here(login, admin, rep, team, outsider):
    team.calendar.closed_days.create(name="創立記念日", first_day=dt.date.today(), last_day=dt.date.today())
    content = login(admin).get(reverse("settings")).content.decode()
    assert all(words in content for words in ("創立記念日", team.name, "rep@example.jp", "outsider@example.jp"))
    assert content.count('class="month"') == 2


def test_nobody_else_does(login, manager):
    assert login(manager).get(reverse("settings")).status_code == 403


def test_a_new_installation_has_a_calendar_a_team_and_the_roles(db):
    team = Team.objects.get()
    assert team.calendar.name == "標準"
    calendar = Calendars().of_team(team.pk)
    assert not calendar.is_business_day(dt.date(2029, 12, 31))
    assert not calendar.is_business_day(dt.date(2030, 1, 3))
    assert calendar.next_open(tokyo("2026-12-28T18:00")) == tokyo("2027-01-04T09:00")


def test_a_team_without_a_calendar_uses_the_first_one(db):
    team = Team.objects.create(name="新設")
    calendars = Calendars()
    assert calendars.of_team(team.pk) is calendars.default


@pytest.mark.parametrize(
    "values",
    [
        {"timezone": "Asia/Edo"},
        {"country": "XX"},
        {"weekly_hours": {}},
        {"weekly_hours": {"8": [["09:00", "18:00"]]}},
        {"weekly_hours": {"1": [["18:00", "09:00"]]}},
        {"weekly_hours": {"1": [["09:00", "13:00"], ["12:00", "18:00"]]}},
        {"weekly_hours": {"1": [["9時", "18時"]]}},
        {"weekly_hours": []},
    ],
)
def test_a_calendar_that_cannot_be_counted_with_is_refused(db, values):
    with pytest.raises(ValidationError):
        BusinessCalendar(name="支店", **values).full_clean()


def test_a_calendar_with_a_noon_break_and_another_country_is_taken(db):
    hours = {"1": [["09:00", "12:00"], ["13:00", "18:00"]]}
    BusinessCalendar(name="NY", timezone="America/New_York", country="US", weekly_hours=hours).full_clean()
