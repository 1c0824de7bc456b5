import datetime as dt

from celery import shared_task
from django.utils import timezone

from leads import background
from leads.models import BackgroundRun
from leads.scoring import ageing


@shared_task
def perform_run(run_id: str) -> None:
    """Do a piece of long work, unless another worker already does."""
    run = BackgroundRun.objects.filter(pk=run_id).first()
    if run and run.claim(at=timezone.now()):
        background.perform(run)


@shared_task
def resume_runs() -> None:
    """Wake a worker for the runs whose wake-up was lost with Redis, or whose worker died."""
    for run in BackgroundRun.objects.lost(timezone.now()):
        background.wake(run)


@shared_task
def refresh_aged_scores(as_of: str | None = None) -> None:
    ageing.refresh_aged_scores(dt.datetime.fromisoformat(as_of) if as_of else timezone.now())
