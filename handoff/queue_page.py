"""What the queue page shows: tabs with counts, one page of rows by keyset, what changed since."""

import datetime as dt
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.http import urlencode

from handoff import access
from handoff.business_days import Calendar
from handoff.calendars import request_calendars
from handoff.deadline_words import describe
from handoff.keyset import read_id, read_moment, read_score
from handoff.models import QueueEntry
from handoff.querysets.counting import COUNT_UP_TO, count_text, counts_up_to
from handoff.querysets.queue import QueueSet
from handoff.queue_list.tabs import TABS, TABS_BY_NAME
from leads.roles import Role, has_role

PAGE = 50
WATCHED_UP_TO = 500


@dataclass(frozen=True)
class Row:
    """An entry as the list shows it to one person at one moment."""

    entry: QueueEntry
    deadline: str
    is_snoozed: bool
    is_overdue: bool
    is_mine: bool
    is_selected: bool
    url: str

    @property
    def stamp(self) -> str:
        """Differs when the row would look different."""
        entry, verdict = self.entry, getattr(self.entry.lead, "verdict", None)
        judged = verdict and (verdict.flag, verdict.reason)
        seen = (entry.state, entry.disposition, entry.owner_id, entry.score, entry.returned_from_id, judged)
        return f"{zlib.crc32(repr((*seen, self.deadline, self.is_snoozed, self.is_overdue)).encode()):x}"


class QueuePage:
    """The queue as one person asked for it: by tab, search text and position."""

    user: Any
    now: dt.datetime

    def __init__(self, request, *, now, selected: QueueEntry | None = None):
        self.request, self.user, self.now, self.selected = request, request.user, now, selected
        self.tab = TABS_BY_NAME.get(request.GET.get("tab", ""), TABS[0])
        self.text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
        self.may_work = has_role(request.user, Role.IS_REP)

    @cached_property
    def calendar(self) -> Calendar:
        membership = access.member(self.user)
        return request_calendars(self.request).of_team(membership.team_id if membership else None)

    @cached_property
    def visible(self) -> QueueSet:
        return access.queue_entries(self.user)

    @cached_property
    def entries(self) -> QueueSet:
        """All rows of the tab that the search finds, in no order yet."""
        return self.tab.rows(self.visible.open(), self).search(self.text)

    @cached_property
    def _page(self) -> list[QueueEntry]:
        entries = with_row(self.entries).urgent()
        if position := read_position(self.request.GET.get("after", "")):
            entries = entries.after(position)
        return list(entries[: PAGE + 1])

    @cached_property
    def rows(self) -> list["Row"]:
        return [self._row(entry) for entry in self._page[:PAGE]]

    @property
    def next_url(self) -> str:
        more = len(self._page) > PAGE
        return reverse("queue") + self.address(after=write_position(self._page[PAGE - 1])) if more else ""

    @cached_property
    def newest(self) -> int:
        return self.visible.open().aggregate(newest=Max("pk"))["newest"] or 0

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each tab has, up to COUNT_UP_TO, in one query."""
        return counts_up_to(self.user, {tab.name: tab.rows(self.visible.open(), self) for tab in TABS})

    @property
    def tabs(self) -> list[dict]:
        return [
            {
                "tab": tab,
                "count": count_text(self.counts[tab.name]),
                "url": self.address(tab=tab.name),
                "current": tab is self.tab,
            }
            for tab in TABS
        ]

    @cached_property
    def query(self) -> str:
        return self.address()

    def address(self, **changes) -> str:
        """The query string of this list, changed."""
        asked = {"tab": self.tab.name, "q": self.text} | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value and value != "all"})

    def row(self, pk: int) -> "Row":
        return self._row(with_row(self.visible).get(pk=pk))

    def _row(self, entry: QueueEntry) -> "Row":
        calendar = request_calendars(self.request).of_team(entry.team_id)
        words = describe(entry.due_at, self.now, calendar, entry.answered_at).words
        selected = self.selected is not None and entry.pk == self.selected.pk
        mine = entry.owner_id == self.user.pk
        url = reverse("queue_entry", args=[entry.pk]) + self.query
        return Row(entry, words, entry.is_snoozed(self.now), entry.is_overdue(self.now), mine, selected, url)

    def changed(self, shown: list[str]) -> list["Row"]:
        """Of the rows on the screen ("pk.stamp"), those that look different now."""
        stamps = dict(row.split(".", 1) for row in shown[:WATCHED_UP_TO] if "." in row)
        pks = [int(pk) for pk in stamps if pk.isascii() and pk.isdigit() and len(pk) < 19]
        entries = with_row(self.visible.filter(pk__in=pks)) if pks else []
        return [row for row in map(self._row, entries) if row.stamp != stamps[str(row.entry.pk)]]

    def arrivals(self, since: int) -> str:
        """How many rows of this list came after the newest that was there when it was drawn."""
        return count_text(self.entries.filter(pk__gt=since).order_by()[:COUNT_UP_TO].count())


def with_row(entries: QueueSet) -> QueueSet:
    """With everything that one row shows."""
    entries = entries.select_related("owner", "lead__company", "lead__score", "lead__verdict")
    wide = ("search_text", "search_grams", "custom_fields", "company__custom_fields")
    return entries.defer(*(f"lead__{name}" for name in wide))


def write_position(entry: QueueEntry) -> str:
    answered, due_at, score, pk = entry.position
    return f"{int(answered)}_{due_at.isoformat()}_{score}_{pk}"


def read_position(text: str) -> tuple | None:
    """The position of a keyset link; None for none and for one that somebody made up."""
    try:
        answered, due_at, score, pk = text.split("_")
        return (answered == "1", read_moment(due_at), read_score(score), read_id(pk))
    except ValueError:
        return None
