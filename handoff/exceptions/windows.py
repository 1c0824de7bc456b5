"""Campaign windows on a line of months: when each opens and closes, and what it lowers for whom."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from handoff.calendar_edit.month import following
from handoff.criteria.document import CriteriaDocument, Table, Window
from handoff.criteria.sentences import filter_label, offset_sentence
from handoff.words.values import listed

MONTHS = 6
MONTH_WIDTH = 100  # of the drawing, whatever the number of days


@dataclass(frozen=True)
class WindowBar:
    """state: planned, open or over. x, width: where its bar lies in the months shown; width 0: outside of them.

    overlaps: windows of the same table that are open on some of its days.
    """

    window: Window
    segment: str
    state: str
    days: int
    days_left: int
    offsets: list[str]
    filters: list[tuple[str, str]]
    overlaps: list[str]
    x: float
    width: float


@dataclass(frozen=True)
class Timeline:
    months: list[dt.date]
    bars: list[WindowBar]
    today_x: float | None
    earlier: str
    later: str
    width: int = MONTHS * MONTH_WIDTH


def timeline(document: CriteriaDocument, today: dt.date, first: dt.date | None = None) -> Timeline:
    """The windows of all tables; the drawing begins with the month of `first`, without one with the last month."""
    start = following(first or today, 0 if first else -1)
    months = [following(start, number) for number in range(MONTHS)]
    bars = [_bar(window, name, table, months, today) for name, table in _tables(document) for window in table.windows]
    is_shown = months[0] <= today < following(start, MONTHS)
    return Timeline(
        months,
        sorted(bars, key=lambda bar: (bar.state == "over", bar.window.start, bar.window.name)),
        _x(today, months) + MONTH_WIDTH / 60 if is_shown else None,
        following(start, -MONTHS // 2).strftime("%Y-%m"),
        following(start, MONTHS // 2).strftime("%Y-%m"),
    )


def asked_month(text: str) -> dt.date | None:
    try:
        month = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return month if 2000 <= month.year <= 2100 else None


def _tables(document: CriteriaDocument) -> Iterator[tuple[str, Table]]:
    yield "", document
    yield from ((segment.name, segment.table) for segment in document.segments)


def _bar(window: Window, segment: str, table: Table, months: list[dt.date], today: dt.date) -> WindowBar:
    start, end = _x(window.start, months), _x(window.end + dt.timedelta(days=1), months)
    state = "open" if window.is_open(today) else "planned" if today < window.start else "over"
    return WindowBar(
        window=window,
        segment=segment,
        state=state,
        days=(window.end - window.start).days + 1,
        days_left=(window.end - today).days + 1,
        offsets=[offset_sentence(name, offset) for name, offset in window.offsets.items()],
        filters=[(filter_label(name), listed(values)) for name, values in window.filter.items()],
        overlaps=[other.name for other in table.windows if other is not window and _meet(window, other)],
        x=round(start, 1),
        width=round(end - start, 1),
    )


def _meet(one: Window, other: Window) -> bool:
    return one.start <= other.end and other.start <= one.end


def _x(day: dt.date, months: list[dt.date]) -> float:
    """Where the day begins in the drawing, held between its ends."""
    number = (day.year - months[0].year) * 12 + day.month - months[0].month
    into = (day.day - 1) / monthrange(day.year, day.month)[1]
    return min(max((number + into) * MONTH_WIDTH, 0), MONTHS * MONTH_WIDTH)
