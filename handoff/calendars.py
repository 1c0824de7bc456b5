"""The calendars of all teams, read once per request or task: there are few of them and every row of a list asks."""

from functools import cached_property

from handoff.business_days import Calendar
from handoff.models.calendar import BusinessCalendar
from handoff.models.member import Team


class Calendars:
    """Lazy and for one request, notice round or sweep only: a calendar edit counts from the next one on."""

    @cached_property
    def _by_team(self) -> dict[int, int | None]:
        return dict(Team.objects.values_list("pk", "calendar_id"))

    @cached_property
    def _by_pk(self) -> dict[int, Calendar]:
        rows = BusinessCalendar.objects.order_by("pk").prefetch_related("closed_days", "extra_open_days")
        return {row.pk: row.as_calendar() for row in rows}

    @cached_property
    def default(self) -> Calendar:
        """The first calendar that was made; without any, Monday to Friday, nine to six, in Japan."""
        return next(iter(self._by_pk.values()), None) or Calendar()

    def of_team(self, team_id: int | None) -> Calendar:
        return self._by_pk.get(self._by_team.get(team_id) or 0, self.default) if team_id else self.default


def request_calendars(request) -> Calendars:
    """The calendars of this request, read at most once."""
    if not hasattr(request, "_calendars"):
        request._calendars = Calendars()
    return request._calendars
