"""The nurture list as one person asked for it: who is being nurtured, why and since when, and when to look again."""

from functools import cached_property

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from handoff.hearings.as_field import each_question_once
from handoff.in_hand.dispositions import NurtureReason, reason_text
from handoff.judging.tracing import Trace, traces
from handoff.keyset import read_id, read_moment
from handoff.nurturing import look_again, rules, stays
from handoff.words.values import listed, reason_label
from leads.search import find

PAGE = 50
KINDS = {
    "rules": pgettext_lazy("nurtured by", "By the criteria"),
    "people": pgettext_lazy("nurtured by", "By a person"),
}


class NurtureList:
    """`leads`: those the person may see."""

    def __init__(self, asked, leads, *, now):
        self.all_leads, self.now = leads, now
        self.kind = "people" if asked.get("by") == "people" else "rules"
        self.reason = asked.get("reason", "") if asked.get("reason") in self.reasons_by_code else ""
        self.due = asked.get("due") == "1"
        self.text = asked.get("q", "").replace("\x00", "").strip()[:200]
        self.after = asked.get("after", "")

    @cached_property
    def reasons_by_code(self) -> dict[str, str]:
        if self.kind == "people":
            return {value: str(label) for value, label in NurtureReason.choices}
        return {code: reason_label(code) for kind, code in rules.reasons() if kind == rules.RULES}

    @property
    def reason_field(self) -> str:
        return "disposition_reason" if self.kind == "people" else "reason"

    @cached_property
    def stays(self):
        """Verdicts or closed entries, one for each lead that nobody is working, with the day to look again."""
        rows = stays.by_people().select_related("owner") if self.kind == "people" else stays.by_rules()
        rows = look_again.with_day(rows.filter(lead__in=self.all_leads), self.kind)
        rows = rows.filter(**{self.reason_field: self.reason}) if self.reason else rows
        rows = look_again.due(rows, self.kind, self.today) if self.due else rows
        rows = rows.filter(lead__in=find(self.all_leads, self.text)) if self.text else rows
        return rows.order_by("-moment", "-lead_id")

    @property
    def today(self):
        return timezone.localdate(self.now)

    @property
    def count(self) -> int:
        return self.stays.count()

    @cached_property
    def _page(self) -> list:
        rows = self.stays
        if position := self._position():
            rows = rows.filter(TupleLessThan((F("moment"), F("lead_id")), position))
        parts = ("lead__company", "lead__score", "lead__verdict", "lead__verdict__criteria")
        return list(rows.select_related(*parts)[: PAGE + 1])

    @cached_property
    def rows(self) -> list:
        """With `why` (the reason in words) and `near_miss` (what would make it a target, or "")."""
        rows = self._page[:PAGE]
        found = traces([row.lead_id for row in rows], self.now) if rows else {}
        with each_question_once():
            for row in rows:
                row.near_miss, row.why = _missing(found.get(row.lead_id)), self._why(row)
        return rows

    def _why(self, row) -> str:
        if self.kind == "people":
            return reason_text("nurtured", row.disposition_reason)
        return reason_label(row.reason)

    @property
    def next_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        last = self._page[PAGE - 1]
        return self.address(after=f"{last.moment.isoformat()}_{last.lead_id}")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.reason or self.due)

    @property
    def asked(self) -> dict[str, str]:
        """What the address of this list says, without a position."""
        kind = self.kind if self.kind != "rules" else ""
        asked = {"by": kind, "reason": self.reason, "due": "1" if self.due else "", "q": self.text}
        return {name: value for name, value in asked.items() if value}

    def address(self, **changes) -> str:
        return "?" + urlencode({name: value for name, value in (self.asked | changes).items() if value})

    @property
    def here(self) -> str:
        return self.address()

    @property
    def filter_words(self) -> list[str]:
        return [str(KINDS[self.kind]), *in_words(self.asked)[1:]]

    @property
    def kinds(self) -> list[dict]:
        return [
            {
                "label": label,
                "url": self.address(by=kind if kind != "rules" else "", reason=""),
                "current": kind == self.kind,
            }
            for kind, label in KINDS.items()
        ]

    @property
    def reasons(self) -> list[dict]:
        chips = {"": pgettext_lazy("filter", "All")} | self.reasons_by_code
        return [
            {"label": label, "url": self.address(reason=code), "current": code == self.reason}
            for code, label in chips.items()
        ]

    @property
    def due_url(self) -> str:
        return self.address(due="" if self.due else "1")

    def _position(self) -> tuple | None:
        moment, _separator, pk = self.after.rpartition("_")
        try:
            return (read_moment(moment), read_id(pk))
        except ValueError:
            return None


def _missing(trace: Trace | None) -> str:
    """What would make it a target; "" when nothing is near."""
    return listed(condition.step for condition in trace.near_miss.conditions) if trace and trace.near_miss else ""


def in_words(asked) -> list[str]:
    """What a list's address asks for, in words: first of which kind of nurturing it is."""
    kind = "people" if asked.get("by") == "people" else "rules"
    words = [str(KINDS[kind])]
    if reason := asked.get("reason"):
        words.append(reason_text("nurtured", reason) if kind == "people" else reason_label(reason))
    if asked.get("due"):
        words.append(_("To look at again by today"))
    return words + ([_("Search: %(words)s") % {"words": asked["q"]}] if asked.get("q") else [])
