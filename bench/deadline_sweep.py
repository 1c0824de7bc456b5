"""Row 13: the sweep of the deadlines costs what has fallen due, not what is open."""

import datetime as dt
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import Timing, timed
from handoff.deadlines.sweeping import sweep
from handoff.models import Clock

READ = """
SELECT id, lead_id, entry_id, due_at FROM handoff_clock
WHERE state = 'running' AND due_at < %s ORDER BY due_at FOR NO KEY UPDATE
"""
WRITE = "UPDATE handoff_clock SET state = 'breached', breached_at = due_at WHERE id = %s"


@row(13)
def deadlines(small: Site, large: Site) -> Iterator[Line]:
    running = Clock.objects.running().count()
    for due in (10, 1_000, 10_000):
        if due > running // 2:
            continue
        found, bare = rounds(due, sweep), rounds(due, read_and_write)
        ratio = found.median / bare.median
        yield Line(
            f"deadline sweep, {due:,} due of {running:,} open", found, "index range read and as many updates",
            bare.median, f"{times(ratio)}; {found.median / due:.2f} ms each", "≤ 3 ×", ratio <= 3,
        )  # fmt: skip
    idle = [timed(lambda: sweep(timezone.now())) for _ in range(20)]
    yield Line(
        f"deadline sweep, nothing due of {running:,} open", Timing(tuple(idle)), "–", None, "", "≤ 100 ms",
        Timing(tuple(idle)).median <= 100,
    )  # fmt: skip


def rounds(due: int, work, times: int = 5) -> Timing:
    return Timing(tuple(one_round(due, work) for _ in range(times + 1))[1:])


def one_round(due: int, work) -> float:
    """The time of one sweep over so many due clocks, which is then undone."""
    now = timezone.now()
    with transaction.atomic():
        sweep(now)  # what has fallen due by itself since the last round
        chosen = list(Clock.objects.running().order_by("-due_at").values_list("pk", flat=True)[:due])
        late = now - dt.timedelta(seconds=1)
        Clock.objects.filter(pk__in=chosen).update(due_at=late, remind_at=late, reminded_at=late)
        taken = timed(lambda: work(now))
        transaction.set_rollback(True)
    return taken


def read_and_write(now) -> None:
    with connection.cursor() as cursor:
        cursor.execute(READ, [now])
        cursor.executemany(WRITE, [(row[0],) for row in cursor.fetchall()])
