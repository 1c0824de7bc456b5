"""Row 14: fifty people press "next lead" at the same moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.rows import Line, row
from bench.seed import REPS
from bench.site import Site
from bench.timing import Timing, timed
from handoff.models import QueueEntry, QueueRules, Team

ROUNDS = 3


@row(14)
def next_lead(small: Site, large: Site) -> Iterator[Line]:
    allow_any_number()
    people = [large.browser(f"rep{number}@example.jp") for number in range(1, REPS + 1)]
    alone, together = [], []
    for _ in range(ROUNDS + 1):
        alone.append(pressing(lambda: [press(people[0]) for _ in people]))
        with ThreadPoolExecutor(REPS) as crowd:
            together.append(pressing(lambda crowd=crowd: list(crowd.map(press, people))))
    found, one = Timing(tuple(together[1:])), Timing(tuple(alone[1:]))
    rate = one.median / found.median
    yield Line(
        f"{REPS} people press “next lead” at once", found, f"one person, {REPS} times", one.median,
        f"{rate:.2f} × the rate; {REPS} different leads, no refusal", "≥ 0.8 × the rate", rate >= 0.8,
    )  # fmt: skip


def press(browser) -> None:
    browser.post("/queue/next/", fragment=True)


def pressing(work) -> float:
    """The time it takes; afterwards the entries are free again."""
    before = set(claimed().values_list("pk", flat=True))
    taken = timed(work)
    fresh = claimed().exclude(pk__in=before)
    if fresh.count() != REPS:
        raise RuntimeError(f"{fresh.count()} of {REPS} got a lead")
    fresh.update(state=QueueEntry.State.WAITING, owner=None, claimed_at=None, touched_at=None)
    return taken


def allow_any_number() -> None:
    """One person takes fifty on end here, more than a team would let anybody hold."""
    for team in Team.objects.all():
        QueueRules.objects.update_or_create(team=team, defaults=dict.fromkeys(QueueRules.LIMITS))


def claimed():
    return QueueEntry.objects.filter(state=QueueEntry.State.CLAIMED)
