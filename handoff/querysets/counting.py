"""Counts for badges and tabs: many in one query, none of them longer than it takes to say "many"."""

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, QuerySet, Subquery

COUNT_UP_TO = 1000  # a count beyond this is shown as 999+: nobody waits for an exact one


class CountUpTo(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # of rows that nobody needs to look for


def counts_up_to(user, rows: dict[str, QuerySet]) -> dict[str, int]:
    """How many rows each queryset has, at most COUNT_UP_TO, in one query."""
    if not rows:
        return {}
    parts = [CountUpTo(each.order_by().values("pk")[:COUNT_UP_TO]) for each in rows.values()]
    return dict(zip(rows, get_user_model().objects.filter(pk=user.pk).values_list(*parts).get(), strict=True))


def count_text(count: int) -> str:
    return f"{COUNT_UP_TO - 1}+" if count >= COUNT_UP_TO else str(count)
