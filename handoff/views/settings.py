import datetime as dt

from django.contrib.auth import get_user_model
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from handoff import access
from handoff.calendar_edit.month import following, month_of, weekdays
from handoff.models import BusinessCalendar, Member, Team
from handoff.start.checklist import Checklist
from handoff.start.settings_index import LINKS
from leads.roles import Role


@require_GET
def settings_page(request):
    """What the deadlines are counted by, and who is here."""
    access.require(request.user, Role.ADMIN)
    calendars = BusinessCalendar.objects.order_by("pk").prefetch_related("closed_days", "extra_open_days", "team_set")
    context = {
        "calendars": [_overview(calendar, timezone.now()) for calendar in calendars],
        "teams": _teams(),
        "checklist": Checklist(timezone.now()),
        "links": LINKS,
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
    first = today.replace(day=1)
    return {
        "row": row,
        "hours": [(name, row.weekly_hours.get(str(number), [])) for number, name in enumerate(weekdays(), start=1)],
        "months": [month_of(first, today, calendar), month_of(following(first), today, calendar)],
    }
