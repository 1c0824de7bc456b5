"""In which order the lead list stands. Each order has an index; pages follow by position, never by OFFSET."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from handoff.keyset import read_id, read_moment, read_score
from leads.models.lead import READ_AS

NEWEST = Coalesce("registered_at", "created_at")
TOTAL = F("score__behaviour_score") + F("score__attribute_score")


def _words(text: str) -> str:
    if "\x00" in text:
        raise ValueError("no text holds it")
    return text


@dataclass(frozen=True)
class Sort:
    """key: what it is sorted by, and the lead. read: the first of them as a link holds it; ValueError if made up."""

    name: str
    label: str | Promise
    key: tuple
    read: Callable[[str], Any]
    falling: bool = True

    @property
    def order(self) -> list:
        return [part.desc() if self.falling else part.asc() for part in self.key]

    def rows(self, leads: QuerySet) -> QuerySet:
        """Those that have a place in this order."""
        return leads.filter(score__isnull=False) if self.name == "score" else leads

    def after(self, leads: QuerySet, position: str) -> QuerySet:
        """What follows a position; everything when somebody made it up."""
        rank, _separator, pk = position.rpartition("_")
        try:
            place = (self.read(rank), read_id(pk))
        except ValueError:
            return leads
        return leads.filter((TupleLessThan if self.falling else TupleGreaterThan)(self.key, place))

    def position(self, rank, pk: int) -> str:
        return f"{rank.isoformat() if isinstance(rank, dt.datetime) else rank}_{pk}"


SORTS = {
    sort.name: sort
    for sort in (
        Sort("newest", pgettext_lazy("sort", "Newest first"), (NEWEST, F("id")), read_moment),
        Sort("oldest", pgettext_lazy("sort", "Oldest first"), (NEWEST, F("id")), read_moment, falling=False),
        Sort("score", pgettext_lazy("sort", "Highest score first"), (TOTAL, F("score__lead")), read_score),
        Sort("name", pgettext_lazy("sort", "By name (kana)"), (READ_AS, F("id")), _words, falling=False),
    )
}
