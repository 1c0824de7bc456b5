"""The plans of what runs all day: no big table read whole, no page skipped by OFFSET."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.seed import seed
from handoff.deadlines.sweeping import sweep
from handoff.models import QueueEntry
from leads.scoring import rescore

BIG = ("leads_lead", "leads_activity", "leads_score", "handoff_verdict", "handoff_queueentry", "handoff_clock")
LEADS = 4_000
MANY = 500


@pytest.fixture
def busy(db):
    """Some thousand leads with a queue, as the planner sees them in use."""
    seed_without_vacuum(LEADS, 10 * LEADS)
    rescore(lead_ids=None, as_of=timezone.now())
    QueueEntry.objects.update(due_at=timezone.now() + dt.timedelta(days=2))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def seed_without_vacuum(leads, activities):
    """A test runs in a transaction, where VACUUM may not."""
    from bench import seed as module

    original = module.execute
    module.execute = lambda text: original(str(text).replace("VACUUM ", "") if isinstance(text, str) else text)
    try:
        seed(leads, activities)
    finally:
        module.execute = original


def plans(queries):
    for query in queries:
        if query["sql"].startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"])
                yield query["sql"], "\n".join(line for (line,) in cursor)


def big_tables() -> set[str]:
    """Those of BIG that have their many rows here: reading an empty table whole costs nothing, whatever the plan."""
    with connection.cursor() as cursor:
        return {name for name in BIG if cursor.execute(f"SELECT count(*) FROM {name}").fetchone()[0] >= MANY}


def whole_reads(queries):
    """Big tables that are read to the end. Under a LIMIT of its own a read may stop early."""
    big = big_tables()
    return [
        (table, sql[:200])
        for sql, plan in plans(queries)
        for table in re.findall(r"Seq Scan on (\w+)", plan)
        if table in big and "LIMIT" not in sql
    ]


@pytest.mark.parametrize("address", ["/queue/", "/queue/?q=九重", "/leads/?q=九重", "/leads/?q=kokonoe.1", "/leads/"])
def test_lists_read_no_big_table_whole(busy, login, rep, address):
    client = login(rep)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert whole_reads(queries) == []
    assert not any(" OFFSET " in query["sql"] for query in queries)


def test_a_sweep_with_nothing_due_reads_no_big_table_whole(busy):
    with CaptureQueriesContext(connection) as queries:
        sweep(timezone.now() - dt.timedelta(days=1))
    assert whole_reads(queries) == []
