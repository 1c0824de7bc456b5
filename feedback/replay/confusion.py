"""What a replay found, counted: flag by result, and the rates that follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from feedback.rates import Rate
from feedback.replay.cases import OPPORTUNITIES, RESULTS
from handoff.criteria.document import FLAGS

Counts = Mapping[tuple[str, str], int]
WON = ("won",)


@dataclass(frozen=True)
class Confusion:
    """counts: (flag, result) → cases. passed: the flags that count as tossed up. weeks: the time the dates span."""

    counts: Counts
    passed: tuple[str, ...] = ("target",)
    dated: Counts = field(default_factory=dict)
    weeks: float = 0

    @property
    def cases(self) -> int:
        return sum(self.counts.values())

    @property
    def precision(self) -> Rate:
        """商談化率: of the cases that would have passed, those that became an opportunity."""
        return Rate(self.count(self.passed, OPPORTUNITIES), self.count(self.passed))

    @property
    def capture(self) -> Rate:
        """捕捉率: of the past opportunities, those that would have passed."""
        return Rate(self.count(self.passed, OPPORTUNITIES), self.count(FLAGS, OPPORTUNITIES))

    @property
    def capture_of_wins(self) -> Rate:
        return Rate(self.count(self.passed, WON), self.count(FLAGS, WON))

    @property
    def spared(self) -> Rate:
        """Of the cases that came to nothing, those that sales would not have had."""
        return Rate(self.count(self.stopped, ("cold",)), self.count(FLAGS, ("cold",)))

    @property
    def stopped(self) -> tuple[str, ...]:
        return tuple(flag for flag in FLAGS if flag not in self.passed)

    @property
    def per_week(self) -> float | None:
        """Cases with a date that would have passed, a week; None when no span of time is known."""
        passed = sum(number for (flag, _result), number in self.dated.items() if flag in self.passed)
        return passed / self.weeks if self.weeks else None

    def count(self, flags=FLAGS, results=RESULTS) -> int:
        return sum(self.counts.get((flag, result), 0) for flag in flags for result in results)
