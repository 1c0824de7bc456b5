"""Closed days from a file: the Cabinet Office's list of public holidays, or an iCalendar file of any calendar tool."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from icalendar import Calendar as ICalendar
from icalendar import Component

MOST_BYTES = 2 * 2**20
MOST_DAYS = 5000
MOST_NAME = 100
LONGEST = 400  # days of one closure


class Unreadable(ValueError):
    """The message says, for the reader, which row or entry is wrong."""


@dataclass(frozen=True)
class NamedDays:
    name: str
    first: dt.date
    last: dt.date
    every_year: bool = False

    def days(self) -> Iterator[dt.date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + dt.timedelta(days=offset)


def read_days(name: str, content: bytes) -> list[NamedDays]:
    """The closed days of a file, in the order of their days. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(mb)s MB.") % {"mb": MOST_BYTES // 2**20})
    is_calendar = name.lower().endswith((".ics", ".ical")) or content.lstrip()[:15].upper() == b"BEGIN:VCALENDAR"
    found = list(_from_icalendar(content) if is_calendar else _from_csv(content))
    if not found:
        raise Unreadable(_("The file names no days."))
    if len(found) > MOST_DAYS:
        raise Unreadable(_("The file names more than %(number)s days.") % {"number": MOST_DAYS})
    return sorted(found, key=lambda days: (days.first, days.name))


def _from_csv(content: bytes) -> Iterator[NamedDays]:
    """Day and name, as the Cabinet Office publishes them: CP932, a header row, dates like 2026/1/1."""
    rows = csv.reader(io.StringIO(_decoded(content)))
    try:
        for number, row in enumerate(rows, start=1):
            if not any(cell.strip() for cell in row):
                continue
            day = _day(row[0])
            if day is None and number == 1:
                continue
            if day is None:
                raise Unreadable(_("Row %(row)s: “%(text)s” is not a day.") % {"row": number, "text": row[0][:40]})
            name = row[1].strip() if len(row) > 1 else ""
            if not name:
                raise Unreadable(_("Row %(row)s: the name of the day is missing.") % {"row": number})
            yield NamedDays(name[:MOST_NAME], day, day)
    except csv.Error as error:
        raise Unreadable(_("This is not a CSV file.")) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("The file's text can be read neither as UTF-8 nor as Shift_JIS."))


def _day(text: str) -> dt.date | None:
    try:
        year, month, day = map(int, text.strip().replace("-", "/").split("/"))
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _from_icalendar(content: bytes) -> Iterator[NamedDays]:
    try:
        events = list(ICalendar.from_ical(content).walk("VEVENT"))
        for number, event in enumerate(events, start=1):
            yield _of_event(number, event)
    except Unreadable:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise Unreadable(_("This is not an iCalendar file that can be read.")) from error


def _of_event(number: int, event: Component) -> NamedDays:
    name = str(event.get("SUMMARY", "")).strip()[:MOST_NAME].replace("\0", "")
    if not name or "DTSTART" not in event:
        raise Unreadable(_("Entry %(number)s has no name or no first day.") % {"number": number})
    first = _date(event.decoded("DTSTART"))
    last = _date(event.decoded("DTEND")) if "DTEND" in event else first + dt.timedelta(days=1)
    last = max(first, last - dt.timedelta(days=1))  # the end of a whole-day entry is not part of it
    if (last - first).days > LONGEST:
        raise Unreadable(_("Entry “%(name)s” lasts longer than %(days)s days.") % {"name": name, "days": LONGEST})
    rule = event.get("RRULE") or {}
    return NamedDays(name, first, last, every_year="YEARLY" in [str(each).upper() for each in rule.get("FREQ", [])])


def _date(value) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
