"""What the queue page shows: tabs with counts, one page of rows by keyset, what changed since."""

import datetime as dt
import zlib
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Max
from django.urls import reverse

from handoff.bulk.acts import may
from handoff.bulk.words import Summary, summary
from handoff.deadlines.calendars import request_calendars
from handoff.deadlines.words import describe
from handoff.models import BulkAction, QueueEntry, SavedView
from handoff.querysets.counting import COUNT_UP_TO, count_text, counts_up_to
from handoff.querysets.queue import QueueSet
from handoff.queue_list import columns
from handoff.queue_list.query import QueueQuery, Viewer
from handoff.queue_list.sorts import SORTS
from handoff.queue_list.tabs import TABS
from handoff.saved_views import views_of
from leads.roles import Role, has_role

ICONS = {
    "claim": "hand", "release": "undo-2", "hand_over": "arrow-right-left", "snooze": "alarm-clock",
    "nurture": "sprout", "disqualify": "ban",
}  # fmt: skip
ASKING = frozenset({"hand_over", "snooze", "nurture", "disqualify"})
PAGE = 50
WATCHED_UP_TO = 500
MOST_TO_CALL = 200


@dataclass(frozen=True)
class Row:
    """An entry as the list shows it to one person at one moment."""

    entry: QueueEntry
    deadline: str
    is_snoozed: bool
    is_overdue: bool
    is_to_call: bool
    is_mine: bool
    is_selected: bool
    url: str
    extras: list[str]

    @property
    def stamp(self) -> str:
        """Differs when the row would look different."""
        entry, verdict = self.entry, getattr(self.entry.lead, "verdict", None)
        judged = verdict and (verdict.flag, verdict.reason)
        seen = (entry.state, entry.disposition, entry.owner_id, entry.score, entry.returned_from_id, judged)
        now = (self.deadline, self.is_snoozed, self.is_overdue, entry.callback_at, self.is_to_call)
        return f"{zlib.crc32(repr((*seen, *now)).encode()):x}"


class QueuePage:
    """The queue as one person asked for it: by tab, search, filters, sort and position."""

    def __init__(self, request, *, now: dt.datetime, selected: QueueEntry | None = None):
        self.request, self.user, self.now, self.selected = request, request.user, now, selected
        self.viewer = Viewer(request.user, now, request)
        self.asked = QueueQuery.read(request.GET)
        self.may_work = has_role(request.user, Role.IS_REP)
        self.may_tick = has_role(request.user, Role.IS_REP, Role.SALES_MANAGER)

    @property
    def tab(self):
        return self.asked.tab

    @property
    def text(self) -> str:
        return self.asked.text

    @property
    def visible(self) -> QueueSet:
        return self.viewer.visible

    @cached_property
    def entries(self) -> QueueSet:
        """All rows of the tab that search and filters find, in no order yet."""
        return self.asked.entries(self.viewer)

    @cached_property
    def _page(self) -> list[QueueEntry]:
        entries = self.entries.not_to_call(self.now) if self.has_calls_on_top else self.entries
        return self.asked.sort.page(with_row(entries), self.request.GET.get("after", ""), PAGE + 1)

    @property
    def has_calls_on_top(self) -> bool:
        return self.asked.sort.name == "urgent"

    @cached_property
    def to_call(self) -> list[QueueEntry]:
        """Whose customers wait for a call now: on top of the first page, by the promised moment."""
        if not self.has_calls_on_top or "after" in self.request.GET:
            return []
        return list(with_row(self.entries.to_call(self.now)).order_by("callback_at", "pk")[:MOST_TO_CALL])

    @cached_property
    def rows(self) -> list["Row"]:
        return [self._row(entry) for entry in [*self.to_call, *self._page[:PAGE]]]

    @cached_property
    def groups(self) -> list[tuple]:
        """Company, its open entries that one sees, and its rows on this page; one nameless group without a grouping."""
        if not self.asked.sort.grouped:
            return [(None, 0, self.rows)]
        shown = [(company, list(rows)) for company, rows in groupby(self.rows, key=lambda row: row.entry.lead.company)]
        pks = [company.pk for company, _rows in shown if company]
        counted = self.visible.open().filter(lead__company__in=pks).order_by().values("lead__company")
        sizes = dict(counted.annotate(size=Count("pk")).values_list("lead__company", "size"))
        return [(company or "", sizes.get(company and company.pk, 0), rows) for company, rows in shown]

    @property
    def next_url(self) -> str:
        more = len(self._page) > PAGE
        position = more and self.asked.sort.position(self._page[PAGE - 1])
        return reverse("queue") + self.address(after=position) if more else ""

    @cached_property
    def newest(self) -> int:
        return self.visible.open().aggregate(newest=Max("pk"))["newest"] or 0

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each tab has, up to COUNT_UP_TO, in one query."""
        return counts_up_to(self.user, {tab.name: tab.rows(self.visible.open(), self.viewer) for tab in TABS})

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

    @property
    def sorts(self) -> list[dict]:
        chosen = self.asked.sort
        return [{"label": sort.label, "url": self.address(sort=sort.name), "current": sort is chosen} for sort in SORTS]

    @property
    def chips(self) -> list[dict]:
        """The filters that are set, each with the address of the list without it."""
        chips = self.asked.filter_words
        return [{"words": words, "url": self.address(**{name: ""})} for name, words in chips]

    @cached_property
    def views(self) -> list[SavedView]:
        return views_of(self.user, self.query)

    @cached_property
    def columns(self) -> list[str]:
        return columns.chosen(self.user)

    @cached_property
    def latest_bulk(self) -> BulkAction | None:
        """One's last act on many while it runs or can still be taken back."""
        action = BulkAction.objects.filter(by=self.user).order_by("-at").first() if self.may_tick else None
        return action if action and action.is_news(self.now) else None

    @property
    def latest_summary(self) -> Summary | None:
        return summary(self.latest_bulk) if self.latest_bulk else None

    @property
    def can_undo_bulk(self) -> bool:
        return self.latest_bulk is not None and self.latest_bulk.can_undo(self.now)

    @property
    def acts(self) -> list[dict]:
        """What may be done with ticked rows. Those that ask for a word more open their form first."""
        return [
            {"label": kind.label, "icon": ICONS[kind], "asks": kind in ASKING, "url": act_url(kind)}
            for kind in BulkAction.Kind
            if may(self.user, kind)
        ]

    @property
    def found_text(self) -> str:
        """How many rows this list finds, as a badge says it."""
        plain = not self.text and not self.asked.filters
        return count_text(self.counts[self.tab.name] if plain else self._count(self.entries))

    def _count(self, entries: QueueSet) -> int:
        return entries.order_by()[:COUNT_UP_TO].count()

    @cached_property
    def query(self) -> str:
        return self.address()

    def address(self, **changes) -> str:
        """The query string of this list, changed."""
        return self.asked.address(**changes)

    def row(self, pk: int) -> "Row":
        return self._row(with_row(self.visible).get(pk=pk))

    def _row(self, entry: QueueEntry) -> "Row":
        calendar = request_calendars(self.request).of_team(entry.team_id)
        words = describe(entry.due_at, self.now, calendar, entry.answered_at).words
        selected = self.selected is not None and entry.pk == self.selected.pk
        mine = entry.owner_id == self.user.pk
        url = reverse("queue_entry", args=[entry.pk]) + self.query
        extras = columns.extras(entry, self.columns)
        state = (entry.is_snoozed(self.now), entry.is_overdue(self.now), entry.is_to_call(self.now))
        return Row(entry, words, *state, mine, selected, url, extras)

    def changed(self, shown: list[str]) -> list["Row"]:
        """Of the rows on the screen ("pk.stamp"), those that look different now."""
        stamps = dict(row.split(".", 1) for row in shown[:WATCHED_UP_TO] if "." in row)
        pks = [int(pk) for pk in stamps if pk.isascii() and pk.isdigit() and len(pk) < 19]
        entries = with_row(self.visible.filter(pk__in=pks)) if pks else []
        return [row for row in map(self._row, entries) if row.stamp != stamps[str(row.entry.pk)]]

    def arrivals(self, since: int) -> str:
        """How many rows of this list came after the newest that was there when it was drawn."""
        return count_text(self._count(self.entries.filter(pk__gt=since)))


def act_url(kind: str) -> str:
    return reverse("queue_bulk_form" if kind in ASKING else "queue_bulk_create", args=[kind])


def with_row(entries: QueueSet) -> QueueSet:
    """With everything that one row shows."""
    entries = entries.select_related("owner", "lead__company", "lead__score", "lead__verdict")
    wide = ("search_text", "search_grams", "custom_fields", "company__custom_fields")
    return entries.defer(*(f"lead__{name}" for name in wide))
