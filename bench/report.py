"""What was found: on the terminal, as a small file, and in docs/performance.md."""

import datetime as dt
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from bench.rows import Line
from bench.site import Site

BASE = Path(__file__).resolve().parent.parent
RESULTS = BASE / "bench" / "results"
PAGE = BASE / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
HEAD = "| # | work | median | p95 | against | found | reach | |\n|---|---|---:|---:|---|---|---|---|\n"

Lines = dict[int, list[Line]]
NotYet = dict[int, tuple[str, str]]


def about(site: Site) -> dict:
    """What was measured, and where."""
    with site.sql() as connection:
        server = connection.execute("SHOW server_version").fetchone()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=BASE, capture_output=True, text=True)
    return {
        "date": dt.date.today().isoformat(),
        "commit": commit.stdout.strip(),
        "leads": site.leads,
        "activities": site.activities,
        "queued": site.queued,
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "postgresql": server[0] if server else "",
    }


def show(lines: list[Line]) -> None:
    for line in lines:
        sys.stderr.write(f"      {'yes' if line.holds else 'NO '}  {line.work}: {milliseconds(line)}; {line.found}\n")


def print_table(about: dict, lines: Lines, not_yet: NotYet) -> None:
    sys.stdout.write(f"\n{sentence(about)}\n\n{table(lines, not_yet)}")


def record(about: dict, lines: Lines, not_yet: NotYet) -> None:
    found = [{"row": number, **as_json(line)} for number, of_row in lines.items() for line in of_row]
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(about | {"rows": found}, ensure_ascii=False, indent=1)
    (RESULTS / f"{about['date']}.json").write_text(text + "\n")
    page = PAGE.read_text()
    fresh = f"{BEGIN}\n{sentence(about)}\n\n{table(lines, not_yet)}{END}"
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: fresh, page, flags=re.DOTALL))


def sentence(about: dict) -> str:
    return (
        f"{about['date']}, {about['commit']}: {about['leads']:,} leads of which {about['queued']:,} stand in the queue,"
        f" {about['activities']:,} activities; {about['processors']} processors, load {about['load']} at the start,"
        f" PostgreSQL {about['postgresql']}, Python {about['python']}."
    )


def table(lines: Lines, not_yet: NotYet) -> str:
    rows = [(number, written(number, line)) for number, of_row in lines.items() for line in of_row]
    rows += [(number, f"| {number} | {work} | | | | {why} | | – |\n") for number, (work, why) in not_yet.items()]
    return HEAD + "".join(row for _number, row in sorted(rows, key=lambda row: row[0]))


def written(number: int, line: Line) -> str:
    against = line.against if line.yardstick is None else f"{line.against}: {in_words(line.yardstick)}"
    median, p95 = (in_words(line.timing.median), in_words(line.timing.p95)) if line.timing else ("", "")
    holds = "✓" if line.holds else "✗"
    return f"| {number} | {line.work} | {median} | {p95} | {against} | {line.found} | {line.reach} | {holds} |\n"


def milliseconds(line: Line) -> str:
    timing = f"{in_words(line.timing.median)} (p95 {in_words(line.timing.p95)})" if line.timing else "–"
    return timing if line.yardstick is None else f"{timing} against {in_words(line.yardstick)}"


def in_words(found: float) -> str:
    """Milliseconds as people read them."""
    if found >= 10_000:
        return f"{found / 1000:.1f} s"
    return f"{found:,.0f} ms" if found >= 10 else f"{found:.1f} ms"


def as_json(line: Line) -> dict:
    timing = {"median_ms": rounded(line.timing.median), "p95_ms": rounded(line.timing.p95)} if line.timing else {}
    against = {"against": line.against} | ({"against_ms": rounded(line.yardstick)} if line.yardstick else {})
    return {"work": line.work} | timing | against | {"found": line.found, "reach": line.reach, "holds": line.holds}


def rounded(found: float) -> float:
    return round(found, 2)
