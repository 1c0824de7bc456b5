"""A kept file on its way into the tables: stage its rows, plan in SQL what becomes of them, write that at once.

A dry run is the plan without the writing: both count the same because they run the same statements.
"""

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from leads import search
from leads.intake import companies, files, ledger, people, storage
from leads.intake.rows import RowReader, Staged
from leads.models import ImportRow, ImportRun, Lead, ScoringModel
from leads.scoring import rescore
from leads.similarity import refresh_similarity

CHUNK = 5_000
IMPORTING = 7_106  # the advisory lock of who writes an import: two of the same file end as one
Progress = Callable[[int, int], None]

_COPY = "COPY leads_importrow (import_run_id, number, values, problems, refused) FROM STDIN"


def check(run: ImportRun, progress: Progress) -> dict:
    """Stage the file's rows and count what an import would do. Changes no lead. Safe to repeat."""
    stage(run, progress)
    with transaction.atomic(), connection.cursor() as cursor:
        work = WORK[run.kind]
        work.plan(cursor, run)
        return _counts(cursor, run, work)


def stage(run: ImportRun, progress: Progress) -> None:
    """Read the file into ImportRow, replacing what an earlier look left. Progress is in rows, out of an estimate."""
    run.rows.all().delete()
    reader = RowReader(run.kind, run.columns, run.mapping, run.empty_words, _title_words())
    pieces, size = storage.Pieces(run.pk), storage.size(run)
    rows = map(reader, files.read(lambda: io.BufferedReader(pieces), storage.layout(run)))
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        _copy(run, chunk)
        done += len(chunk)
        progress(done, max(done, done * size // max(pieces.position, 1)))


def _title_words() -> dict[str, int]:
    return ScoringModel.objects.active().parsed.title_words


def _copy(run: ImportRun, chunk: list[Staged]) -> None:
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in chunk:
            copy.write_row((run.pk, row.number, _json(row.values), _json(row.problems), row.refused))


_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def apply(run: ImportRun, at: dt.datetime) -> None:
    """Write a checked file in one transaction; counts, touched leads and the moment are written with it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])
        work = WORK[run.kind]
        work.plan(cursor, run)
        counts = _counts(cursor, run, work)
        touched = work.write(cursor, run, at)
        run.rows.filter(problems=[]).delete()
        ImportRun.objects.filter(pk=run.pk).update(counts=counts, touched_leads=touched, applied_at=at)


@dataclass(frozen=True)
class Work:
    """What becomes of staged rows: the plan in temporary tables, its counts, and the writing of it.

    plan(cursor, run); counts(cursor, run) -> dict; write(cursor, run, at) -> the leads to score again.
    """

    plan: Callable
    counts: Callable
    write: Callable


def _counts(cursor, run: ImportRun, work: Work) -> dict[str, int]:
    rows = ImportRow.objects.filter(import_run=run)
    return work.counts(cursor, run) | {
        "rows": rows.count(),
        "refused": rows.filter(refused=True).count(),
        "warned": rows.filter(refused=False).exclude(problems=[]).count(),
    }


def _plan_people(cursor, run: ImportRun) -> None:
    people.refuse_taken_ids(cursor, run.pk)
    companies.plan(cursor, run.pk)
    people.plan(cursor, run.pk)


def _write_people(cursor, run: ImportRun, at: dt.datetime) -> list[int]:
    companies.write(cursor, at)
    touched, new = people.write(cursor, at)
    search.refresh([lead_id for lead_id in touched if lead_id not in new])
    return touched


def _write_companies(cursor, run: ImportRun, at: dt.datetime) -> list[int]:
    companies.write(cursor, at)
    touched = companies.touched_leads(cursor)
    search.refresh(touched)
    return touched


WORK: dict[str, Work] = {
    ImportRun.Kind.LEADS: Work(
        _plan_people, lambda cursor, run: companies.counts(cursor) | people.counts(cursor), _write_people
    ),
    ImportRun.Kind.COMPANIES: Work(
        lambda cursor, run: companies.plan(cursor, run.pk),
        lambda cursor, run: companies.counts(cursor),
        _write_companies,
    ),
    ImportRun.Kind.ACTIVITIES: Work(
        lambda cursor, run: ledger.plan(cursor, run.pk),
        lambda cursor, run: ledger.counts(cursor, run.source),
        lambda cursor, run, at: ledger.write(cursor, run.source, at),
    ),
}


def score(run: ImportRun, progress: Progress) -> None:
    """Score what the import touched, and whoever resembles the customers more or less than before."""
    touched = set(run.touched_leads)
    if run.kind in (ImportRun.Kind.LEADS, ImportRun.Kind.COMPANIES):
        changed = refresh_similarity()
        touched.update(Lead.objects.filter(company__in=changed).values_list("pk", flat=True))
    rescore(lead_ids=sorted(touched), as_of=timezone.now(), progress=progress)
