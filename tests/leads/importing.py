"""Importing in tests: a text in, the finished run out."""

from leads.intake import runs, storage
from leads.models import ImportRun


def silent(done, total):
    pass


def checked(kind: str, text: str | bytes, **given) -> ImportRun:
    content = text.encode() if isinstance(text, str) else text
    run = storage.receive([content], kind=kind, file_name="test.csv", **given)
    run.begin_check()
    runs.check(run, silent)
    return run


def imported(kind: str, text: str | bytes, **given) -> ImportRun:
    run = checked(kind, text, **given)
    run.begin_apply()
    runs.apply(run, silent)
    return run


def problems(run: ImportRun) -> dict[int, list[str]]:
    return {row.number: [problem["code"] for problem in row.problems] for row in run.rows.exclude(problems=[])}


def counts(run: ImportRun, *names: str) -> tuple:
    return tuple(run.counts[name] for name in names)
