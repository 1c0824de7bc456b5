import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feedback.demo.crowd.populate import NobodyThere, populate
from feedback.demo.logins import create_people, table
from feedback.demo.play import play
from handoff.models import Team
from leads.models import Lead

MOST = 5_000_000


class Command(BaseCommand):
    help = (
        "Loads invented companies, people and four months of work, to look around and try things out;"
        " with --leads N as many leads as a large organisation has, to see how it goes at that size."
    )

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are leads or users already")
        parser.add_argument("--leads", type=int, help="so many leads, ten times as many activities, and their past")
        parser.add_argument("--people-only", action="store_true", help="only the people, to sign in as; no leads")
        parser.add_argument("--logins", action="store_true", help="only print the demo logins that exist")
        parser.add_argument(
            "--yes-i-know", action="store_true", help="also outside local mode, although everybody knows the passwords"
        )

    def handle(self, *args, **options):
        if options["logins"]:
            self.stdout.write(table())
            return
        people_may_be_there = options["leads"] is not None
        if Lead.objects.exists() or (get_user_model().objects.exists() and not people_may_be_there):
            if options["if_empty"]:
                return
            raise CommandError("There are leads or users already. The demo is for an empty database.")
        if not settings.LOCAL and not options["yes_i_know"]:
            raise CommandError("The demo's passwords are known to everybody: local mode only, or with --yes-i-know.")
        if options["people_only"]:
            create_people(Team.objects.earliest("pk"))
            return
        if options["leads"] is not None:
            self.populate(options["leads"])
            return
        count = play(timezone.now())
        self.stdout.write(f"{count} leads with four months of history")

    def populate(self, leads: int) -> None:
        """One line for each piece of work; on a terminal it counts up meanwhile."""
        if not 1 <= leads <= MOST:
            raise CommandError(f"--leads must be from 1 to {MOST:,}.")
        begun, last = time.monotonic(), ""
        try:
            for label, share in populate(leads, timezone.now()):
                if self.stdout.isatty():
                    self.stdout.write(f"\r  {label} … {share:.0%}", ending="\n" if share == 1 else "")
                elif label != last:
                    self.stdout.write(f"  {label} …")
                self.stdout.flush()
                last = label
        except NobodyThere as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{leads:,} leads in {time.monotonic() - begun:.0f} s")
