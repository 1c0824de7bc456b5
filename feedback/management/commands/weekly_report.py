import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feedback.models import WeeklyReport
from feedback.weekly.figures import last_week, monday_of, week_of
from feedback.weekly.words import lines
from handoff.models import Team


class Command(BaseCommand):
    help = "Prints each team's report of a week; with --send also tells managers and admins, once."

    def add_arguments(self, parser):
        parser.add_argument("--week", help="a day of the week, such as 2026-11-09; without it, last week")
        parser.add_argument("--send", action="store_true")

    def handle(self, *args, week, send, **options):
        now = timezone.now()
        try:
            monday = monday_of(dt.date.fromisoformat(week)) if week else last_week(now)
        except ValueError as error:
            raise CommandError(f"{week} is not a day like 2026-11-09") from error
        for team in Team.objects.order_by("pk"):
            figures = week_of(team, monday, now)
            self.stdout.write(f"{team} {monday}")
            for label, value in lines(figures):
                self.stdout.write(f"  {label}: {value}")
            if send and not WeeklyReport.send(team, monday, figures=figures.to_json(), at=now):
                self.stdout.write("  (sent before)")
