"""The two long works of an import, as background runs; the commands do the same work in the foreground."""

from django.utils import timezone

from leads.background import RunFailed, background
from leads.intake import loader
from leads.intake.problems import FileProblem
from leads.models import BackgroundRun, ImportRun


@background("import_check")
def perform_check(run: BackgroundRun) -> dict:
    importing = ImportRun.objects.get(pk=run.parameters["import_run"])
    try:
        return check(importing, run.advance)
    except FileProblem as problem:
        raise RunFailed(problem.message) from problem


@background("import_apply")
def perform_apply(run: BackgroundRun) -> dict:
    return apply(ImportRun.objects.get(pk=run.parameters["import_run"]), run.advance)


def check(importing: ImportRun, progress: loader.Progress) -> dict:
    try:
        counts = loader.check(importing, progress)
    except Exception:
        importing.back_to(ImportRun.State.UPLOADED)
        raise
    importing.checked(counts)
    return counts


def apply(importing: ImportRun, progress: loader.Progress) -> dict:
    """Write, then score. A run that died in between finds applied_at and scores only."""
    try:
        if importing.applied_at is None:
            loader.apply(importing, timezone.now())
            importing.refresh_from_db()
        loader.score(importing, progress)
    except Exception:
        importing.back_to(ImportRun.State.CHECKED)
        raise
    importing.done()
    return importing.counts
