"""The lead list: found by words and filters, newest or highest score first, by keyset."""

from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.db.models.functions import Coalesce
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from handoff import access
from handoff.keyset import read_id, read_moment, read_score
from handoff.models import Flag, QueueEntry
from leads.lead_sources import lead_sources
from leads.models import Lead
from leads.search import find

PAGE = 50
SOURCES = 200
NEWEST = Coalesce("registered_at", "created_at")
TOTAL = F("score__behaviour_score") + F("score__attribute_score")
SORTS = {"newest": pgettext_lazy("sort", "Newest first"), "score": pgettext_lazy("sort", "Highest score first")}
STANDS = {
    "open": pgettext_lazy("where a lead stands", "In the queue"),
    "none": pgettext_lazy("where a lead stands", "Not in the queue"),
}
IN_QUEUE = QueueEntry.objects.open().filter(lead=OuterRef("pk"))


class LeadList:
    """The list as one person asked for it."""

    def __init__(self, request):
        asked = request.GET
        self.user = request.user
        self.text = asked.get("q", "").replace("\x00", "").strip()[:200]
        self.flag = asked.get("flag", "") if asked.get("flag") in Flag.values else ""
        self.source = asked.get("source", "").replace("\x00", "")[:100]
        self.stand = asked.get("stand", "") if asked.get("stand") in STANDS else ""
        self.sort = asked.get("sort", "") if asked.get("sort") in SORTS else "newest"
        self.after = asked.get("after", "")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.flag or self.source or self.stand)

    @cached_property
    def leads(self):
        """All that the filters let through."""
        leads = access.leads(self.user)
        if self.text:
            leads = find(leads, self.text)
        if self.flag:
            leads = leads.filter(verdict__flag=self.flag)
        if self.source:
            leads = leads.filter(source=self.source)
        if self.stand:
            leads = leads.filter(Exists(IN_QUEUE) if self.stand == "open" else ~Exists(IN_QUEUE))
        return leads

    @cached_property
    def _page(self) -> list[Lead]:
        leads = self.leads
        key: tuple = (NEWEST, F("id"))
        if self.sort == "score":
            leads, key = leads.filter(score__isnull=False), (TOTAL, F("score__lead"))
        if position := self._position():
            leads = leads.filter(TupleLessThan(key, position))
        order = [part.desc() for part in key]
        # Which ones, then what they look like: joined before the cut would be everything that a search finds.
        page = leads.order_by(*order).values("pk")[: PAGE + 1]
        return list(with_row(page).annotate(rank=key[0]).order_by(*order))

    @property
    def rows(self) -> list[Lead]:
        return self._page[:PAGE]

    @property
    def next_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        last = self._page[PAGE - 1]
        rank: Any = vars(last)["rank"]
        rank = rank if self.sort == "score" else rank.isoformat()
        return self.address(after=f"{rank}_{last.pk}")

    @cached_property
    def sources(self) -> list[str]:
        return lead_sources(SOURCES)

    def address(self, **changes) -> str:
        asked = {
            "q": self.text,
            "flag": self.flag,
            "source": self.source,
            "stand": self.stand,
            "sort": self.sort,
        } | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value and value != "newest"})

    @property
    def flags(self) -> list[dict]:
        chips = [("", pgettext_lazy("filter", "All")), *Flag.choices]
        return [{"label": label, "url": self.address(flag=flag), "current": flag == self.flag} for flag, label in chips]

    @property
    def sorts(self) -> list[dict]:
        return [{"value": value, "label": label, "current": value == self.sort} for value, label in SORTS.items()]

    @property
    def stands(self) -> list[dict]:
        return [{"value": value, "label": label, "current": value == self.stand} for value, label in STANDS.items()]

    def _position(self) -> tuple | None:
        rank, _separator, pk = self.after.rpartition("_")
        try:
            value = read_score(rank) if self.sort == "score" else read_moment(rank)
            return (value, read_id(pk))
        except ValueError:
            return None


def with_row(pks):
    """Leads with everything that one row shows. A Subquery, since the planner would hash the whole queue for Exists."""
    leads = Lead.objects.filter(pk__in=pks).select_related("company", "score", "verdict")
    leads = leads.defer("search_text", "search_grams", "custom_fields", "company__custom_fields")
    return leads.annotate(in_queue=Subquery(IN_QUEUE.values("pk")[:1]))
