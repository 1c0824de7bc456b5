"""Two distributions of scores side by side, laid out for templates/_histogram.html."""

from collections import Counter
from dataclasses import dataclass

from leads.threshold_lines import Line

WIDTH, HEIGHT = 360, 168
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 26, 20
MOST_BARS = 16
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 100_000)
CUT_ABOVE = 2.5  # times the next highest: a taller bar is cut, or the others could not be told apart


@dataclass(frozen=True)
class Bar:
    """Leads from low up to high, both included. is_cut: the bar is too high to be drawn."""

    low: int
    high: int
    before: int
    after: int
    is_cut: bool


class Histogram:
    """`before` and `after`: leads by score. All places are text in the units of the drawing, WIDTH × HEIGHT."""

    def __init__(self, title: str, before: Counter, after: Counter, lines: list[Line], *, highest: int | None = None):
        self.title, self.lines = title, lines
        scores = [*before, *after, *(line.value for line in lines), 1]
        top = highest or max(scores)
        self.step = next((step for step in STEPS if top / step < MOST_BARS), top)
        self.end = (top // self.step + 1) * self.step
        counts = [(low, self._in(before, low), self._in(after, low)) for low in range(0, self.end, self.step)]
        heights = sorted({max(was, now) for _low, was, now in counts}, reverse=True)
        self.top = heights[0]
        if len(heights) > 1 and heights[1] and heights[0] > CUT_ABOVE * heights[1]:
            self.top = heights[1]
        self.bars = [Bar(low, low + self.step - 1, was, now, max(was, now) > self.top) for low, was, now in counts]

    width, height = WIDTH, HEIGHT
    base = HEIGHT - BOTTOM

    def drawn(self) -> list[dict]:
        """A rectangle for each side of each bar, and the text over a cut one."""
        room = (WIDTH - LEFT - RIGHT) / len(self.bars)
        found = []
        for bar in self.bars:
            left = self._x(bar.low)
            for side, shift in (("before", 0.08), ("after", 0.5)):
                number = getattr(bar, side)
                high = min(number, self.top) / (self.top or 1) * (self.base - TOP)
                found.append(
                    {"side": side, "x": f"{left + shift * room:.1f}", "width": f"{0.42 * room:.1f}"}
                    | {"y": f"{self.base - high:.1f}", "height": f"{high:.1f}"}
                    | {"is_cut": number > self.top, "break_at": TOP + 14}
                )
        return found

    def marks(self) -> list[dict]:
        """The thresholds: a line and its value, in two rows where they would stand upon each other."""
        found: list[dict] = []
        row, last = 0, -100.0
        for value in sorted({line.value for line in self.lines}):
            x = self._x(value)
            row = 1 - row if x - last < 24 else 0
            last = x
            found.append({"x": f"{x:.1f}", "y": 9 + 11 * row, "value": value})
        return found

    def ticks(self) -> list[dict]:
        every = max(1, round(len(self.bars) / 6)) * self.step
        return [{"x": f"{self._x(value):.1f}", "value": value} for value in range(0, self.end + 1, every)]

    @property
    def is_cut(self) -> bool:
        return any(bar.is_cut for bar in self.bars)

    def _x(self, score: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * score / self.end

    def _in(self, counter: Counter, low: int) -> int:
        return sum(count for score, count in counter.items() if low <= score < low + self.step)
