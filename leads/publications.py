"""Publishing criteria or a scoring model: one publication at a time, whichever of the two it is."""

import datetime as dt
from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leads import background
from leads.models import BackgroundRun, Lead

KINDS = ("publish_criteria", "publish_scoring")
ASKING = 7_107  # the advisory lock of who asks for a publication


class UnderWay(Exception):
    """Another publication has not finished yet. run: that one."""

    def __init__(self, run: BackgroundRun):
        self.run = run
        super().__init__(_("Another publication is under way. Wait until it has finished, or cancel it."))


def under_way() -> BackgroundRun | None:
    return BackgroundRun.objects.unfinished().filter(kind__in=KINDS).first()


def ask(kind: str, *, by, at: dt.datetime, wake: bool = True, **parameters) -> BackgroundRun:
    """Queue a publication; UnderWay when there is one.

    What it starts from is to be checked afterwards, in one transaction with this: nobody else publishes then.
    Without `wake` no worker is called: the caller performs it, and its moment stands still at `at`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ASKING])
        if other := under_way():
            raise UnderWay(other)
        parameters |= {"at": at.isoformat(), "still": not wake}
        if wake:
            return background.start(kind, by=by, **parameters)
        return BackgroundRun.objects.create(kind=kind, started_by=by, parameters=parameters)


def moment_of(run: BackgroundRun) -> dt.datetime:
    """The moment it is for the publication: when it was asked for, and the time that has passed since."""
    at = dt.datetime.fromisoformat(run.parameters["at"])
    return at if run.parameters["still"] else at + (timezone.now() - run.created_at)


def part(run: BackgroundRun, nth: int, *, of: int) -> Callable[[int, int], None]:
    """The progress of one part of the work, told as a part of all leads."""
    leads = Lead.objects.count()
    return lambda done, total: run.advance((nth * leads + leads * done // max(total, 1)) // of, leads)


def of_version(kind: str, number: int) -> BackgroundRun | None:
    """The publication that made this version; None for those that ship, or are older than this record."""
    return BackgroundRun.objects.filter(kind=kind, result__version=number).first()
