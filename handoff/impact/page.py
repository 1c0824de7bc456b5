"""What the pages about the effect of a draft show."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.criteria.document import CriteriaDocument
from handoff.impact.changes import BY
from handoff.impact.compared import Comparison
from handoff.impact.flows import QUARTER, WEEKS, Flows
from handoff.impact.load import Load, queue_load, sales_load
from handoff.impact.question import Question
from handoff.impact.sample import Impact, estimate, margin
from handoff.impact.tally import Group, Tally
from handoff.models import CriteriaVersion
from handoff.words.values import outcome_text, reason_label

MOST = 15  # lines of a table
LABELS = {
    "criteria": gettext_lazy("The criteria"),
    "scoring": gettext_lazy("The scoring model"),
    "both": gettext_lazy("Both together"),
}


@dataclass(frozen=True)
class Move:
    """Leads that go from one end to another; margin: how far an estimate may be off, at 95 %; url: the list of them."""

    before: str
    after: str
    leads: int
    margin: int
    url: str


@dataclass(frozen=True)
class Line:
    """A segment or source with what becomes of its leads."""

    label: str
    group: Group
    url: str

    @property
    def target(self) -> tuple[int, int]:
        return self.group.before["target"], self.group.after["target"]

    @property
    def hold(self) -> tuple[int, int]:
        return self.group.before["hold"], self.group.after["hold"]

    @property
    def not_target(self) -> tuple[int, int]:
        return self.group.before["not_target"], self.group.after["not_target"]


class Report:
    """An Impact in words. run: of an exact result, whose leads are listed."""

    def __init__(self, question: Question, impact: Impact, run=None):
        self.question, self.impact, self.run = question, impact, run
        self.tally: Tally = impact.tally

    @classmethod
    def of_run(cls, run) -> "Report":
        return cls(Question.of_run(run), Impact(Tally.from_json(run.result["tally"])), run)

    @property
    def label(self) -> str:
        return str(LABELS[self.question.of])

    @property
    def turned_margin(self) -> int:
        return margin(self.tally.turned, self.impact.share)

    @cached_property
    def routes(self) -> list[Move]:
        return self._moves(self.tally.routes, "route", lambda end: outcome_text(*end))

    @cached_property
    def reasons(self) -> list[Move]:
        return self._moves(self.tally.reasons, "reason", reason_label)

    @cached_property
    def moved(self) -> list[Move]:
        """Between segments: the draft judges them by another table."""
        return self._moves(self.tally.moved, "", self._segment)

    @cached_property
    def segments(self) -> list[Line]:
        """Only where the draft has any."""
        if not self.question.after.segments:
            return []
        found = sorted(self.tally.segments.items())
        return [Line(self._segment(key), group, self._url(segment=key)) for key, group in found]

    @cached_property
    def sources(self) -> list[Line]:
        """Those that change the most."""
        found = sorted(self.tally.sources.items())
        found.sort(key=lambda each: -(each[1].gained + each[1].lost) or -each[1].leads)
        changed = [Line(key or _("unknown"), group, self._url(source=key)) for key, group in found if group.changed]
        return changed[:MOST]

    def _moves(self, counts: Counter, by: str, words: Callable) -> list[Move]:
        found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        found = [(ends, number) for ends, number in found if number and ends[0] != ends[1]]
        return [
            Move(words(before), words(after), number, margin(number, self.impact.share), self._list(by, before, after))
            for (before, after), number in found[:MOST]
        ]

    def _list(self, by: str, before, after) -> str:
        if not by:
            return ""
        return self._url(**{f"{by}_from": BY[by].write(before), f"{by}_to": BY[by].write(after)})

    def _url(self, **asked) -> str:
        return f"{reverse('impact_leads', args=[self.run.pk])}?{urlencode(asked)}" if self.run else ""

    def list_of_flags(self, before: str, after: str) -> str:
        return self._list("flag", before, after)

    def _segment(self, number: int) -> str:
        names = [segment.name for segment in (self.question.after.segments or self.question.before.segments)]
        return names[number - 1] if 0 < number <= len(names) else _("The table for everybody")


def report_on(active: CriteriaVersion, document: CriteriaDocument, as_of: dt.datetime) -> Report:
    """What another document would change at once: a profile that one is about to switch to."""
    comparison = Comparison(active.parsed, document)
    found = estimate(comparison.before, comparison.after, as_of)
    return Report(Question("criteria", comparison, active.number, 0), found)


class Loads:
    """The expected work a week of inside sales and of sales, in words."""

    weeks, quarter = WEEKS, QUARTER

    def __init__(self, flows: Flows):
        self.flows = flows
        self.queue: Load = queue_load(flows)
        self.sales: Load = sales_load(flows, self.queue)

    @property
    def tables(self) -> list[tuple[str, str, str, Load]]:
        return [
            (_("Sales"), _("toss-ups a week"), _("Nobody is a salesperson."), self.sales),
            (_("Inside sales"), _("queue entries a week"), _("Nobody is in inside sales."), self.queue),
        ]

    @property
    def passed_on(self) -> int | None:
        share = self.flows.passed_on
        return None if share is None else round(100 * share)

    @property
    def percent(self) -> float:
        """Of all leads that were looked at."""
        return round(100 * self.flows.share, 1)
