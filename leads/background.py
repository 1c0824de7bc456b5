"""Which function does which kind of long work. Apps register theirs; tasks.perform_run calls it."""

from collections.abc import Callable

from leads.models import BackgroundRun
from leads.wake import wake_on_commit

HANDLERS: dict[str, Callable[[BackgroundRun], dict]] = {}


def background(kind: str):
    """Register handler(run) -> result dict. It must be safe to repeat: a run whose worker died starts again."""

    def register(handler: Callable[[BackgroundRun], dict]):
        HANDLERS[kind] = handler
        return handler

    return register


def start(kind: str, *, by=None, **parameters) -> BackgroundRun:
    """Queue long work and wake a worker after commit."""
    from leads.tasks import perform_run

    run = BackgroundRun.objects.create(kind=kind, started_by=by, parameters=parameters)
    wake_on_commit(perform_run, str(run.pk))
    return run
