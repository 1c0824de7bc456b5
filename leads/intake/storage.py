"""An uploaded file in the database, in pieces: any web process may take it, any worker may read it."""

import io
from collections.abc import Iterable
from functools import partial
from itertools import count
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from leads.intake import files, mapping
from leads.intake.problems import FileProblem
from leads.models import ImportChunk, ImportRun
from leads.normalise import nfkc

PIECE = 1 << 20


class Pieces(io.RawIOBase):
    """Reads the pieces of one file, one at a time."""

    def __init__(self, run_id: int):
        self.run_id, self.number, self.rest = run_id, 0, b""
        self.position = 0  # bytes given out so far

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if not self.rest:
            piece = ImportChunk.objects.filter(import_run=self.run_id, number=self.number).values_list(
                "data", flat=True
            )
            self.rest, self.number = bytes(piece.first() or b""), self.number + 1
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        self.position += size
        return size


def open_file(run: ImportRun) -> BinaryIO:
    return io.BufferedReader(Pieces(run.pk), PIECE)


def size(run: ImportRun) -> int:
    return run.chunks.aggregate(size=Sum(Length("data")))["size"] or 0


def layout(run: ImportRun) -> files.Layout:
    return files.Layout(run.encoding, run.delimiter, run.header_row, run.columns)


def receive(
    pieces: Iterable[bytes], *, kind: str, file_name: str, source="ma", by=None, encoding="", token=None
) -> ImportRun:
    """Keep a file and find out how to read it. Raises FileProblem, and keeps nothing, when it cannot be read."""
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=kind, file_name=clean_name(file_name), source=source, created_by=by, encoding=encoding, token=token
        )
        _keep(run, pieces)
        look(run, encoding=encoding)
    return run


def look(run: ImportRun, *, encoding="", delimiter="", header_row=0) -> None:
    """Find (or take) encoding, delimiter and header; guess the mapping unless one is remembered for this header."""
    found = inspect(run, encoding, delimiter, header_row)
    run.encoding, run.delimiter, run.header_row = found.encoding, found.delimiter, found.header_row
    if run.columns != found.columns:
        run.columns = found.columns
        run.mapping = mapping.remembered(run.kind, found.columns) or mapping.guess(run.kind, found.columns)
    run.save(update_fields=["encoding", "delimiter", "header_row", "columns", "mapping"])


def inspect(run: ImportRun, encoding="", delimiter="", header_row=0) -> files.Layout:
    return files.inspect(partial(open_file, run), partial(mapping.known, run.kind), encoding, delimiter, header_row)


def samples(run: ImportRun) -> list[list[str]]:
    """The first rows below the header, as the run is read now."""
    return inspect(run, run.encoding, run.delimiter, run.header_row).samples


def _keep(run: ImportRun, pieces: Iterable[bytes]) -> None:
    limit, size, number = settings.IMPORT_MAX_MB * 10**6, 0, count()
    for piece in _even(pieces):
        size += len(piece)
        if size > limit:
            raise FileProblem(too_big())
        ImportChunk.objects.create(import_run=run, number=next(number), data=piece)


def _even(pieces: Iterable[bytes]) -> Iterable[bytes]:
    waiting = b""
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PIECE:
            yield waiting[:PIECE]
            waiting = waiting[PIECE:]
    if waiting:
        yield waiting


def too_big() -> str:
    return _("The file is larger than %(limit)s MB. Split it, or have IMPORT_MAX_MB raised.") % {
        "limit": settings.IMPORT_MAX_MB
    }


def clean_name(file_name: str) -> str:
    """The last part of the name, without what a file system or a page could trip over."""
    name = PurePath(nfkc(file_name).replace("\\", "/")).name
    return "".join(character for character in name if character.isprintable())[-200:] or "file.csv"
