"""What the planner knows of tables: after a large import it knows nothing, until the server looks by itself."""

from django.db import connection
from psycopg.sql import SQL, Identifier

MANY = 20  # leads: with a plan made for one, the time goes with the fifth power
# Half of the rows are others than when somebody last looked, or nobody was there then: of a table full of rows that
# were taken back, the planner believes that it stays empty.
OUTDATED = """
SELECT seen.relname FROM pg_stat_user_tables seen JOIN pg_class ON pg_class.oid = seen.relid
WHERE seen.relname = ANY(%s) AND (
    n_live_tup > 0 AND (
        greatest(last_analyze, last_autoanalyze) IS NULL OR n_mod_since_analyze > 0.5 * n_live_tup
    )
    OR reltuples = 0 AND pg_relation_size(relid) > 0
)
ORDER BY seen.relname
"""


def refresh_statistics(*tables: str) -> None:
    """Look at those of the tables that have changed a lot, before a statement over many of their rows.

    Without that knowledge the planner joins by reading the whole ledger again for every lead.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")  # else this connection's own last second is not counted
        cursor.execute(OUTDATED, [list(tables)])
        look_at(*(table for (table,) in cursor.fetchall()))


def look_at(*tables: str) -> None:
    """Look at these tables, and at what this transaction has written there too.

    Inside a transaction a table that somebody else is looking at is left out: the locks last as long as it does.
    """
    analyze = "ANALYZE (SKIP_LOCKED) {}" if connection.in_atomic_block else "ANALYZE {}"
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(SQL(analyze).format(Identifier(table)))
