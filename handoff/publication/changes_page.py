"""What a publication changed: counts from the run's result, and the leads from the events of its switch."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext

from handoff.keyset import read_id
from handoff.models import CriteriaVersion, Event, Flag, Route
from handoff.words.values import flag_label, outcome_text, reason_label, route_label
from leads.models import BackgroundRun, Lead, ScoringModel

PAGE = 50


@dataclass(frozen=True)
class Count:
    label: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Move:
    """number: its place in the run's result, by which the list is filtered. before, after: flag, route, reason."""

    number: int
    before: list[str]
    after: list[str]
    leads: int
    url: str
    is_chosen: bool

    @property
    def words(self) -> tuple[str, str]:
        return in_words(self.before), in_words(self.after)


@dataclass(frozen=True)
class Row:
    """was, now: the verdicts in words."""

    lead: Lead
    was: str
    now: str


class Changes:
    """The page as one person asked for it: `move` narrows the list, `after` continues it."""

    def __init__(self, run: BackgroundRun, asked):
        self.run, self.result = run, run.result
        self.chosen = asked.get("move", "")
        self.after = asked.get("after", "")

    @property
    def is_scoring(self) -> bool:
        return self.run.kind == "publish_scoring"

    @cached_property
    def version(self) -> CriteriaVersion | ScoringModel:
        model = ScoringModel if self.is_scoring else CriteriaVersion
        return model._default_manager.select_related("author").get(number=self.result["version"])

    @property
    def version_url(self) -> str:
        return reverse("scoring_version" if self.is_scoring else "criteria_version", args=[self.version.number])

    @cached_property
    def tables(self) -> list[tuple[str, list[Count]]]:
        """How many leads had, and have, each flag, route and reason. A lead that was new then counts as after only."""
        return [
            (pgettext("verdict", "Flag"), self._counts(0, flag_label, list(Flag))),
            (pgettext("verdict", "Route"), self._counts(1, route_label, list(Route))),
            (pgettext("verdict", "Reason"), self._counts(2, reason_label)),
        ]

    @cached_property
    def moves(self) -> list[Move]:
        found = []
        for number, (before, after, leads) in enumerate(self.result["moves"]):
            if before and before != after:
                url = self._address(move=number)
                found.append(Move(number, before, after, leads, url, str(number) == self.chosen))
        return found

    @property
    def everything_url(self) -> str:
        return self._address()

    @property
    def is_narrowed(self) -> bool:
        return any(move.is_chosen for move in self.moves)

    @cached_property
    def rows(self) -> list[Row]:
        return [_row(event) for event in self._page[:PAGE]]

    @property
    def next_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        return self._address(move=self.chosen, after=self._page[PAGE - 1].pk)

    @cached_property
    def _page(self) -> list[Event]:
        events = Event.objects.filter(data__has_key="publication").alias(publication=KT("data__publication"))
        events = events.filter(publication=str(self.run.pk), pk__gt=self._position())
        for move in self.moves:
            if move.is_chosen:
                events = events.filter(
                    data__flag=move.after[0], data__route=move.after[1], data__reason=move.after[2],
                    data__before=dict(zip(("flag", "route", "reason"), move.before, strict=True)),
                )  # fmt: skip
        return list(events.select_related("lead__company", "lead__score").order_by("pk")[: PAGE + 1])

    def _position(self) -> int:
        try:
            return read_id(self.after)
        except ValueError:
            return 0

    def _counts(self, position: int, label, order: list | None = None) -> list[Count]:
        before: dict[str, int] = {}
        after: dict[str, int] = {}
        for was, now, leads in self.result["moves"]:
            after[now[position]] = after.get(now[position], 0) + leads
            if was:
                before[was[position]] = before.get(was[position], 0) + leads
        found = {**before, **after}
        names = [name for name in order if name in found] if order else sorted(found, key=lambda n: -found[n])
        return [Count(label(name), before.get(name, 0), after.get(name, 0)) for name in names]

    def _address(self, **asked) -> str:
        wanted = {name: value for name, value in asked.items() if value != ""}
        return reverse("publication", args=[self.run.pk]) + ("?" + urlencode(wanted) if wanted else "")


def _row(event: Event) -> Row:
    before, after = ([each["flag"], each["route"], each["reason"]] for each in (event.data["before"], event.data))
    assert event.lead is not None  # a verdict is a lead's
    return Row(event.lead, in_words(before), in_words(after))


def in_words(verdict: list[str]) -> str:
    flag, route, reason = verdict
    return pgettext("verdict", "%(outcome)s: %(reason)s") % {
        "outcome": outcome_text(flag, route),
        "reason": reason_label(reason),
    }
