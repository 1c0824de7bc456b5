from django.core.management.base import BaseCommand

from leads.intake import console


class Command(BaseCommand):
    help = (
        "Import a file of companies, as the import page does: CSV in any usual encoding, columns found by their names."
    )

    def add_arguments(self, parser):
        console.add_arguments(parser)

    def handle(self, **options):
        console.import_file(self, "companies", options)
