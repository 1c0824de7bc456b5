"""{% deadline entry %}, {% clock_deadline clock %}, {% printed_days clock %} and the filters day, moment and when."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from handoff.deadlines.calendars import Calendars, request_calendars
from handoff.deadlines.words import Deadline, day_count, describe
from handoff.words import moments

register = template.Library()

# Fifty of these stand in a list: no template is rendered for them, and no row asks the database.
HTML = (
    '<span class="deadline-box"><a class="deadline {state}{large}" href="{url}" hx-get="{url}"'
    ' hx-trigger="mouseenter once, focus once" hx-target="next .deadline-count" hx-swap="innerHTML">{words}'
    ' <time datetime="{iso}">{due}</time></a><span class="deadline-count" role="note"></span></span>'
)


@register.simple_tag(takes_context=True)
def deadline(context, entry, as_of=None, large=False):
    """The first-response deadline of a queue entry, with the day-by-day count on hover and focus."""
    calendar = _calendars(context).of_team(entry.team_id)
    words = describe(entry.due_at, as_of or timezone.now(), calendar, entry.answered_at)
    return _html(words, reverse("entry_days", args=[entry.pk]), large)


@register.simple_tag(takes_context=True)
def clock_deadline(context, clock, team_id, as_of=None, large=False):
    """The deadline of any clock, for example the approval of a toss-up."""
    stopped = clock.stopped_at if clock.state != "cancelled" else None
    words = describe(clock.due_at, as_of or timezone.now(), _calendars(context).of_team(team_id), stopped)
    return _html(words, reverse("clock_days", args=[clock.pk]), large)


@register.inclusion_tag("handoff/_printed_days.html", takes_context=True)
def printed_days(context, clock, team_id):
    """The day-by-day count on paper, where nothing can be pointed at."""
    return {"clock": clock} | day_count(clock, _calendars(context).of_team(team_id))


def _calendars(context) -> Calendars:
    """Those of the request; for a template without one, of this rendering."""
    if request := context.get("request"):
        return request_calendars(request)
    return context.render_context.setdefault("calendars", Calendars())


def _html(words: Deadline, url: str, large: bool) -> str:
    return format_html(
        HTML,
        state=words.state,
        large=" large" if large else "",
        url=url,
        words=words.words,
        iso=words.due_at.isoformat(),
        due=words.due,
    )


@register.filter
def day(value) -> str:
    return moments.day_words(value) if value else ""


@register.filter
def past_day(value) -> str:
    """With its year unless that is this year."""
    return moments.past_day_words(value, timezone.localdate()) if value else ""


@register.filter
def moment(value) -> str:
    return moments.moment_words(value) if value else ""


@register.filter
def past_moment(value) -> str:
    return moments.past_moment_words(value, timezone.now()) if value else ""


@register.filter
def when(value) -> str:
    """How long ago within the last day, else day and time."""
    return moments.when_words(value, timezone.now()) if value else ""
