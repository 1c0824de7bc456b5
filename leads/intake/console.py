"""What the import commands share: one file in, counts and problems out."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from leads.intake import mapping, runs, storage
from leads.intake.encodings import ENCODINGS
from leads.intake.fields import labels
from leads.intake.problems import FileProblem, sentence
from leads.intake.refused import refused_rows
from leads.models import ImportRun

SHOWN = 20
COUNTS = [
    "rows", "merged", "created", "updated", "unchanged", "duplicates",
    "companies_created", "companies_updated", "companies_unchanged", "left_out", "refused", "warned",
]  # fmt: skip


def add_arguments(parser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", default="ma", help="data source: an activity ID counts once a source (default ma)")
    parser.add_argument("--encoding", choices=list(ENCODINGS), default="", help="default: found out from the file")
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    parser.add_argument("--refused", type=Path, metavar="OUT.csv", help="write the refused rows to this file")


def import_file(
    command: BaseCommand, kind: str, options: dict, before: Callable[[ImportRun], None] | None = None
) -> None:
    """Import one file in the foreground. CommandError only when the file as a whole cannot be read.

    before: what is done once the file is kept and its columns are known, before its rows are read.
    """
    try:
        run = storage.receive(
            _pieces(options["file"]), kind=kind, file_name=options["file"].name,
            source=options["source"], encoding=options["encoding"],
        )  # fmt: skip
        if before:
            before(run)
        _work(run, dry_run=options["dry_run"])
    except FileProblem as problem:
        raise CommandError(problem.message) from problem
    _report(command, run)
    if options["refused"]:
        with options["refused"].open("wb") as out:
            out.writelines(refused_rows(run))


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(storage.PIECE):
                yield piece
    except OSError as error:
        raise FileProblem(f"{path}: {error.strerror}") from error


def _work(run: ImportRun, *, dry_run: bool) -> None:
    if missing := mapping.problems(run.kind, run.mapping)[1]:
        fields = " / ".join(str(labels(run.kind)[field]) for field in missing[0])
        raise FileProblem(_("No column of the file is one of: %(fields)s.") % {"fields": fields})
    run.begin_check()
    runs.check(run, _silent)
    if not dry_run:
        run.begin_apply()
        runs.apply(run, _silent)


def _silent(done: int, total: int) -> None:
    """The foreground has no progress page."""


def _report(command: BaseCommand, run: ImportRun) -> None:
    command.stdout.write(f"{run.file_name}: {ENCODINGS[run.encoding]}, header in line {run.header_row}")
    command.stdout.write(
        ", ".join(f"{run.counts[name]} {name.replace('_', ' ')}" for name in COUNTS if name in run.counts)
    )
    troubled = run.rows.exclude(problems=[]).order_by("number")
    for row in troubled[:SHOWN]:
        for problem in row.problems:
            command.stdout.write(f"line {row.number}: {sentence(problem, labels(run.kind))}")
    if (more := troubled.count() - SHOWN) > 0:
        command.stdout.write(f"… and {more} more rows with problems")
