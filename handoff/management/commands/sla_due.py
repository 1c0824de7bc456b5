import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from handoff.deadlines.business_days import due, due_in_open_time
from handoff.deadlines.calendars import Calendars
from handoff.models import BusinessCalendar
from handoff.words.moments import day_words, moment_words


class Command(BaseCommand):
    help = "Print when N business days, or N open hours (2h, 90m), from START are over, with the day-by-day count."

    def add_arguments(self, parser):
        parser.add_argument("start", help="ISO date and time; without an offset in the calendar's time zone")
        parser.add_argument("days", metavar="N", help="business days, 1 or more; or open time, such as 2h or 90m")
        parser.add_argument("--language", choices=["ja", "en"], default="ja")
        parser.add_argument("--calendar", help="name of a business calendar (default: the first one)")

    def handle(self, *args, start, days, language, calendar, **options):
        with translation.override(language):
            self._print(start, days, calendar)

    def _print(self, start: str, days: str, name: str | None) -> None:
        calendar = _calendar(name)
        begin = _moment(start, calendar.timezone)
        minutes = _minutes(days)
        count = days if minutes else _whole_number(days)
        try:
            answer = due_in_open_time(begin, minutes, calendar) if minutes else due(begin, int(count), calendar)
        except (ValueError, OverflowError) as error:
            raise CommandError(str(error)) from error
        facts = {"due": moment_words(answer.due_at, calendar.timezone), "zone": calendar.timezone.key, "days": count}
        local = answer.due_at.astimezone(calendar.timezone)
        words = _("Due: %(due)s (%(zone)s), open time: %(days)s") if minutes else None
        self.stdout.write((words or _("Due: %(due)s (%(zone)s), business days: %(days)s")) % facts)
        self.stdout.write(local.isoformat())
        for row in answer.days:
            self.stdout.write(f"{'+' if row.counted else ' '} {row.day.isoformat()} {day_words(row.day)}  {row.reason}")


def _calendar(name: str | None):
    if name is None:
        return Calendars().default
    found = BusinessCalendar.objects.filter(name=name).first()
    if found is None:
        names = ", ".join(BusinessCalendar.objects.order_by("pk").values_list("name", flat=True))
        raise CommandError(_("There is no calendar %(name)s. There are: %(names)s") % {"name": name, "names": names})
    return found.as_calendar()


def _minutes(text: str) -> int:
    """The open time of 2h or 90m in minutes; 0 for what is a number of days."""
    number, unit = text[:-1], text[-1:].lower()
    return int(number) * {"h": 60, "m": 1}[unit] if unit in ("h", "m") and number.isdecimal() else 0


def _whole_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise CommandError(_("N must be a whole number from 1 to 1000, not %(text)s.") % {"text": text})
    return int(text)


def _moment(text: str, zone: dt.tzinfo) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except ValueError as error:
        message = _("%(text)s is not a date and time such as 2026-11-02T10:00 or 2026-11-02T10:00+09:00.")
        raise CommandError(message % {"text": text}) from error
