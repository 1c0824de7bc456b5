"""What the planner knows of tables: after a large import it knows nothing, until the server looks by itself."""

from django.db import connection
from psycopg.sql import SQL, Identifier

MANY = 500  # leads: from here on a wrong plan takes longer than to look
# Half of the rows are others than when somebody last looked.
OUTDATED = """
SELECT relname FROM pg_stat_user_tables
WHERE relname = ANY(%s)
    AND (greatest(last_analyze, last_autoanalyze) IS NULL OR n_mod_since_analyze > 0.5 * n_live_tup)
    AND n_live_tup > 0
ORDER BY relname
"""


def refresh_statistics(*tables: str) -> None:
    """Look at those of the tables that have changed a lot, before a statement over all of their rows.

    Without that knowledge the planner joins by reading the whole ledger again for every lead.
    """
    if connection.in_atomic_block:  # what it wrote is not seen by pg_stat_user_tables yet
        return
    with connection.cursor() as cursor:
        cursor.execute(OUTDATED, [list(tables)])
        look_at(*(table for (table,) in cursor.fetchall()))


def look_at(*tables: str) -> None:
    """Look at these tables, and at what this transaction has written there too."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(SQL("ANALYZE {}").format(Identifier(table)))
