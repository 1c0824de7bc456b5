"""A delimited text file as rows of cells: encoding, delimiter, header line, and what is wrong with which row.

Everything streams: the file is read in pieces and never held whole.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from leads.intake.encodings import ENCODINGS, UNDECODABLE, detect
from leads.intake.problems import FileProblem

DELIMITERS = ",;\t"
MOST_COLUMNS = 500
HEADER_WITHIN = 10  # some files have a preamble: the header is looked for in this many rows
LONGEST_CELL = LONGEST_LINE = 1_000_000  # characters
csv.field_size_limit(LONGEST_CELL)

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True)
class Row:
    """One row: its line number as an editor counts, its cells, and what is wrong with it as a whole."""

    number: int
    cells: list[str]
    problems: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """How a file is to be read. `header_row` is the line number of the header."""

    encoding: str
    delimiter: str
    header_row: int
    columns: list[str]
    samples: list[list[str]] = field(default_factory=list)


def inspect(open_file: Opener, known: Callable[[str], bool], encoding="", delimiter="", header_row=0) -> Layout:
    """Find out how to read the file; what is given is taken as given.

    `known(name)` says whether a column name is one we know: it tells the header from a preamble.
    Raises FileProblem for an empty file, a header without rows, and what is not a text table.
    """
    encoding = encoding or _detect(open_file)
    delimiter = delimiter or _delimiter(open_file, encoding)
    rows = _first_rows(open_file, encoding, delimiter)
    if not rows:
        raise FileProblem(_("The file is empty."))
    if all(row.problems for row in rows):
        if rows[0].problems[0]["code"] == "endless_line":
            raise FileProblem(_("The first line is longer than %(limit)s characters.") % {"limit": LONGEST_LINE})
        raise FileProblem(_("The quotation marks in the file do not match, so its cells cannot be told apart."))
    header = _header(rows, known) if not header_row else _at_line(rows, header_row)
    if len(header.cells) > MOST_COLUMNS:
        raise FileProblem(_("The file has more than %(limit)s columns.") % {"limit": MOST_COLUMNS})
    samples = [row.cells for row in rows if row.number > header.number]
    if not samples:
        raise FileProblem(_("The file has a header but no rows below it. Nothing was imported."))
    return Layout(encoding, delimiter, header.number, distinct(header.cells), samples[:20])


def read(open_file: Opener, layout: Layout) -> Iterator[Row]:
    """The rows below the header, blank ones left out; a row that does not fit the header carries a problem."""
    width = len(layout.columns)
    with open_file() as stream:
        for row in _records(_text(stream, layout.encoding), layout.delimiter):
            if row.number > layout.header_row and (row.problems or any(cell.strip() for cell in row.cells)):
                yield _fitted(row, width, layout)


def distinct(names: Iterable[str]) -> list[str]:
    """Column names made distinct: a blank one is named by its place, a repeated one gets its number."""
    seen: Counter[str] = Counter()
    columns: list[str] = []
    for place, name in enumerate(names, 1):
        clean = _clean(" ".join(name.split())) or f"({place})"
        seen[clean] += 1
        columns.append(clean if seen[clean] == 1 else f"{clean} ({seen[clean]})")
    return columns


def _detect(open_file: Opener) -> str:
    with open_file() as stream:
        return detect(stream)


class Lines:
    """The lines of a text; of one longer than LONGEST_LINE nothing is held, and `left_out` says there was one."""

    def __init__(self, text: TextIO):
        self.text, self.left_out = text, False

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self.text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) < LONGEST_LINE:
            return line
        while line and not line.endswith(("\r", "\n")):
            line = self.text.readline(LONGEST_LINE)
        self.left_out = True
        return "\n"


def _text(stream: BinaryIO, encoding: str) -> TextIO:
    if encoding not in ENCODINGS:
        raise FileProblem(_("The encoding “%(encoding)s” is not supported.") % {"encoding": encoding})
    return io.TextIOWrapper(stream, encoding=encoding, errors="tossup.mark", newline="")


def _records(text: TextIO, delimiter: str) -> Iterator[Row]:
    lines = Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, [], [_broken(str(error), reader.line_num)])
        except UnicodeError as error:
            raise FileProblem(_("The file is not in the encoding chosen for it.")) from error
        else:
            problems = [{"code": "endless_line", "limit": LONGEST_LINE}] if lines.left_out else []
            yield Row(number, [] if problems else cells, problems)
        number, lines.left_out = reader.line_num + 1, False


def _broken(error: str, last_line: int) -> dict:
    """What the csv module says of a row that it cannot read."""
    if "field limit" in error:
        return {"code": "endless_cell", "limit": LONGEST_CELL}
    if "unexpected end" in error:
        return {"code": "unclosed", "limit": last_line}
    return {"code": "quotes"}


def _delimiter(open_file: Opener, encoding: str) -> str:
    return max(DELIMITERS, key=lambda delimiter: _usual_width(open_file, encoding, delimiter))


def _first_rows(open_file: Opener, encoding: str, delimiter: str) -> list[Row]:
    with open_file() as stream:
        rows = islice(_records(_text(stream, encoding), delimiter), 200)
        return [row for row in rows if row.problems or any(map(str.strip, row.cells))]


def _usual_width(open_file: Opener, encoding: str, delimiter: str) -> int:
    with open_file() as stream:
        widths = [len(row.cells) for row in islice(_records(_text(stream, encoding), delimiter), 50) if row.cells]
    return Counter(widths).most_common(1)[0][0] if widths else 0


def _header(rows: list[Row], known: Callable[[str], bool]) -> Row:
    """The row with most column names that we know; else the first one as wide as most rows are."""
    first = [row for row in rows[:HEADER_WITHIN] if row.cells]
    best = max(first, key=lambda row: sum(map(known, row.cells)), default=rows[0])
    if sum(map(known, best.cells)) >= 2:
        return best
    usual = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    wide = (row for row in first if len(row.cells) == usual and sum(map(bool, row.cells)) * 2 > usual)
    return next(wide, first[0] if first else rows[0])


def _at_line(rows: list[Row], number: int) -> Row:
    for row in rows:
        if row.number == number and row.cells:
            return row
    raise FileProblem(_("Line %(number)s holds no header.") % {"number": number})


def _fitted(row: Row, width: int, layout: Layout) -> Row:
    cells, problems = row.cells, list(row.problems)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    if not problems and len(cells) != width:
        problems.append({"code": "cells", "value": len(cells), "limit": width})
    for place, cell in enumerate(cells):
        if "\x00" in cell or UNDECODABLE in cell or "\ufffd" in cell:
            problems.append(_character_problem(cell, _column(layout, place), layout.encoding))
    return Row(row.number, cells, problems)


def _character_problem(cell: str, column: str, encoding: str) -> dict:
    if UNDECODABLE in cell:
        return {"code": "undecodable", "column": column, "value": _clean(cell)[:100], "encoding": ENCODINGS[encoding]}
    code = "null_character" if "\x00" in cell else "broken_character"
    return {"code": code, "column": column, "value": _clean(cell)[:100]}


def _column(layout: Layout, place: int) -> str:
    return layout.columns[place] if place < len(layout.columns) else f"({place + 1})"


def _clean(cell: str) -> str:
    """A cell as PostgreSQL can keep it."""
    return cell.replace("\x00", "\u2400").replace(UNDECODABLE, "\ufffd")


def storable(cells: list[str]) -> list[str]:
    return [_clean(cell) for cell in cells]
