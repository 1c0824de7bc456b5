"""The values that are tried: of one named threshold or two, of the table for everybody or of one segment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from handoff.criteria.document import CriteriaDocument, Segment, Table
from handoff.criteria.thresholds import ThresholdKind, threshold_kind

MOST_VALUES = 60  # of one threshold
MOST_PAIRS = 625
USUAL_VALUES = 20
USUAL_PAIRED = 12
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


@dataclass(frozen=True)
class Axis:
    """A threshold and the values it is tried at, ascending."""

    name: str
    values: tuple[int, ...]

    @property
    def kind(self) -> ThresholdKind:
        return threshold_kind(self.name)


@dataclass(frozen=True)
class Grid:
    """One or two axes. segment: the id of the segment whose thresholds they are; empty for the table of everybody."""

    axes: tuple[Axis, ...]
    segment: str = ""

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return product(*(axis.values for axis in self.axes))

    def __len__(self) -> int:
        size = 1
        for axis in self.axes:
            size *= len(axis.values)
        return size

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(axis.name for axis in self.axes)

    def table_of(self, document: CriteriaDocument) -> Table | None:
        """The table that these thresholds belong to; None when the document has no such segment."""
        if not self.segment:
            return document
        return next((each.table for each in document.segments if each.id == self.segment), None)

    def values_of(self, document: CriteriaDocument) -> tuple[int, ...] | None:
        """Where the document itself stands; None when it lacks the segment or one of the thresholds."""
        table = self.table_of(document)
        if table is None or not all(name in table.thresholds for name in self.names):
            return None
        return tuple(table.thresholds[name] for name in self.names)

    def put(self, document: CriteriaDocument, values: tuple[int, ...]) -> CriteriaDocument:
        """The document with these values in place of its own."""
        changes = dict(zip(self.names, values, strict=True))
        if not self.segment:
            return replace(document, thresholds=document.thresholds | changes)
        return replace(document, segments=tuple(self._put_in(each, changes) for each in document.segments))

    def _put_in(self, segment: Segment, changes: dict[str, int]) -> Segment:
        if segment.id != self.segment:
            return segment
        return replace(segment, table=replace(segment.table, thresholds=segment.table.thresholds | changes))

    def to_json(self) -> dict:
        return {"segment": self.segment, "axes": [[axis.name, list(axis.values)] for axis in self.axes]}

    @classmethod
    def from_json(cls, data: dict) -> "Grid":
        return cls(tuple(Axis(name, tuple(values)) for name, values in data["axes"]), data["segment"])


def used_thresholds(table: Table) -> list[str]:
    """Names of the thresholds that a rule in force looks at, in the table's order."""
    used = {
        threshold.name
        for _number, rule in table.active_rules()
        for condition in rule.conditions
        for threshold in condition.thresholds()
    }
    return [name for name in table.thresholds if name in used]


def usual_range(name: str, now: int, *, paired: bool = False) -> tuple[int, int, int]:
    """(from, to, step) around today's value: about twenty values, a dozen when there is a second threshold."""
    kind = threshold_kind(name)
    most = USUAL_PAIRED if paired else USUAL_VALUES
    top = max(now, min(2 * now, kind.slider_most or 2 * now), min(kind.slider_most, 12))
    step = next((each for each in STEPS if (top - kind.least) / each <= most), -(-top // most))
    if step == 1 or not kind.least:
        return kind.least, top, step
    return step, top, step


def values_between(least: int, most: int, step: int, always: Iterable[int] = ()) -> tuple[int, ...]:
    """least, least + step, … up to most, and those that must not be missing: where today and the draft stand."""
    return tuple(sorted({*range(least, most + 1, step), *always}))
