"""What a new installation starts with: the usual Japanese office calendar, one team, the five roles."""

import datetime as dt

from leads.roles import Role

CALENDAR_NAME = "標準"
TEAM_NAME = "インサイドセールス"


def create_defaults(apps) -> None:
    """Make what is missing. `apps` is the app registry, in a migration the historical one."""
    for role in Role:
        apps.get_model("auth", "Group").objects.get_or_create(name=role.value)
    calendars = apps.get_model("handoff", "BusinessCalendar").objects
    calendar = calendars.order_by("pk").first()
    if calendar is None:
        calendar = calendars.create(name=CALENDAR_NAME)
        apps.get_model("handoff", "ClosedDay").objects.create(
            calendar=calendar,
            name="年末年始",
            first_day=dt.date(2025, 12, 29),
            last_day=dt.date(2026, 1, 3),
            every_year=True,
        )
    teams = apps.get_model("handoff", "Team").objects
    if not teams.exists():
        teams.create(name=TEAM_NAME, calendar=calendar)
