import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from handoff import access
from handoff.business_days import Calendar
from handoff.models import BusinessCalendar, Member, Team
from leads.roles import Role


@dataclass(frozen=True)
class Day:
    day: dt.date
    counts: bool
    reason: str
    today: bool

    @property
    def worth_saying(self) -> bool:
        """That a Saturday is a weekend needs no words."""
        return not self.counts and self.reason != _("weekend")


@require_GET
def settings_page(request):
    """What the deadlines are counted by, and who is here. Changed in Django's admin for now."""
    access.require(request.user, Role.ADMIN)
    calendars = BusinessCalendar.objects.order_by("pk").prefetch_related("closed_days", "extra_open_days", "team_set")
    context = {
        "calendars": [_overview(calendar, timezone.now()) for calendar in calendars],
        "teams": _teams(),
        "unplaced": _people().filter(member=None, is_active=True),
    }
    return render(request, "handoff/settings.html", context)


def _people():
    return get_user_model().objects.prefetch_related("groups").order_by("email")


def _teams():
    members = Member.objects.select_related("user").prefetch_related("user__groups").order_by("user__email")
    return Team.objects.select_related("calendar").prefetch_related(Prefetch("members", members)).order_by("pk")


def _overview(row: BusinessCalendar, now: dt.datetime) -> dict:
    calendar = row.as_calendar()
    today = calendar.local_day(now)
    following = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return {
        "row": row,
        "hours": [(name, row.weekly_hours.get(str(number), [])) for number, name in enumerate(_weekdays(), start=1)],
        "months": [_month(today.replace(day=1), today, calendar), _month(following, today, calendar)],
    }


def _weekdays() -> list[str]:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


def _month(first: dt.date, today: dt.date, calendar: Calendar) -> dict:
    """Weeks from Monday to Sunday; None stands where a day is of another month."""
    days = [first + dt.timedelta(days=each) for each in range(31)]
    cells = [None] * first.weekday() + [
        Day(day, calendar.is_business_day(day), calendar.why_closed(day), day == today)
        for day in days
        if day.month == first.month
    ]
    cells += [None] * (-len(cells) % 7)
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    counted = sum(bool(cell and cell.counts) for cell in cells)
    return {"first": first, "weekdays": _weekdays(), "weeks": weeks, "count": counted}
