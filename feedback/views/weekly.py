import datetime as dt

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from feedback import access
from feedback.weekly.figures import last_week, monday_of, week_of
from feedback.weekly.words import lines
from leads.roles import Role

WEEK = dt.timedelta(days=7)


@require_GET
def weekly_report(request):
    """One week, team by team, beside the week before. Counted now; what was mailed stays as it was."""
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)
    this_week = monday_of(timezone.localdate())
    monday = _chosen(request.GET.get("week", "")) or last_week(timezone.now())
    context = {
        "monday": monday,
        "sunday": monday + dt.timedelta(days=6),
        "before": monday - WEEK,
        "after": monday + WEEK if monday < this_week else None,
        "unfinished": monday >= this_week,
        "teams": [(team, _compared(team, monday)) for team in access.teams(request.user)],
    }
    return render(request, "feedback/weekly_report.html", context)


def _compared(team, monday: dt.date) -> list[tuple[str, str, str]]:
    """(label, the week's figure, that of the week before)."""
    now = timezone.now()
    weeks = lines(week_of(team, monday, now)), lines(week_of(team, monday - WEEK, now))
    return [(label, now, before) for (label, now), (_label, before) in zip(*weeks, strict=True)]


def _chosen(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return monday_of(day) if 2000 <= day.year <= 2200 else None
