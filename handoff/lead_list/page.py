"""One page of the lead list as one person asked for it."""

from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.http import urlencode

from handoff import access
from handoff.lead_list import columns
from handoff.lead_list.filters import Filters
from handoff.lead_list.sorts import SORTS
from handoff.lead_list.stands import DUE, OWNER, STAND, STANDS, words
from handoff.models import Flag
from leads.models import Lead
from leads.people import full_name

PAGE = 50


class LeadList:
    """asked: the query of the address."""

    def __init__(self, asked, user):
        self.user, self.filters = user, Filters(asked)
        self.sort = SORTS.get(asked.get("sort", ""), SORTS["newest"])
        self.after = asked.get("after", "")

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters.values)

    @cached_property
    def leads(self):
        """All that the filters let through and that has a place in the order."""
        return self.sort.rows(self.filters.narrowed(access.leads(self.user)))

    @cached_property
    def columns(self) -> list[columns.Column]:
        return columns.chosen(self.user)

    @property
    def column_choices(self) -> list[dict]:
        shown = {column.name for column in self.columns}
        return [{"column": column, "shown": column.name in shown} for column in columns.COLUMNS]

    @property
    def width(self) -> int:
        return len(self.columns) + 1

    @cached_property
    def _page(self) -> list[Lead]:
        leads = self.sort.after(self.leads, self.after) if self.after else self.leads
        # Which ones, then what they look like: joined before the cut would be everything that a search finds.
        page = leads.order_by(*self.sort.order).values("pk")[: PAGE + 1]
        return list(with_row(page).annotate(rank=self.sort.key[0]).order_by(*self.sort.order))

    @cached_property
    def rows(self) -> list[Lead]:
        """With `stand` (where it stands, in words), `owner` (who has it) and `due_at` of an open entry."""
        rows: list[Any] = self._page[:PAGE]
        people = get_user_model().objects.in_bulk({row.owner_id for row in rows} - {None})
        for row in rows:
            row.stand_words, row.owner = words(row.stand), full_name(people.get(row.owner_id))
        return rows

    @property
    def next_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        last = self._page[PAGE - 1]
        return self.address(after=self.sort.position(vars(last)["rank"], last.pk))

    @cached_property
    def asked(self) -> dict[str, str]:
        """What the address of this list says, without a position."""
        sort = {"sort": self.sort.name} if self.sort.name != "newest" else {}
        return self.filters.in_address | sort

    def address(self, **changes) -> str:
        asked = self.asked | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def here(self) -> str:
        return self.address()

    @property
    def count(self) -> int:
        return self.leads.count()

    @property
    def filter_words(self) -> list[str]:
        return [words for _name, words in self.filters.in_words()]

    @property
    def chips(self) -> list[dict]:
        """A chip for each filter that has no place of its own on the page; pressing it takes the filter away."""
        shown = {"q", "flag", "source", "stand"}
        words = [(name, text) for name, text in self.filters.in_words() if name not in shown]
        return [{"label": text, "url": self.address(**{name: ""})} for name, text in words]

    @property
    def flags(self) -> list[dict]:
        current = self.filters.flag
        return [{"value": flag, "label": label, "current": flag == current} for flag, label in Flag.choices]

    @property
    def sorts(self) -> list[dict]:
        return [{"value": each.name, "label": each.label, "current": each is self.sort} for each in SORTS.values()]

    @property
    def stands(self) -> list[dict]:
        current = self.filters.stand
        return [{"value": value, "label": label, "current": value == current} for value, label in STANDS.items()]


def with_row(pks):
    """Leads with everything that one row shows."""
    leads = Lead.objects.filter(pk__in=pks).select_related("company", "score", "verdict")
    leads = leads.defer("search_text", "search_grams", "custom_fields", "company__custom_fields")
    return leads.annotate(stand=STAND, owner_id=OWNER, due_at=DUE)
