"""A list as CSV, line by line, never held whole: harmless in a spreadsheet, and nothing lost in silence."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.utils.translation import gettext as _

from leads.exporting.cells import harmless
from leads.exporting.encodings import missing, named, write

Row = Sequence[str]
MOST_NAMED = 20  # characters: more say nothing more


@dataclass
class Loss:
    """What an encoding does not have of some rows: how many rows, and how often each character."""

    rows: int = 0
    characters: Counter[str] = field(default_factory=Counter)

    @property
    def commonest(self) -> list[tuple[str, str, int]]:
        """The character, its number, and in how many cells it stands."""
        return [(character, named(character), count) for character, count in self.characters.most_common(MOST_NAMED)]


def loss(rows: Iterable[Row], encoding: str) -> Loss:
    """Look through the rows for what the encoding does not have."""
    found = Loss()
    for row in rows if encoding == "cp932" else ():
        if characters := [character for cell in row for character in missing(cell, encoding)]:
            found.rows += 1
            found.characters.update(characters)
    return found


def lines(labels: Row, rows: Iterable[Row], encoding: str) -> Iterator[bytes]:
    """The file's lines. In CP932 a last column names the characters of the row that are written as 〓."""
    head: Row
    if encoding == "cp932":
        head = [*labels, _("Characters that CP932 does not have")]
        rows = ([*row, _lost(labels, row, encoding)] for row in rows)
    else:
        head = labels
        yield "\ufeff".encode()  # by which Excel knows UTF-8
    writer = csv.writer(_Line())
    for row in chain([head], rows):
        yield write(writer.writerow(map(harmless, row)), encoding)


class _Line:
    """What a csv writer writes, given back by its writerow."""

    def write(self, line: str) -> str:
        return line


def _lost(labels: Row, row: Row, encoding: str) -> str:
    if not missing("".join(row), encoding):
        return ""
    lost = zip(labels, (missing(cell, encoding) for cell in row), strict=True)
    return " / ".join(f"{label}: {' '.join(map(named, characters))}" for label, characters in lost if characters)
