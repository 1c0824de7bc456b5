"""Row 17: a draft comes into force for everybody, against the same verdicts by hand, and the queue meanwhile."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.contrib.auth.models import User
from django.utils import timezone
from psycopg.sql import SQL, Identifier, Literal

from bench.queue_page import REP
from bench.rows import Line, row, times
from bench.seed import execute
from bench.site import BASE, Site
from bench.timing import Timing, timed
from bench.verdicts_by_hand import JUDGED, PUBLISHED
from handoff.models import CriteriaVersion
from handoff.publication.publishing import publish_criteria

ROUNDS = 2
WORKER = """
import json, resource, sys, time
import django
django.setup()
from django.utils import timezone
from leads import background
from leads.models import BackgroundRun
run = BackgroundRun.objects.get(pk=sys.argv[1])
run.claim(at=timezone.now())
begun = time.perf_counter()
background.perform(run)
took = time.perf_counter() - begun
run.refresh_from_db()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"state": run.state, "error": run.error, "took": took * 1000, "peak": peak}))
"""


@row(17)
def publishing(small: Site, large: Site) -> Iterator[Line]:
    hand, published, peaks, pages = [], [], [], []
    browser = large.browser(REP)
    for _ in range(2 * ROUNDS):  # there and back, so that every other round changes as much
        execute("VACUUM ANALYZE handoff_verdict")
        document = other_document()
        with large.sql() as bare:
            bare.execute("SET work_mem = '64MB'")
            hand.append(timed(lambda bare=bare, document=document: by_hand(bare, document)))
        execute("VACUUM ANALYZE handoff_verdict")
        found, seen = with_readers(large, browser, document)
        published.append(found["took"])
        peaks.append(found["peak"])
        pages += seen
    alone = Timing(tuple(timed(lambda: browser.get("/queue/")) for _ in range(20)))
    yardstick, work, page = Timing(tuple(hand)), Timing(tuple(published)), Timing(tuple(pages))
    ratio = work.median / yardstick.median
    yield Line(
        f"publish a draft to {large.leads:,} leads", work, "scores and verdicts by hand-written SQL", yardstick.median,
        times(ratio), "≤ 60 s at 200,000", work.median <= 60_000 * max(1, large.leads / 200_000),
    )  # fmt: skip
    yield Line(
        "queue page meanwhile", page, "the queue page alone", alone.median,
        f"{times(page.median / alone.median)}; longest {max(pages):,.0f} ms; worker's peak {max(peaks):.0f} MB",
        "usable: p95 ≤ 1 s; ≤ 300 MB", page.p95 <= 1000 and max(peaks) <= 300,
    )  # fmt: skip


def other_document():
    """The mid profile with a threshold of 80 where it is 100 now, and the other way round."""
    now = CriteriaVersion.active().parsed
    return replace(now, thresholds=now.thresholds | {"behaviour_min": 180 - now.thresholds["behaviour_min"]})


def by_hand(bare, document) -> None:
    """In a transaction that is taken back: the product's own verdicts stay."""
    at = Literal(timezone.now())
    least = Literal(document.thresholds["behaviour_min"])
    judged = SQL(JUDGED).format(behaviour_min=least, at=at, scores=Identifier("scores"))
    with bare.transaction(force_rollback=True):
        bare.execute(SQL(PUBLISHED).format(at=at, judged=judged))


def with_readers(site: Site, browser, document) -> tuple[dict, list[float]]:
    """What the worker says of the publication, and how long each queue page took meanwhile."""
    version, admin = CriteriaVersion.active(), User.objects.get(email="admin@example.jp")
    run = publish_criteria(document, reason="bench", by=admin, at=timezone.now(), base_number=version.number)
    over = threading.Event()

    def read() -> list[float]:
        seen = []
        while not over.is_set():
            seen.append(timed(lambda: browser.get("/queue/")))
            over.wait(0.2)
        return seen

    with ThreadPoolExecutor(1) as somebody:
        reading = somebody.submit(read)
        try:
            found = worker(site, str(run.pk))
        finally:
            over.set()
        return found, reading.result()


def worker(site: Site, run: str) -> dict:
    command = [sys.executable, "-c", WORKER, run]
    environment = os.environ | {"DATABASE_URL": site.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    if found["state"] != "done":
        raise RuntimeError(f"The publication {found['state']}: {found['error']}")
    return found
