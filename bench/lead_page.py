"""Row 5: the page of a lead that has done a lot, against the SQL that it runs."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.queue_page import REP
from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import in_turns
from bench.workday import BUSY_ACTIVITIES, BUSY_LEAD


@row(5)
def lead_page(small: Site, large: Site) -> Iterator[Line]:
    browser, address = large.browser(REP), f"/leads/{BUSY_LEAD}/"
    statements = queries(address)
    with large.sql() as bare:
        page, sql = in_turns(
            lambda: browser.get(address),
            lambda: [bare.execute(statement).fetchall() for statement in statements],
            times=40,
            warm_up=5,
        )
    ratio, count = page.median / sql.median, len(statements)
    yield Line(
        f"lead page with {BUSY_ACTIVITIES} activities", page, "its own SQL", sql.median,
        f"{times(ratio)}; {count} queries", "≤ 3 ×; ≤ 15 queries", ratio <= 3 and count <= 15,
    )  # fmt: skip


def queries(address: str) -> list[str]:
    """What the page asks the database."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=REP))
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "WITH"))]
