"""The nurture list: who is being nurtured, why and since when — by the criteria, or because a person said so."""

from functools import cached_property

from django.db.models import Exists, F, OuterRef
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from handoff.dispositions import NurtureReason, reason_text
from handoff.keyset import read_id, read_moment
from handoff.models import CriteriaVersion, Handoff, QueueEntry, Verdict
from handoff.tracing import traces
from handoff.value_words import listed, reason_label
from leads.search import find

PAGE = 50
KINDS = {
    "rules": pgettext_lazy("nurtured by", "By the criteria"),
    "people": pgettext_lazy("nurtured by", "By a person"),
}


class NurtureList:
    """The list as one person asked for it. `leads`: those the person may see."""

    def __init__(self, asked, leads, *, now):
        self.all_leads, self.now = leads, now
        self.kind = "people" if asked.get("by") == "people" else "rules"
        self.reason = asked.get("reason", "") if asked.get("reason") in self.reasons_by_code else ""
        self.text = asked.get("q", "").replace("\x00", "").strip()[:200]
        self.after = asked.get("after", "")

    @cached_property
    def reasons_by_code(self) -> dict[str, str]:
        if self.kind == "people":
            return {value: str(label) for value, label in NurtureReason.choices}
        tables = [table for _segment, _offset, table in CriteriaVersion.active().parsed.tables()]
        outcomes = [rule.outcome for table in tables for rule in table.rules if rule.outcome.route == "nurture"]
        return {outcome.reason: reason_label(outcome.reason) for outcome in outcomes}

    @cached_property
    def _rows(self):
        """Verdicts or closed entries, one for each lead that nobody is working."""
        busy = QueueEntry.objects.open().filter(lead=OuterRef("lead"))
        with_sales = Handoff.objects.open().filter(lead=OuterRef("lead"))
        if self.kind == "people":
            later = QueueEntry.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("pk"))
            rows = QueueEntry.objects.filter(~Exists(later), disposition="nurtured").annotate(moment=F("closed_at"))
            rows, reason = rows.select_related("owner"), "disposition_reason"
        else:
            rows, reason = Verdict.objects.filter(~Exists(busy), route="nurture").annotate(moment=F("since")), "reason"
        rows = rows.filter(~Exists(with_sales), lead__in=self.all_leads)
        rows = rows.filter(**{reason: self.reason}) if self.reason else rows
        rows = rows.filter(lead__in=find(self.all_leads, self.text)) if self.text else rows
        return rows.select_related("lead__company", "lead__score", "lead__verdict", "lead__verdict__criteria")

    @cached_property
    def _page(self) -> list:
        rows = self._rows.order_by("-moment", "-lead_id")
        if position := self._position():
            rows = rows.filter(TupleLessThan((F("moment"), F("lead_id")), position))
        return list(rows[: PAGE + 1])

    @cached_property
    def rows(self) -> list:
        """With `why` (the reason in words) and `near_miss` (what would make it a target, or "")."""
        rows = self._page[:PAGE]
        found = traces([row.lead_id for row in rows], self.now) if rows else {}
        for row in rows:
            trace = found.get(row.lead_id)
            missing = trace.near_miss.conditions if trace and trace.near_miss else ()
            row.near_miss = listed(condition.step for condition in missing)
            row.why = (
                reason_text("nurtured", row.disposition_reason) if self.kind == "people" else reason_label(row.reason)
            )
        return rows

    @property
    def next_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        last = self._page[PAGE - 1]
        return self.address(after=f"{last.moment.isoformat()}_{last.lead_id}")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.reason)

    def address(self, **changes) -> str:
        asked = {"by": self.kind, "reason": self.reason, "q": self.text} | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value and value != "rules"})

    @property
    def kinds(self) -> list[dict]:
        return [
            {"label": label, "url": self.address(by=kind, reason=""), "current": kind == self.kind}
            for kind, label in KINDS.items()
        ]

    @property
    def reasons(self) -> list[dict]:
        chips = {"": pgettext_lazy("filter", "All")} | self.reasons_by_code
        return [
            {"label": label, "url": self.address(reason=code), "current": code == self.reason}
            for code, label in chips.items()
        ]

    def _position(self) -> tuple | None:
        moment, _separator, pk = self.after.rpartition("_")
        try:
            return (read_moment(moment), read_id(pk))
        except ValueError:
            return None
