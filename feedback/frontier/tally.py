"""Counts of past cases by what came of them."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from feedback.rates import Rate


@dataclass(frozen=True)
class Tally:
    """How many cases came to each result; see feedback.replay.cases for what the results mean."""

    opportunity: int = 0
    won: int = 0
    lost: int = 0
    cold: int = 0

    @property
    def cases(self) -> int:
        return sum(astuple(self))

    @property
    def opportunities(self) -> int:
        """Cases that came to an opportunity, whatever became of it."""
        return self.opportunity + self.won + self.lost

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


@dataclass(frozen=True)
class Figures:
    """What a table would have done with `asked` cases of `weeks` weeks (None: undated): it passes those of `passed`."""

    passed: Tally
    asked: Tally
    weeks: float | None

    @property
    def precision(self) -> Rate:
        return Rate(self.passed.opportunities, self.passed.cases)

    @property
    def capture(self) -> Rate:
        return Rate(self.passed.opportunities, self.asked.opportunities)

    @property
    def wins(self) -> Rate:
        return Rate(self.passed.won, self.asked.won)

    @property
    def per_week(self) -> float | None:
        return self.passed.cases / self.weeks if self.weeks else None

    @property
    def volume(self) -> float:
        """What the chart's axis shows: cases a week, or all of them when their dates are not known."""
        return self.passed.cases if self.per_week is None else self.per_week
