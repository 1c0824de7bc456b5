from django.core.management.base import BaseCommand, CommandError

from handoff.deadlines.sweeping import sweep
from handoff.tasks import read_moment


class Command(BaseCommand):
    help = "Remind, mark overdue and escalate by hand, as Celery beat does every 30 seconds."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO date and time (default: now)")

    def handle(self, *args, as_of, **options):
        try:
            moment = read_moment(as_of)
        except ValueError as error:
            raise CommandError(f"not an ISO date and time: {as_of}") from error
        swept = sweep(moment)
        self.stdout.write(f"reminded {swept.reminded}, overdue {swept.breached}, escalated {swept.escalated}")
