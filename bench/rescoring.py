"""Row 6: all scores and verdicts anew, against the same scores by a statement written by hand."""

import resource
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.utils import timezone
from psycopg.sql import SQL, Literal

from bench.queue_page import REP
from bench.rescoring_by_hand import BY_HAND
from bench.rows import Line, row, times
from bench.seed import execute
from bench.site import Site
from bench.timing import Timing, timed
from handoff.judging.new_scores import judge_new_scores
from leads.models import Score
from leads.scoring import rescore
from leads.signals import scores_changed

ROUNDS = 3
FORGET = "UPDATE leads_score SET behaviour_score = behaviour_score + 1000000, attribute_score = 0"


@row(6)
def rescoring(small: Site, large: Site) -> Iterator[Line]:
    hand, scores, both, at = [], [], [], timezone.now()
    by_hand = SQL(BY_HAND).format(at=Literal(at))
    for _ in range(ROUNDS):
        hand.append(from_scratch(lambda: execute(by_hand)))
        sums = total()
        scores.append(from_scratch(lambda: without_verdicts(lambda: rescore(lead_ids=None, as_of=at))))
        if total() != sums:
            raise RuntimeError("The statement by hand finds other scores; they measure different things")
        both.append(from_scratch(lambda: rescore(lead_ids=None, as_of=at)))
    yardstick = Timing(tuple(hand))
    for work, taken in (("all scores anew", scores), ("all scores and verdicts anew", both)):
        found = Timing(tuple(taken))
        ratio = found.median / yardstick.median
        yield Line(
            f"{work}, {large.leads:,} leads", found, "the same scores by hand-written SQL", yardstick.median,
            f"{times(ratio)}; {large.leads / found.median:,.0f} leads a ms", "≤ 1.5 ×", ratio <= 1.5,
        )  # fmt: skip
    yield reading_meanwhile(large)


def from_scratch(work) -> float:
    """The time it takes when every score changes."""
    execute(FORGET)
    execute("VACUUM ANALYZE leads_score, handoff_verdict")
    return timed(work)


def without_verdicts(work) -> None:
    scores_changed.disconnect(dispatch_uid="judge new scores")
    try:
        work()
    finally:
        scores_changed.connect(judge_new_scores, dispatch_uid="judge new scores")


def total() -> tuple[int, int]:
    """Both scores, added up over all leads."""
    return tuple(map(sum, zip(*Score.objects.values_list("behaviour_score", "attribute_score"), strict=True)))


def reading_meanwhile(site: Site) -> Line:
    """The queue page while everything is scored and judged, and the memory of the process that does it."""
    browser, over = site.browser(REP), threading.Event()

    def read() -> Iterator[float]:
        while not over.is_set():
            yield timed(lambda: browser.get("/queue/"))

    with ThreadPoolExecutor(1) as somebody:
        reading = somebody.submit(lambda: tuple(read()))
        try:
            rescore(lead_ids=None, as_of=timezone.now())
        finally:
            over.set()
        found = Timing(reading.result())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Line(
        "queue page meanwhile", found, "–", None, f"peak of the working process {peak:.0f} MB",
        "readable all the while; ≤ 300 MB", peak <= 300 and found.p95 <= 1000,
    )  # fmt: skip
