from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feedback.demo.logins import create_people, table
from feedback.demo.play import play
from handoff.models import Team
from leads.models import Lead


class Command(BaseCommand):
    help = "Loads invented companies, people and four months of work, to look around and try things out."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are leads or users already")
        parser.add_argument("--people-only", action="store_true", help="only the people, to sign in as; no leads")
        parser.add_argument("--logins", action="store_true", help="only print the demo logins that exist")
        parser.add_argument(
            "--yes-i-know", action="store_true", help="also outside local mode, although everybody knows the passwords"
        )

    def handle(self, *args, **options):
        if options["logins"]:
            self.stdout.write(table())
            return
        if Lead.objects.exists() or get_user_model().objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are leads or users already. The demo is for an empty database.")
        if not settings.LOCAL and not options["yes_i_know"]:
            raise CommandError("The demo's passwords are known to everybody: local mode only, or with --yes-i-know.")
        if options["people_only"]:
            create_people(Team.objects.earliest("pk"))
            return
        count = play(timezone.now())
        self.stdout.write(f"{count} leads with four months of history")
