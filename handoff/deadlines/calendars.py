"""The calendars of all teams, read once per request or task: there are few of them and every row of a list asks."""

from functools import cached_property

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from handoff.deadlines.business_days import Calendar
from handoff.models.calendar import BusinessCalendar


class Calendars:
    """Lazy and for one request, notice round or sweep only: a calendar edit counts from the next one on."""

    @cached_property
    def _rows(self) -> list[BusinessCalendar]:
        teams = ArrayAgg("team", filter=Q(team__isnull=False), default=Value([]))
        rows = BusinessCalendar.objects.annotate(teams=teams).order_by("pk")
        return list(rows.prefetch_related("closed_days", "extra_open_days"))

    @cached_property
    def _by_pk(self) -> dict[int, Calendar]:
        return {row.pk: row.as_calendar() for row in self._rows}

    @cached_property
    def _by_team(self) -> dict[int, Calendar]:
        return {team: self._by_pk[row.pk] for row in self._rows for team in row.teams}  # type: ignore[attr-defined]

    @cached_property
    def default(self) -> Calendar:
        """The first calendar that was made; without any, Monday to Friday, nine to six, in Japan."""
        return next(iter(self._by_pk.values()), None) or Calendar()

    def of_team(self, team_id: int | None) -> Calendar:
        return self._by_team.get(team_id, self.default) if team_id else self.default


def request_calendars(request) -> Calendars:
    """The calendars of this request, read at most once."""
    if not hasattr(request, "_calendars"):
        request._calendars = Calendars()
    return request._calendars
