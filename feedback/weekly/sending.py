"""The report goes out once a week and team, when the team's week opens; whoever calls it, and however often."""

import datetime as dt

from feedback.models import WeeklyReport
from feedback.weekly.figures import monday_of, week_of
from handoff.deadlines.business_days import NoOpenDay
from handoff.deadlines.calendars import Calendars
from handoff.models import Team


def send_due_reports(now: dt.datetime) -> int:
    """Reports of last week for the teams whose first opening of this week has come; returns how many were sent."""
    calendars = Calendars()
    told = 0
    for team in Team.objects.order_by("pk"):
        calendar = calendars.of_team(team.pk)
        this_monday = monday_of(calendar.local_day(now))
        midnight = dt.datetime.combine(this_monday, dt.time(), calendar.timezone)
        try:
            opened = calendar.next_open(midnight) <= now
        except NoOpenDay:
            continue
        last_monday = this_monday - dt.timedelta(days=7)
        if opened and not WeeklyReport.objects.filter(team=team, monday=last_monday).exists():
            told += WeeklyReport.send(team, last_monday, figures=week_of(team, last_monday, now).to_json(), at=now)
    return told
