from celery import shared_task
from django.utils import timezone

from feedback.next_actions import reminding
from feedback.weekly.sending import send_due_reports


@shared_task
def send_weekly_reports() -> None:
    send_due_reports(timezone.now())


@shared_task
def remind_of_next_actions() -> None:
    reminding.remind_of_next_actions(timezone.now())
