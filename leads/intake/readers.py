"""From a cell to a value. A reader returns the value or raises Unreadable with the problem's code and limits."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from leads import normalise
from leads.intake.words import KINDS, NO, YES, comparable

Reader = Callable[[str], Any]


class Unreadable(Exception):
    def __init__(self, code: str = "unreadable", **details):
        super().__init__(code)
        self.problem = {"code": code, **details}


@dataclass(frozen=True)
class Text:
    limit: int

    def __call__(self, cell: str) -> str:
        if len(cell) > self.limit:
            raise Unreadable("too_long", value=len(cell), limit=self.limit)
        return _one_line(cell)


@dataclass(frozen=True)
class CutText:
    """Text whose beginning says enough: it is cut rather than refused. The caller reports it by its length."""

    limit: int

    def __call__(self, cell: str) -> str:
        return _one_line(cell)[: self.limit]


def _one_line(cell: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", cell)


def email(cell: str) -> str:
    address = normalise.email_key(cell)
    if not re.fullmatch(r"[^\s@\x00-\x1f]+@[^\s@\x00-\x1f]+", address) or len(address) > 254:
        raise Unreadable
    return address


def corporate_number(cell: str) -> str:
    number = normalise.corporate_number(cell)
    if not number:
        raise Unreadable("bad_corporate_number")
    return number


def employees(cell: str) -> int:
    return _known(normalise.read_employees(cell))


def revenue(cell: str) -> int:
    return _known(normalise.read_revenue(cell))


def _known(value: int | None) -> int:
    if value is None:
        raise Unreadable
    return value


def flag(cell: str) -> bool:
    word = normalise.nfkc(cell).lower()
    if word not in YES and word not in NO:
        raise Unreadable
    return word in YES


def tags(cell: str) -> list[str]:
    found = [_one_line(tag.strip()) for tag in re.split("[;；\r\n]", cell) if tag.strip()]
    if too_long := [tag for tag in found if len(tag) > 100]:
        raise Unreadable("too_long", value=len(too_long[0]), limit=100)
    return list(dict.fromkeys(found))


_DATE = re.compile(
    r"(\d{4})[/\-.年](\d{1,2})[/\-.月](\d{1,2})日?"
    r"(?:[ T](\d{1,2})[:時](\d{1,2})分?(?:[:]?(\d{1,2})(?:\.(\d{1,6})\d*)?秒?)?)?",
    re.ASCII,
)
EARLIEST, LATEST = 1970, 2200


def moment(cell: str) -> str:
    """An ISO moment with offset. Without an offset in the file it is the business timezone's time of day."""
    text = normalise.nfkc(cell)
    found = _iso(text) or _written(text)
    if found is None or not EARLIEST <= found.year < LATEST:
        raise Unreadable
    if timezone.is_naive(found):
        found = timezone.make_aware(found)
    return found.isoformat()


def _iso(text: str) -> dt.datetime | None:
    if not re.match(r"\d{4}-\d\d-\d\d[T ]", text):
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _written(text: str) -> dt.datetime | None:
    match = _DATE.fullmatch(re.sub(r"\s+", " ", text))
    if match is None:
        return None
    *parts, fraction = match.groups("0")
    try:
        return dt.datetime(*map(int, parts), int(fraction.ljust(6, "0")))  # type: ignore[misc,arg-type]
    except ValueError:
        return None


@lru_cache(4096)
def kind(cell: str) -> str:
    """The code of a kind, in Japanese or English words; an unknown one is kept as the organisation's own."""
    known = KINDS.get(comparable(cell))
    if known is None and len(cell) > 60:
        raise Unreadable("too_long", value=len(cell), limit=60)
    return known or _one_line(cell)
