from celery import shared_task
from django.utils import timezone

from feedback.weekly.sending import send_due_reports


@shared_task
def send_weekly_reports() -> None:
    send_due_reports(timezone.now())
