import csv
import datetime as dt
import io
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from handoff.deadlines.public_holidays import public_holidays


class Command(BaseCommand):
    help = "Compare the Japanese public holidays in use with the Cabinet Office's file (syukujitsu.csv)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", default=os.environ.get("TOSSUP_HOLIDAY_CSV"))

    def handle(self, *args, file, **options):
        if file is None:
            raise CommandError("name the file, or set TOSSUP_HOLIDAY_CSV")
        listed = read_holidays(Path(file))
        years = range(min(listed).year, max(listed).year + 1)
        used = {day: name for year in years for day, name in public_holidays("JP", year, "ja").items()}
        for day in sorted(listed.keys() - used.keys()):
            self.stdout.write(f"{day} {listed[day]}: in the file, not in use")
        for day in sorted(used.keys() - listed.keys()):
            self.stdout.write(f"{day} {used[day]}: in use, not in the file")
        agreed = len(listed.keys() & used.keys())
        summary = f"{agreed} of {len(listed.keys() | used.keys())} holidays agree, {years[0]}-{years[-1]}"
        if listed.keys() != used.keys():
            raise CommandError(summary)
        self.stdout.write(summary)


def read_holidays(file: Path) -> dict[dt.date, str]:
    """Day → name from the file as published: CP932, a header row, dates like 2026/1/1. Raises CommandError."""
    try:
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode("cp932"))))[1:]
        holidays = {dt.date(*map(int, row[0].split("/"))): row[1] for row in rows if row}
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}") from error
    except (ValueError, IndexError, TypeError) as error:
        raise CommandError(f"{file} is not a file of the Cabinet Office's form: {error}") from error
    if not holidays:
        raise CommandError(f"{file} lists no holidays")
    return holidays
