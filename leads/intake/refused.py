"""The refused rows of an import as a file: the cells as they came, with the line and the reason in front."""

import csv
import io
from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from leads.exporting.cells import harmless
from leads.intake import files, storage
from leads.intake.fields import labels
from leads.intake.problems import sentence
from leads.models import ImportRun


def refused_rows(run: ImportRun) -> Iterator[bytes]:
    """CSV, UTF-8 with BOM (Excel reads it), row by row. The cells are read from the kept file again."""
    rows = run.rows.filter(refused=True).order_by("number").values_list("number", "problems")
    problems = dict(rows.iterator()) if rows else {}
    yield _line(["\ufeff" + _("Line"), _("Reason"), *run.columns])
    names = labels(run.kind)
    for row in files.read(partial(storage.open_file, run), storage.layout(run)):
        if row.number in problems:
            reason = " ".join(sentence(problem, names) for problem in problems[row.number])
            yield _line([str(row.number), reason, *files.storable(row.cells)])


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(map(harmless, cells))
    return out.getvalue().encode()
