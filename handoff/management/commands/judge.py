"""manage.py judge --profile large --as-of 2026-11-20T09:00:00+09:00: what every lead would get. Changes nothing."""

import csv

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg.sql import SQL

from handoff.criteria.profiles import PROFILES
from handoff.judging.verdicts import READ, all_leads, verdicts
from handoff.models import CriteriaVersion, Profile
from handoff.tasks import read_moment
from leads.statistics import refresh_statistics

COLUMNS = ("external_id", "behaviour_score", "attribute_score", "flag", "route", "reason")
ROWS = """
SELECT lead.external_id, behaviour_score, attribute_score, flag, route, reason
FROM ({}) judged JOIN leads_lead lead ON lead.id = judged.lead_id
ORDER BY lead.external_id COLLATE "C"
"""


class Command(BaseCommand):
    help = "Print score and verdict of every lead as CSV, as of a moment. Changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--profile", choices=Profile.values, help="as it ships; default: the criteria in force")
        parser.add_argument("--as-of", help="ISO 8601, for example 2026-11-20T09:00:00+09:00; default: now")

    def handle(self, *, profile, as_of, **options):
        try:
            moment = read_moment(as_of)
        except ValueError:
            raise CommandError(f"--as-of: not an ISO 8601 moment: {as_of}") from None
        document = PROFILES[profile] if profile else CriteriaVersion.active().parsed
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        refresh_statistics(*READ)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            with connection.chunked_cursor() as rows:
                rows.execute(SQL(ROWS).format(verdicts(document, all_leads(moment))))
                for row in rows:
                    writer.writerow(row)
