from django.core.management.base import BaseCommand, CommandError

from handoff.start import first_account


class Command(BaseCommand):
    help = "Prints a link, good for a day, under which the first account of an empty installation is made."

    def handle(self, *args, **options):
        if not first_account.nobody_is_here():
            raise CommandError("There are accounts already. An administrator invites further people.")
        self.stdout.write(first_account.link())
