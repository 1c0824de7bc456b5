"""Row 8: the sweep of what fades or expires costs the leads affected, not all."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import Timing, timed
from leads.models import Sweep
from leads.scoring.ageing import SWEEP, refresh_aged_scores


@row(8)
def boundaries(small: Site, large: Site) -> Iterator[Line]:
    wide, affected = aged(large, hours=24, rounds=3)
    for hours, rounds in ((1, 7), (6, 5)):
        found, few = aged(large, hours=hours, rounds=rounds)
        each, of_wide = found.median / max(few, 1), wide.median / max(affected, 1)
        yield Line(
            f"boundary sweep over {hours} h: {few:,} of {large.leads:,} leads affected", found,
            f"over 24 h: {affected:,} leads", wide.median, f"{each:.2f} ms a lead, {times(each / of_wide)}",
            "linear in the affected: ≤ 1.5 × a lead and 300 ms", found.median <= 1.5 * of_wide * few + 300,
        )  # fmt: skip


def aged(site: Site, *, hours: int, rounds: int) -> tuple[Timing, int]:
    """Time, and number of leads, of a sweep that covers the last hours; each is undone."""
    now, taken, found = timezone.now(), [], [0]
    for _ in range(rounds + 1):
        with transaction.atomic():
            Sweep.objects.update_or_create(name=SWEEP, defaults={"as_of": now - dt.timedelta(hours=hours)})
            taken.append(timed(lambda: found.append(refresh_aged_scores(now))))
            transaction.set_rollback(True)
    return Timing(tuple(taken[1:])), found[-1]
