"""A sample of leads: the same one each time."""

from dataclasses import dataclass

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from leads.models import Lead

# By whole pages of the table, so that only those are read, however many leads there are.
PAGES = "SELECT id FROM leads_lead TABLESAMPLE SYSTEM (%s) REPEATABLE (%s)"


@dataclass(frozen=True)
class Drawn:
    """ids: None stands for all leads. share: of all leads that are in it, 0–1."""

    ids: list[int] | None
    share: float

    def among(self, column: str) -> Composable:
        """A condition that holds for the leads of the sample."""
        if self.ids is None:
            return SQL("true")
        return SQL("{} = ANY({}::bigint[])").format(SQL(column), Literal(self.ids))

    def part_of(self, table: str) -> Composable:
        """The rows of the sample in a table with a lead_id: said of each, as the planner does not carry it over."""
        if self.ids is None:
            return Identifier(table)
        return SQL("(SELECT * FROM {} WHERE {})").format(Identifier(table), self.among("lead_id"))


def draw(most: int, *, seed: int = 1) -> Drawn:
    """About `most` leads; all of them when there are not more."""
    total = Lead.objects.count()
    if total <= most:
        return Drawn(None, 1.0)
    with connection.cursor() as cursor:
        cursor.execute(PAGES, [100 * most / total, seed])
        ids = [pk for (pk,) in cursor.fetchall()]
    return Drawn(ids, len(ids) / total) if ids else Drawn(None, 1.0)
