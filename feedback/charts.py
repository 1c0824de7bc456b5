"""Scales and ticks of the charts that templates draw as inline SVG."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """From values (low … high) to places in the drawing (start … end); start may lie beyond end, as for a y-axis."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 2)


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that divides the span into at most `most` parts."""
    if span <= 0:
        return 1
    magnitude = 10 ** floor(log10(span / most))
    return next(step * magnitude for step in STEPS if span / (step * magnitude) <= most + 1e-9)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values that cover low … high: the first is at most low, the last at least high."""
    step = nice_step(high - low, most)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


def path(places: Iterable[tuple[float, float]]) -> str:
    """The `d` of a line through these places."""
    return "".join(f"{'L' if number else 'M'}{x:g},{y:g}" for number, (x, y) in enumerate(places))


def band(upper: list[tuple[float, float]], lower: list[tuple[float, float]]) -> str:
    """The `d` of the area between two lines."""
    return f"{path([*upper, *reversed(lower)])}Z" if upper else ""
