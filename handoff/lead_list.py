"""The lead list: found by words and filters, newest or highest score first, by keyset."""

from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.db.models.functions import Coalesce
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from handoff import access
from handoff.keyset import read_id, read_moment, read_score
from handoff.models import Flag, QueueEntry
from leads.models import Lead
from leads.search import find

PAGE = 50
SOURCES_OF = 2000
NEWEST = Coalesce("registered_at", "created_at")
TOTAL = F("score__behaviour_score") + F("score__attribute_score")
SORTS = {"newest": pgettext_lazy("sort", "Newest first"), "score": pgettext_lazy("sort", "Highest score first")}
STANDS = {
    "open": pgettext_lazy("where a lead stands", "In the queue"),
    "none": pgettext_lazy("where a lead stands", "Not in the queue"),
}


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
        leads = access.leads(self.user).select_related("company", "score", "verdict")
        leads = leads.annotate(in_queue=Exists(QueueEntry.objects.open().filter(lead=OuterRef("pk"))))
        if self.text:
            leads = find(leads, self.text)
        if self.flag:
            leads = leads.filter(verdict__flag=self.flag)
        if self.source:
            leads = leads.filter(source=self.source)
        if self.stand:
            leads = leads.filter(in_queue=self.stand == "open")
        return leads

    @cached_property
    def _page(self) -> list[Lead]:
        if self.sort == "score":
            leads = (
                self.leads.filter(score__isnull=False)
                .annotate(rank=TOTAL)
                .order_by(TOTAL.desc(), F("score__lead").desc())
            )
            key: tuple = (TOTAL, F("score__lead"))
        else:
            leads = self.leads.annotate(rank=NEWEST).order_by(NEWEST.desc(), F("id").desc())
            key = (NEWEST, F("id"))
        if position := self._position():
            leads = leads.filter(TupleLessThan(key, position))
        return list(leads[: PAGE + 1])

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
        """The sources of the newest leads: to list those of all leads would mean to read them all."""
        newest = Lead.objects.order_by(NEWEST.desc(), "-id").values_list("source", flat=True)[:SOURCES_OF]
        return sorted({source for source in newest if source} | ({self.source} - {""}))

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
