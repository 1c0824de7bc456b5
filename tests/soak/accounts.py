"""The books after a soak: what was told done is there once, what was not at most once, and all of it agrees."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.soak.people import Diary

QUIET_WITHIN = 600  # seconds until everything that waited has been done


def check(diary: Diary) -> list[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    wait_until_quiet()
    return [*markers(diary), *states()]


def wait_until_quiet() -> None:
    """No work is left, and the sweeps have been there."""
    from django.utils import timezone

    from handoff.models import Notice
    from leads.models import BackgroundRun, Sweep

    end, begun = time.monotonic() + QUIET_WITHIN, timezone.now()
    while time.monotonic() < end:
        swept = Sweep.objects.filter(name="clocks", as_of__gt=begun).exists()
        mails = Notice.objects.filter(email_state="waiting", email_next_at__lte=timezone.now()).exists()
        if swept and not mails and not BackgroundRun.objects.unfinished().exists():
            return
        time.sleep(1)
    raise SystemExit("Work is still waiting: a worker or beat does not do its part.")


def markers(diary: Diary) -> Iterator[str]:
    stored = Counter(text for texts in stored_texts() for text in texts)
    for mark, what in diary.tried.items():
        if mark in diary.done and stored[mark] != 1:
            yield f"{what} {mark} was told done and is there {stored[mark]} times"
        elif stored[mark] > 1:
            yield f"{what} {mark} is there {stored[mark]} times"


def stored_texts() -> Iterator[list[str]]:
    """Where each act keeps its marker, once."""
    from feedback.models import SalesAction
    from handoff.models import ContactAttempt, Event, Handoff, QueueEntry

    yield list(ContactAttempt.objects.filter(note__startswith="soak-").values_list("note", flat=True))
    yield list(Handoff.objects.filter(comment__startswith="soak-").values_list("comment", flat=True))
    yield list(Handoff.objects.filter(return_comment__startswith="soak-").values_list("return_comment", flat=True))
    yield list(SalesAction.objects.filter(note__startswith="soak-").values_list("note", flat=True))
    nurtured = QueueEntry.objects.filter(disposition_note__startswith="soak-")
    yield list(nurtured.values_list("disposition_note", flat=True))
    told = Event.objects.filter(kind__in=["approved", "opportunity", "won", "lost", "entered_queue"])
    yield list(told.filter(data__comment__startswith="soak-").values_list("data__comment", flat=True))


def states() -> Iterator[str]:
    from leads.models import Lead
    from tests.handoff import books

    checks: list[Callable[[], None]] = [
        lambda: books.check_places(Lead.objects.all()),
        books.check_entries,
        books.check_handoffs,
        books.check_notices,
        lambda: books.check_packages({}),
        lambda: books.check_clocks(None),
    ]
    for each in checks:
        try:
            each()
        except (AssertionError, ValueError) as error:
            yield f"{each.__name__}: {error}"
