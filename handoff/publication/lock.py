"""Who judges by what is in force, and who puts something else in force, do not do it at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from handoff.models.criteria import CriteriaVersion

JUDGING = 7_108  # the advisory lock: shared by all who judge, alone for who switches


def criteria_in_force() -> CriteriaVersion:
    """The active version; until the end of this transaction no other criteria and scores come into force."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [JUDGING])
    return CriteriaVersion.active()


@contextmanager
def nobody_judges() -> Iterator[None]:
    """A transaction that begins when every judgement under way is committed, and that later ones wait for."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JUDGING])
        yield
