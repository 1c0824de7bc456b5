"""The two long works of an import, as background runs; the commands do the same work in the foreground."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from leads.background import RunFailed, Words, background
from leads.intake import loader
from leads.intake.kinds import PAGES
from leads.intake.problems import FileProblem
from leads.models import BackgroundRun, ImportRun


def _page(run: BackgroundRun) -> str:
    importing = ImportRun.objects.get(pk=run.parameters["import_run"])
    return reverse(PAGES.get(importing.kind, "import"), args=[importing.pk])


@background("import_check", Words(gettext_lazy("Checking a file"), back=_page))
def perform_check(run: BackgroundRun) -> dict:
    importing = ImportRun.objects.get(pk=run.parameters["import_run"])
    try:
        return check(importing, run.advance)
    except FileProblem as problem:
        raise RunFailed(problem.message) from problem


@background("import_apply", Words(gettext_lazy("Importing a file"), back=_page))
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
