"""Row 2: what the queue page costs when there are many more leads."""

from collections.abc import Iterator

from bench.queue_page import REP
from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import in_turns


@row(2)
def growth(small: Site, large: Site) -> Iterator[Line]:
    one, many = small.browser(REP), large.browser(REP)
    few, found = in_turns(lambda: one.get("/queue/"), lambda: many.get("/queue/"), times=60, warm_up=10)
    ratio = found.median / few.median
    yield Line(
        f"queue page at {large.leads:,} leads", found, f"at {small.leads:,} leads", few.median, times(ratio),
        "≤ 1.3 ×", ratio <= 1.3,
    )  # fmt: skip
