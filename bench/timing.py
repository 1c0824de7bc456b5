"""Taking times. A subject and its yardstick are taken in turns, so that a noisy machine is noisy for both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Wall-clock times of one piece of work, in milliseconds."""

    times: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The worst of few; nearest rank."""
        return sorted(self.times)[-max(1, round(len(self.times) * 0.05))]


def timed(work: Work) -> float:
    """Milliseconds that the work takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def in_turns(*works: Work, times: int, warm_up: int = 1) -> list[Timing]:
    """A Timing of each work: once round for warming up, then `times` rounds."""
    for _ in range(warm_up):
        for work in works:
            work()
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for found, work in zip(taken, works, strict=True):
            found.append(timed(work))
    return [Timing(tuple(found)) for found in taken]
