"""Everything the page shows of one sweep."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from feedback.frontier.capacity import Capacity
from feedback.frontier.chart import SIZES, Across, Chart, Shown, chart, key_of
from feedback.frontier.front import front
from feedback.frontier.number_words import percent, plain, with_interval
from feedback.frontier.suggestions import Refusal, refusal, suggestions
from feedback.frontier.sweep import Basis, Point, Swept
from feedback.frontier.tally import Figures
from feedback.frontier.words import Told, split, subject, told


@dataclass(frozen=True)
class Page:
    """basis: what was swept; draft: the values of the draft as it is now, None when it has moved on otherwise.

    address: the page's own, to which &point= can be added. selected: the values that somebody points at.
    """

    swept: Swept
    basis: Basis
    draft: tuple[int, ...] | None
    capacity: Capacity
    address: str
    selected: tuple[int, ...] | None = None
    may_edit: bool = False

    @cached_property
    def now(self) -> tuple[int, ...] | None:
        """Where the criteria in force stand on the grid."""
        return self.swept.grid.values_of(self.basis.now)

    @cached_property
    def differs(self) -> bool:
        return self.basis.differs_besides(self.swept.grid)

    @property
    def subjects(self) -> list[str]:
        return [subject(name) for name in self.swept.grid.names]

    @property
    def is_paired(self) -> bool:
        return len(self.swept.grid.axes) == 2

    @property
    def cases(self) -> int:
        return self.swept.now().asked.cases

    @property
    def refusal(self) -> Refusal | None:
        return refusal(self.swept)

    @cached_property
    def rows(self) -> list[Shown]:
        """What the chart joins and the table lists: all values of one threshold; of two, those that none beats."""
        points = front(self.swept) if self.is_paired else self.swept.points
        stands = [self.now, self.draft, self.selected] if self.is_paired else []
        also = [self.swept.by_values[each] for each in stands if each in self.swept.by_values]
        listed = {point.values: self._shown(point) for point in (*points, *also)}
        return sorted(listed.values(), key=lambda each: each.values) if not self.is_paired else self._by_volume(listed)

    @cached_property
    def others(self) -> list[Shown]:
        """The pairs that another pair beats."""
        listed = {each.values for each in self.rows}
        return [self._shown(point) for point in self.swept.points if point.values not in listed]

    @property
    def chosen(self) -> Shown | None:
        return next((each for each in self.rows if each.is_selected), None)

    @property
    def suggestions(self) -> list[Told]:
        a_week = self.capacity.a_week
        found = suggestions(self.swept, a_week)
        return [told(each, self.swept, self.now, with_capacity=a_week is not None) for each in found]

    @property
    def parts(self) -> dict:
        return split(self.swept)

    @property
    def charts(self) -> list[Chart]:
        joined = {point.values for point in front(self.swept)} if self.is_paired else None
        line = [each for each in self.rows if joined is None or each.values in joined]
        cloud = [*self.others, *(each for each in self.rows if each not in line)]
        return [chart(size, line, cloud, self._across()) for size in SIZES]

    @property
    def volume_label(self) -> str:
        return _("toss-ups a week") if self.swept.dated else _("past toss-ups that pass")

    def _across(self) -> list[Across]:
        lines = []
        if self.capacity.a_week is not None and self.swept.dated:
            label = _("capacity: %(count)s a week") % {"count": self.capacity.a_week}
            lines.append(Across("capacity", float(self.capacity.a_week), label))
        now = self.swept.now()
        lines.append(Across("now", now.volume, _("in force: %(values)s") % {"values": self._named(self.now)}, now))
        draft = self.swept.by_values.get(self.draft) if self.draft else None
        if draft and (self.draft != self.now or self.differs):
            figures = self.swept.figures(draft)
            label = _("draft: %(values)s") % {"values": self._named(self.draft)}
            lines.append(Across("draft", figures.volume, label, figures))
        return lines

    def _shown(self, point: Point) -> Shown:
        values, figures = point.values, self.swept.figures(point)
        return Shown(
            values,
            figures,
            label=self._named(values),
            says=self._says(values, figures),
            url=f"{self.address}&point={key_of(values)}",
            is_now=values == self.now and not self.differs,
            is_draft=values == self.draft,
            is_selected=values == self.selected,
        )

    def _says(self, values: tuple[int, ...], figures: Figures) -> str:
        named = zip(self.subjects, values, strict=True)
        thresholds = _(", ").join(f"{name} {value}" for name, value in named)
        parts = {
            "thresholds": thresholds,
            "volume": volume_words(figures),
            "precision": with_interval(figures.precision),
            "capture": with_interval(figures.capture),
            "wins": percent(figures.wins),
        }
        return (
            _("%(thresholds)s: %(volume)s, conversion %(precision)s, capture %(capture)s, wins captured %(wins)s")
            % parts
        )

    def _named(self, values: tuple[int, ...] | None) -> str:
        return " / ".join(map(str, values)) if values else "–"

    def _by_volume(self, listed: dict[tuple[int, ...], Shown]) -> list[Shown]:
        return sorted(listed.values(), key=lambda each: (each.figures.volume, each.figures.passed.opportunities))


def volume_words(figures: Figures) -> str:
    if figures.per_week is None:
        return _("%(count)s of them") % {"count": figures.passed.cases}
    return _("%(count)s a week in all") % {"count": plain(figures.per_week)}
