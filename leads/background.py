"""Which function does which kind of long work. Apps register theirs; tasks.perform_run calls it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from leads.models import BackgroundRun, Cancelled
from leads.wake import wake_on_commit

IN_THE_BACKGROUND = gettext_lazy("Work in the background")


@dataclass(frozen=True)
class Words:
    """How a run's page speaks of it: what is done, what came of it, and where to go back to.

    cancellable: the handler calls run.heed() between its steps. details: the address of a page about the result.
    """

    label: str | Promise = IN_THE_BACKGROUND
    result: Callable[[BackgroundRun], str] = lambda run: ""
    back: Callable[[BackgroundRun], str] = lambda run: reverse("home")
    cancellable: bool = False
    details: Callable[[BackgroundRun], str] = lambda run: ""


HANDLERS: dict[str, Callable[[BackgroundRun], dict]] = {}
WORDS: dict[str, Words] = {}
BEAT_SECONDS = 20
UNEXPECTED = gettext_noop("An unexpected error stopped this work. It is in the log; everything is as it was before.")
UNEXPECTED_AFTER = gettext_noop(
    "An unexpected error stopped this work after its main step, which stays. It is in the log; try the rest again."
)

logger = logging.getLogger(__name__)


class RunFailed(Exception):
    """An expected failure; its message is for the reader."""


def background(kind: str, words: Words | None = None):
    """Register handler(run) -> result dict. It must be safe to repeat: a run whose worker died starts again."""

    def register(handler: Callable[[BackgroundRun], dict]):
        HANDLERS[kind] = handler
        WORDS[kind] = words or Words()
        return handler

    return register


def words_of(run: BackgroundRun) -> dict:
    words = WORDS.get(run.kind, Words())
    done = run.state == run.State.DONE
    return {
        "may_cancel": words.cancellable and run.can_be_cancelled,
        "may_repeat": run.state == run.State.FAILED and bool(run.result) and run.kind in HANDLERS,
        "details": words.details(run) if run.result else "",
        "label": str(words.label),
        "result": words.result(run) if done and run.result else "",
        "error": _(run.error) if run.error else "",
        "back": words.back(run),
    }


def start(kind: str, *, by=None, **parameters) -> BackgroundRun:
    """Queue long work and wake a worker after commit."""
    run = BackgroundRun.objects.create(kind=kind, started_by=by, parameters=parameters)
    wake(run)
    return run


def wake(run: BackgroundRun) -> None:
    from leads.tasks import perform_run

    wake_on_commit(perform_run, str(run.pk))


def repeat(run: BackgroundRun) -> None:
    """Let a worker try again what failed."""
    if run.requeue():
        wake(run)


def perform(run: BackgroundRun) -> None:
    """Do a run that this worker has claimed, to its end or failure."""
    run.refresh_from_db()  # what another worker, which died, has brought about before it was claimed
    try:
        with beating(run):
            result = HANDLERS[run.kind](run)
    except RunFailed as failure:
        run.fail(str(failure), at=timezone.now())
    except Cancelled:
        run.stop(at=timezone.now())
    except Exception:
        logger.exception("background run %s (%s) failed", run.pk, run.kind)
        run.fail(UNEXPECTED_AFTER if run.result else UNEXPECTED, at=timezone.now())
    else:
        run.finish(result, at=timezone.now())


def perform_at_once(run: BackgroundRun) -> None:
    """Do a new run in this process; what goes wrong is raised. For commands, the demo and tests."""
    run.claim(at=timezone.now())
    try:
        with beating(run):
            result = HANDLERS[run.kind](run)
    except Exception:
        run.fail(UNEXPECTED, at=timezone.now())
        raise
    run.finish(result, at=timezone.now())


@contextmanager
def beating(run: BackgroundRun) -> Iterator[None]:
    """Beat the run's heart meanwhile: one statement of the handler may take longer than a silent run is waited for."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            run.beat(at=timezone.now())
        connection.close()

    heart = threading.Thread(target=beat, name=f"heart of {run.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()
