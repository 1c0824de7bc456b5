"""The rows of a file with something wrong, in words, page by page."""

from leads.intake.fields import labels
from leads.intake.problems import sentence
from leads.models import ImportRun

PAGE = 50


def problem_page(run: ImportRun, after: int | None) -> dict:
    """problems: (row, sentences), from the line after `after` on; next: where the next page begins, "" for nowhere."""
    rows = run.rows.exclude(problems=[]).order_by("number")
    if after:
        rows = rows.filter(number__gt=after)
    found, names = list(rows[: PAGE + 1]), labels(run.kind)
    shown = [(row, [sentence(problem, names) for problem in row.problems]) for row in found[:PAGE]]
    return {"problems": shown, "next": str(found[PAGE - 1].number) if len(found) > PAGE else ""}
