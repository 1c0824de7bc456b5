"""Row 7: from one new activity to the row in the queue, on the screen."""

import itertools
from collections.abc import Iterator

from django.utils import timezone

from bench.queue_page import REP
from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import Timing, timed
from leads.models import Activity, Lead
from leads.scoring import rescore

ROUNDS = 25
numbers = itertools.count(1)


@row(7)
def one_activity(small: Site, large: Site) -> Iterator[Line]:
    few, found = end_to_end(small), end_to_end(large)
    ratio = found.median / few.median
    yield Line(
        f"one activity → score → verdict → queue row in HTML, {large.leads:,} leads", found, f"{small.leads:,} leads",
        few.median, times(ratio), "≤ 1.3 ×; ≤ 1 s", ratio <= 1.3 and found.p95 <= 1000,
    )  # fmt: skip


def end_to_end(site: Site) -> Timing:
    """An inquiry brings a lead into the queue that has not stood there; its row is found by its name on the page."""
    browser = site.browser(REP)
    strangers = Lead.objects.filter(queue_entries=None, handoffs=None).order_by("pk")
    leads = list(strangers.filter(verdict__flag="not_target").exclude(company=None)[: ROUNDS + 2])
    taken = [timed(lambda lead=lead: arrive(lead, browser)) for lead in leads]
    return Timing(tuple(taken[2:]))


def arrive(lead: Lead, browser) -> None:
    now = timezone.now()
    Activity.objects.create(
        lead=lead, kind="inquiry", occurred_at=now, source="bench", external_id=f"{lead.pk}.{next(numbers)}"
    )
    rescore(lead_ids=[lead.pk], as_of=now)
    page = browser.get(f"/queue/?q={lead.email}", fragment=True)
    if str(lead) not in page:
        raise RuntimeError(f"{lead} did not come into the queue")
