"""A rate counted on cases, and how far it can be trusted."""

from dataclasses import dataclass
from math import sqrt

FEWEST = 20  # cases: no conclusion is drawn from fewer
Z = 1.959963984540054  # 95 % of a normal distribution lie within ± Z


@dataclass(frozen=True)
class Rate:
    """part of whole cases. low and high: the Wilson score interval of 95 % (Wilson 1927), all of them 0–1.

    Of no cases at all the rate is None and the interval is 0–1.
    """

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def low(self) -> float:
        return self._bounds()[0]

    @property
    def high(self) -> float:
        return self._bounds()[1]

    @property
    def percent(self) -> int | None:
        return _percent(self.value)

    @property
    def low_percent(self) -> int:
        return round(100 * self.low)

    @property
    def high_percent(self) -> int:
        return round(100 * self.high)

    @property
    def is_conclusive(self) -> bool:
        return self.whole >= FEWEST

    def overlaps(self, other: "Rate") -> bool:
        """The intervals overlap: the difference may be chance."""
        return self.low <= other.high and other.low <= self.high

    def _bounds(self) -> tuple[float, float]:
        if not self.whole:
            return 0.0, 1.0
        share, spread = self.part / self.whole, Z * Z / self.whole
        centre = share + spread / 2
        reach = Z * sqrt(share * (1 - share) / self.whole + spread / (4 * self.whole))
        return max(0.0, (centre - reach) / (1 + spread)), min(1.0, (centre + reach) / (1 + spread))


def _percent(value: float | None) -> int | None:
    return None if value is None else round(100 * value)
