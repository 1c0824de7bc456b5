"""The open hours of teams as arrays, for statements that count business time."""

import datetime as dt

from handoff.deadlines.calendars import Calendars


def open_hours(teams, start: dt.datetime, end: dt.datetime) -> dict[str, list]:
    """Every open interval of each team's calendar in [start, end], as parallel arrays of_teams, opens, closes."""
    calendars = Calendars()
    rows = [(team.pk, *interval) for team in teams for interval in _intervals(calendars.of_team(team.pk), start, end)]
    of_teams, opens, closes = zip(*rows, strict=True) if rows else ((), (), ())
    return {"of_teams": list(of_teams), "opens": list(opens), "closes": list(closes)}


def _intervals(calendar, start: dt.datetime, end: dt.datetime):
    day, last = calendar.local_day(start), calendar.local_day(end)
    while day <= last:
        midnight = dt.datetime.combine(day, dt.time(), tzinfo=calendar.timezone)
        for opens, closes in calendar.hours(day):
            yield midnight + dt.timedelta(minutes=opens), midnight + dt.timedelta(minutes=closes)
        day += dt.timedelta(days=1)
