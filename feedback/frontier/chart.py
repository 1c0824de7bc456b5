"""Precision and capture against volume, as places in a drawing; templates/feedback/frontier/_chart.html draws it."""

from dataclasses import dataclass, field

from feedback.charts import Scale, band, path, ticks
from feedback.frontier.number_words import interval, percent, plain
from feedback.frontier.tally import Figures
from feedback.rates import Rate

RATES = ("precision", "capture")


@dataclass(frozen=True)
class Size:
    """Of the drawing, in its own units; the margins leave room for the labels. x_ticks, y_ticks: at most."""

    name: str
    width: int
    height: int
    left: int = 44
    right: int = 16
    top: int = 78
    bottom: int = 46
    x_ticks: int = 8
    y_ticks: int = 5


SIZES = (Size("wide", 660, 420), Size("narrow", 360, 400, left=36, right=10, x_ticks=4))


@dataclass(frozen=True)
class Shown:
    """A point with all that is said of it. url: of the page with this point chosen."""

    values: tuple[int, ...]
    figures: Figures
    label: str = ""
    says: str = ""
    url: str = ""
    is_now: bool = False
    is_draft: bool = False
    is_selected: bool = False

    @property
    def key(self) -> str:
        return key_of(self.values)

    @property
    def volume(self) -> str:
        a_week = self.figures.per_week
        return plain(self.figures.volume) if a_week is None else f"{a_week:.1f}"

    @property
    def wins(self) -> str:
        return percent(self.figures.wins)

    @property
    def precision(self) -> str:
        return percent(self.figures.precision)

    @property
    def capture(self) -> str:
        return percent(self.figures.capture)

    @property
    def precision_interval(self) -> str:
        return interval(self.figures.precision)

    @property
    def capture_interval(self) -> str:
        return interval(self.figures.capture)


@dataclass(frozen=True)
class Mark:
    """x, and the heights of the two rates (None without a single case that passes)."""

    shown: Shown
    x: float
    precision: float | None
    capture: float | None
    edge: float
    span: float


@dataclass(frozen=True)
class Across:
    """figures: None for what is only a volume."""

    kind: str
    volume: float
    label: str
    figures: Figures | None = None


@dataclass(frozen=True)
class Line:
    """A line across the whole drawing: today, the draft, the capacity; with rings where it stands on the rates."""

    kind: str
    x: float
    label: str
    label_y: float
    anchor: str
    label_x: float
    rings: list[tuple[float, float]]


@dataclass
class Chart:
    size: Size
    x_ticks: list[tuple[float, str]]
    y_ticks: list[tuple[float, str]]
    lines: dict[str, str]
    bands: dict[str, str]
    marks: list[Mark]
    cloud: list[tuple[float, float]] = field(default_factory=list)
    across: list[Line] = field(default_factory=list)

    @property
    def plot(self) -> dict[str, float]:
        size = self.size
        return {
            "left": size.left,
            "right": size.width - size.right,
            "top": size.top,
            "bottom": size.height - size.bottom,
            "width": size.width - size.right - size.left,
            "height": size.height - size.bottom - size.top,
            "middle": (size.left + size.width - size.right) / 2,
        }


def key_of(values: tuple[int, ...]) -> str:
    return ",".join(map(str, values))


def chart(size: Size, line: list[Shown], cloud: list[Shown], across: list[Across]) -> Chart:
    """line: the points that are joined and can be pressed. cloud: the others."""
    volumes = [each.figures.volume for each in (*line, *cloud)] + [each.volume for each in across]
    x_values = ticks(0, max([*volumes, 1]), size.x_ticks)
    x = Scale(0, x_values[-1], size.left, size.width - size.right)
    y = Scale(0, 1, size.height - size.bottom, size.top)
    placed = sorted(line, key=lambda each: each.figures.volume)
    marks = _marks(placed, x, y)
    return Chart(
        size,
        [(x(value), f"{value:g}") for value in x_values],
        [(y(value), f"{100 * value:.0f}") for value in ticks(0, 1, size.y_ticks)],
        {name: path(_places(placed, name, x, y)) for name in RATES},
        {name: _band(placed, name, x, y) for name in RATES},
        marks,
        [(x(each.figures.volume), y(each.figures.capture.value or 0)) for each in cloud],
        [_line(number, each, x, y, size) for number, each in enumerate(across)],
    )


def _marks(placed: list[Shown], x: Scale, y: Scale) -> list[Mark]:
    """Each with the strip of the drawing that is nearest to it: a target that fingers can hit."""
    middles = [x(each.figures.volume) for each in placed]
    found = []
    for number, each in enumerate(placed):
        here = middles[number]
        left = (middles[number - 1] + here) / 2 if number else here - 8
        right = (middles[number + 1] + here) / 2 if number + 1 < len(placed) else here + 8
        left, right = max(left, here - 12), min(right, here + 12)
        precision, capture = (
            None if (value := getattr(each.figures, name).value) is None else y(value) for name in RATES
        )
        found.append(Mark(each, here, precision, capture, round(left, 2), round(max(right - left, 1), 2)))
    return found


def _places(placed: list[Shown], name: str, x: Scale, y: Scale) -> list[tuple[float, float]]:
    rates = [(each.figures.volume, getattr(each.figures, name)) for each in placed]
    return [(x(volume), y(rate.value)) for volume, rate in rates if rate.value is not None]


def _band(placed: list[Shown], name: str, x: Scale, y: Scale) -> str:
    rates: list[tuple[float, Rate]] = [(each.figures.volume, getattr(each.figures, name)) for each in placed]
    known = [(x(volume), rate) for volume, rate in rates if rate.whole]
    return band([(at, y(rate.high)) for at, rate in known], [(at, y(rate.low)) for at, rate in known])


def _line(number: int, line: Across, x: Scale, y: Scale, size: Size) -> Line:
    at = x(line.volume)
    ends_there = at > size.left + 0.55 * (size.width - size.left - size.right)
    rates = [getattr(line.figures, name).value for name in RATES] if line.figures else []
    rings = [(at, y(rate)) for rate in rates if rate is not None]
    anchor, label_x = ("end", at - 6) if ends_there else ("start", at + 6)
    return Line(line.kind, at, line.label, 16 + 20 * number, anchor, round(label_x, 2), rings)
