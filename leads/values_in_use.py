"""Which values a column holds: what one may choose from when narrowing a list."""

from django.db import connection
from psycopg.sql import SQL, Identifier, Literal

# DISTINCT would read every row; this jumps from one value to the next in the column's index.
_STATEMENT = """
WITH RECURSIVE found (value) AS (
    (SELECT {column} FROM {table} WHERE {column} > '' ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM {table} WHERE {column} > found.value ORDER BY {column} LIMIT 1)
    FROM found WHERE found.value IS NOT NULL
)
SELECT value FROM found WHERE value IS NOT NULL LIMIT {most}
"""
# Every tagged lead would be read for all of them: the newest name those that are in use now.
_TAGS = """
SELECT DISTINCT tag
FROM (SELECT tags FROM leads_lead WHERE tags <> '{}' ORDER BY id DESC LIMIT 2000) lead, unnest(lead.tags) AS tag
ORDER BY tag LIMIT %s
"""


def values_in_use(model, column: str, most: int) -> list[str]:
    """The values of an indexed text column, in their order, at most so many; not the empty one."""
    parts = {"table": Identifier(model._meta.db_table), "column": Identifier(column), "most": Literal(most)}
    with connection.cursor() as cursor:
        cursor.execute(SQL(_STATEMENT).format(**parts))
        return [value for (value,) in cursor]


def tags_in_use(most: int) -> list[str]:
    """The tags of the leads that came last, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_TAGS, [most])
        return [tag for (tag,) in cursor]
