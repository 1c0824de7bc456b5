"""What a list of the queue asks for: tab, search, filters and sort, read from an address and written back to one."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from handoff import access
from handoff.deadlines.business_days import Calendar
from handoff.deadlines.calendars import Calendars, request_calendars
from handoff.querysets.queue import QueueSet
from handoff.queue_list import filters
from handoff.queue_list.sorts import SORTS, SORTS_BY_NAME, Sort
from handoff.queue_list.tabs import TABS, TABS_BY_NAME, Tab

LONGEST_SEARCH = 200
LONGEST_ADDRESS = 10_000  # a search and all filters, each letter of them written as %E3%81%82


class Viewer:
    """Who looks at the queue, and when. Tabs go by it."""

    user: Any
    now: dt.datetime

    def __init__(self, user, now: dt.datetime, request=None):
        self.user, self.now, self.request = user, now, request

    @cached_property
    def calendar(self) -> Calendar:
        membership = access.member(self.user)
        calendars = request_calendars(self.request) if self.request else Calendars()
        return calendars.of_team(membership.team_id if membership else None)

    @cached_property
    def visible(self) -> QueueSet:
        return access.queue_entries(self.user)


@dataclass(frozen=True)
class QueueQuery:
    tab: Tab = TABS[0]
    text: str = ""
    sort: Sort = SORTS[0]
    filters: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, asked) -> "QueueQuery":
        """From GET parameters; what is made up counts as not asked for."""
        return cls(
            TABS_BY_NAME.get(asked.get("tab", ""), TABS[0]),
            asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
            SORTS_BY_NAME.get(asked.get("sort", ""), SORTS[0]),
            filters.read(asked),
        )

    @classmethod
    def parse(cls, address: str) -> "QueueQuery":
        return cls.read(QueryDict(address.removeprefix("?")[:LONGEST_ADDRESS]))

    def entries(self, viewer: Viewer) -> QueueSet:
        """The rows, in no order yet."""
        rows = self.tab.rows(viewer.visible.open(), viewer).search(self.text)
        return filters.narrowed(rows, self.filters, viewer.user.pk)

    def address(self, **changes) -> str:
        """The query string of this list, changed; what is usual is left out."""
        asked = {"tab": self.tab.name, "q": self.text, "sort": self.sort.name} | self.filters | changes
        usual = {"tab": TABS[0].name, "sort": SORTS[0].name}
        return "?" + urlencode({name: value for name, value in asked.items() if value and value != usual.get(name)})

    @property
    def kept_by_search(self) -> list[tuple[str, str]]:
        """What a search form carries along."""
        return list(({"tab": self.tab.name, "sort": self.sort.name} | self.filters).items())

    @property
    def filter_words(self) -> list[tuple[str, str]]:
        return filters.in_words(self.filters)
