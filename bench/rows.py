"""The rows there are: a measuring function registers itself for a number of docs/performance.md."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.timing import Timing


@dataclass(frozen=True)
class Line:
    """One line of the table. `yardstick` is in milliseconds; `found` and `reach` say what is compared, in words."""

    work: str
    timing: Timing | None
    against: str
    yardstick: float | None
    found: str
    reach: str
    holds: bool


Measure = Callable[..., Iterator[Line]]
ROWS: dict[int, Measure] = {}
NOT_YET = {
    9: ("activities by API in batches of 500", "there is no API yet"),
}


def row(number: int) -> Callable[[Measure], Measure]:
    """Register measure(sites) -> lines for a row. Rows run in the order of their modules in bench/__main__.py."""

    def register(measure: Measure) -> Measure:
        ROWS[number] = measure
        return measure

    return register


def times(ratio: float) -> str:
    return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:,.0f} ×"
