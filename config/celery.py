"""The Celery application and its beat schedule: the one place that says what runs by itself, and how often."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tossup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

schedule: dict[str, dict] = {
    # Background work whose wake-up was lost with Redis, or whose worker died, starts (again).
    "resume-runs": {"task": "leads.tasks.resume_runs", "schedule": 30},
    # Scores whose activities faded or expired since the last sweep.
    "refresh-aged-scores": {"task": "leads.tasks.refresh_aged_scores", "schedule": 3600},
    # Reminders, breaches, escalations. Reliability promise 3: noticed within 60 s of falling due.
    "sweep-clocks": {"task": "handoff.tasks.sweep_clocks", "schedule": 30},
    # Reminders to call back; leads that nobody touches go back to the team.
    "sweep-queue": {"task": "handoff.tasks.sweep_queue", "schedule": 30},
    # Reminders of the next actions that salespeople have planned for the day.
    "remind-of-next-actions": {"task": "feedback.tasks.remind_of_next_actions", "schedule": 300},
    # Leads that come back from nurturing: their day has come, their score is back, or they asked again.
    "recycle-leads": {"task": "handoff.tasks.recycle_leads", "schedule": 300},
    # Toss-ups that found no salesperson, where a team lets the rules assign.
    "assign-waiting": {"task": "handoff.tasks.assign_waiting", "schedule": 300},
    # What changes by time alone: windows open and close at the calendar's day change, strategic targets expire, losses
    # cool, actions grow too old to count. Hourly, so an outage is caught up within the hour.
    "judge-day-change": {"task": "handoff.tasks.judge_day_change", "schedule": 3600},
    # Last week's figures for managers and admins, when the team's week opens; sent once whatever the rhythm.
    "weekly-reports": {"task": "feedback.tasks.send_weekly_reports", "schedule": 600},
    # E-mails written to the outbox.
    "deliver-notices": {"task": "handoff.tasks.deliver_notices", "schedule": 30},
}
# An hour without a worker leaves one wake-up of a kind in the queue, not a hundred.
app.conf.beat_schedule = {name: entry | {"options": {"expires": entry["schedule"]}} for name, entry in schedule.items()}
