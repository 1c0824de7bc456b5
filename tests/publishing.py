"""What a worker does about publications, done at once."""

from django.utils import timezone

from leads import background
from leads.models import BackgroundRun


def perform(run: BackgroundRun) -> BackgroundRun:
    """Do a waiting run as a worker does."""
    assert run.claim(at=timezone.now())
    background.perform(run)
    run.refresh_from_db()
    return run


def finish_publications() -> None:
    for run in BackgroundRun.objects.filter(kind__startswith="publish_", state="queued").order_by("created_at"):
        assert perform(run).state == "done", run.error
