from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from handoff import access
from handoff.deadlines.calendars import request_calendars
from handoff.deadlines.words import day_count
from handoff.models import Clock
from leads.htmx import render_page_or_fragment


@require_GET
def clock_days(request, pk):
    """The day-by-day count of any clock the person may see."""
    mine = Q(entry__in=access.queue_entries(request.user)) | Q(handoff__in=access.handoffs(request.user))
    return _answer(request, get_object_or_404(Clock.objects.filter(mine).select_related(*THINGS), pk=pk))


@require_GET
def entry_days(request, pk):
    """The same for the first response of a queue entry."""
    entry = get_object_or_404(access.queue_entries(request.user), pk=pk)
    clocks = Clock.objects.select_related(*THINGS)
    return _answer(request, get_object_or_404(clocks, entry=entry, kind=Clock.Kind.FIRST_RESPONSE))


THINGS = ("lead__company", "entry", "handoff")


def _answer(request, clock: Clock):
    calendar = request_calendars(request).of_team(clock.team_id)
    context = {"clock": clock} | day_count(clock, calendar)
    return render_page_or_fragment(request, "handoff/day_count.html", "handoff/_day_count.html", context)
