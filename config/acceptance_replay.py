"""Replay on real files: precision and capture of some thresholds, compared with a count in plain Python.

The files bring leads and what became of each in one table without dates. Leads and past toss-ups are imported from it,
some thresholds are tried on the cases, and the same is counted here, row by row, without any of the product's code.
"""

import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Row = dict[str, str]
Document = dict


@dataclass(frozen=True)
class Table:
    """A file: how it is read, which rows became something, and what is tried on it.

    numbered: it has no ID of its own, and gets a column with the row's number, as a person would add in a spreadsheet.
    """

    name: str
    delimiter: str
    became: Callable[[Row], bool]
    trials: tuple["Trial", ...]
    numbered: bool = False


@dataclass(frozen=True)
class Trial:
    """condition: of the criteria's only rule. scoring: attribute groups, if the condition looks at a score."""

    name: str
    condition: Document
    passes: Callable[[Row], bool]
    groups: tuple[Document, ...] = ()


def at_least(field: str, value) -> Document:
    return {"field": field, "operator": "at_least", "value": value}


def rule(field: str, operator: str, value, points: int) -> Document:
    return {"field": f"custom:{field}", "operator": operator, "value": value, "points": points}


def number(cell: str) -> float:
    return float(cell) if cell else 0


TIME, VISITS = "Total Time Spent on Website", "TotalVisits"
X_EDUCATION = Table(
    "Leads.csv",
    ",",
    lambda row: row["Converted"] == "1",
    (
        Trial("500 seconds on the website", at_least(f"custom:{TIME}", 500), lambda row: number(row[TIME]) >= 500),
        Trial("1,000 seconds on the website", at_least(f"custom:{TIME}", 1000), lambda row: number(row[TIME]) >= 1000),
        Trial(
            "attribute score 40 of time, visits and occupation",
            at_least("attribute_score", 40),
            lambda row: (
                (30 if number(row[TIME]) >= 800 else 15 if number(row[TIME]) >= 300 else 0)
                + (10 if number(row[VISITS]) >= 4 else 0)
                + (40 if row["What is your current occupation"].strip().lower() == "working professional" else 0)
                >= 40
            ),
            (
                {"name": "time", "limit": 30, "pick": "best",
                 "rules": [rule(TIME, "at_least", 800, 30), rule(TIME, "at_least", 300, 15)]},
                {"name": "visits", "limit": 10, "pick": "best", "rules": [rule(VISITS, "at_least", 4, 10)]},
                {"name": "occupation", "limit": 40, "pick": "best",
                 "rules": [rule("What is your current occupation", "is", "Working Professional", 40)]},
            ),
        ),
    ),
)  # fmt: skip
BANK = Table(
    "bank.csv",
    ";",
    lambda row: row["y"] == "yes",
    (
        Trial("balance of 1,500", at_least("custom:balance", 1500), lambda row: number(row["balance"]) >= 1500),
        Trial(
            "attribute score 30 of balance, earlier result and loan",
            at_least("attribute_score", 30),
            lambda row: (
                (20 if number(row["balance"]) >= 1500 else 10 if number(row["balance"]) >= 500 else 0)
                + (50 if row["poutcome"] == "success" else 0)
                + (10 if row["housing"] == "no" else 0)
                >= 30
            ),
            (
                {"name": "balance", "limit": 20, "pick": "best",
                 "rules": [rule("balance", "at_least", 1500, 20), rule("balance", "at_least", 500, 10)]},
                {"name": "before", "limit": 50, "pick": "best", "rules": [rule("poutcome", "is", "success", 50)]},
                {"name": "housing", "limit": 10, "pick": "best", "rules": [rule("housing", "is", "no", 10)]},
            ),
        ),
    ),
    numbered=True,
)  # fmt: skip
TABLES = (X_EDUCATION, BANK)


def table_in(directory: Path) -> Table | None:
    names = {path.name for path in directory.iterdir()}  # letter by letter, whatever the file system thinks of case
    return next((table for table in TABLES if table.name in names), None)


def check(table: Table, directory: Path, manage: Callable[..., str]) -> int:
    """Import the table, try every threshold; prints what was counted, returns how many trials differ."""
    rows = read(table, directory / table.name)
    with tempfile.TemporaryDirectory() as folder:
        path = directory / table.name
        if table.numbered:
            path = numbered(table, rows, Path(folder) / table.name)
        for command in ("import_leads", "import_past_cases"):
            sys.stdout.write(manage(command, str(path)))
        different = [trial for trial in table.trials if not same(trial, rows, table, Path(folder), manage)]
    sys.stdout.write(f"{len(table.trials) - len(different)} of {len(table.trials)} thresholds equal\n")
    return len(different)


def read(table: Table, path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=table.delimiter))


def numbered(table: Table, rows: list[Row], path: Path) -> Path:
    """The same file with a first column that numbers its rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["ID", *rows[0]], delimiter=table.delimiter)
        writer.writeheader()
        writer.writerows({"ID": f"row-{place}", **row} for place, row in enumerate(rows, 1))
    return path


def same(trial: Trial, rows: list[Row], table: Table, folder: Path, manage: Callable[..., str]) -> bool:
    criteria, scoring = folder / "criteria.json", folder / "scoring.json"
    criteria.write_text(json.dumps(criteria_document(trial.condition)))
    scoring.write_text(json.dumps({"behaviour": [], "attribute_groups": trial.groups, "title_words": {}}))
    printed = json.loads(manage("replay", "--criteria", str(criteria), "--scoring", str(scoring)))
    found = {name: [printed[name]["part"], printed[name]["whole"]] for name in ("precision", "capture")}
    wanted = counted(trial, rows, table)
    rates = ", ".join(f"{name} {part}/{whole} = {part / whole:.4f}" for name, (part, whole) in found.items())
    sys.stdout.write(f"{trial.name}: {rates}\n")
    if found != wanted:
        sys.stdout.write(f"  expected {wanted}\n")
    return found == wanted


def counted(trial: Trial, rows: list[Row], table: Table) -> dict[str, list[int]]:
    """By hand: of those that pass the ones that became something; of those that did the ones that pass."""
    cells = Counter((trial.passes(row), table.became(row)) for row in rows)
    hits = cells[True, True]
    return {"precision": [hits, hits + cells[True, False]], "capture": [hits, hits + cells[False, True]]}


def criteria_document(condition: Document) -> Document:
    outcome = {"flag": "target", "route": "sales", "reason": "score_met"}
    rules = [{"conditions": [condition], "outcome": outcome}]
    return {"profile": "large", "thresholds": {}, "rules": rules}
