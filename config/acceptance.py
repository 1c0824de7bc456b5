"""`python -m config.acceptance DIR`, which is what bin/accept runs: imports, judges, compares, row by row."""

import csv
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from config import acceptance_replay, console, embedded

BASE = Path(__file__).resolve().parent.parent
PROFILES = ("small", "mid", "large")
SCORES = ("behaviour_score", "attribute_score")
SHOWN = 20

Row = dict[str, str]


class Failed(SystemExit):
    """Ends the program with its message."""


def main(directory: Path) -> int:
    # What the import would wake a worker for is not wanted here: the judging below asks for nothing but the data.
    os.environ["REDIS_URL"] = "memory://"
    if table := acceptance_replay.table_in(directory):
        with embedded.servers(), own_database():
            return 1 if acceptance_replay.check(table, directory, manage) else 0
    return exports(directory)


def exports(directory: Path) -> int:
    expectations = sorted(directory.glob("expected_*.csv"))
    for name in ("leads.csv", "activities.csv"):
        if not (directory / name).exists():
            raise Failed(f"{directory / name} is missing.")
    if len(expectations) != 1:
        raise Failed(f"{directory} must hold exactly one expected_<moment>.csv; it holds {len(expectations)}.")
    expected = read_expected(expectations[0])
    moment = moment_of(expectations[0])
    with embedded.servers(), own_database():
        return compare(expected, judged(directory, moment))


def moment_of(path: Path) -> dt.datetime:
    """The moment in a name like expected_2026-11-20T0900+0900.csv."""
    try:
        return dt.datetime.strptime(path.stem, "expected_%Y-%m-%dT%H%M%z")
    except ValueError:
        raise Failed(f"{path.name} does not name a moment, as expected_2026-11-20T0900+0900.csv does.") from None


def read_expected(path: Path) -> dict[str, Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["external_id"]: row for row in csv.DictReader(file)}


@contextmanager
def own_database() -> Iterator[None]:
    """A database that lives only as long as this takes."""
    os.environ.setdefault("TOSSUP_MODE", "local")
    server = os.environ["DATABASE_URL"]
    name = f"tossup_accept_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        try:
            with console.step("migrate", "migrate"):
                manage("migrate")
            yield
        finally:
            os.environ["DATABASE_URL"] = server
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def judged(directory: Path, moment: dt.datetime) -> dict[str, Row]:
    """What the product says of every lead of the directory."""
    for command in ("import_leads", "import_activities"):
        path = str(directory / f"{command.removeprefix('import_')}.csv")
        with console.step(f"{command} {path}", f"{command} {path}"):
            manage(command, path)
    return verdicts(moment)


def verdicts(moment: dt.datetime) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for profile in PROFILES:
        command = ["judge", "--profile", profile, "--as-of", moment.isoformat()]
        with console.step(" ".join(command), " ".join(command)):
            for found in csv.DictReader(manage(*command).splitlines()):
                row = rows.setdefault(found["external_id"], {"external_id": found["external_id"]})
                row[profile] = ":".join((found["flag"], found["route"], found["reason"]))
                for score in SCORES:
                    row[score] = found[score] if row.get(score, found[score]) == found[score] else "differs by profile"
    return rows


def manage(*arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise Failed(f"manage.py {' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def compare(expected: dict[str, Row], found: dict[str, Row]) -> int:
    """Prints the first differences and, last, how many rows are equal in all columns; 0 if nothing differs."""
    differences = [
        (key, column, row[column], found.get(key, {}).get(column, "no such lead"))
        for key, row in expected.items()
        for column in row
        if found.get(key, {}).get(column) != row[column]
    ]
    unexpected = sorted(found.keys() - expected.keys())
    for key, column, wanted, got in differences[:SHOWN]:
        sys.stdout.write(f"{key} {column}: expected {wanted}, got {got}\n")
    if len(differences) > SHOWN:
        sys.stdout.write(f"… and {len(differences) - SHOWN} more differences\n")
    for key in unexpected[:SHOWN]:
        sys.stdout.write(f"{key}: not expected\n")
    equal = len(expected) - len({key for key, *_ in differences})
    also = f", and {len(unexpected)} leads that are not expected" if unexpected else ""
    sys.stdout.write(f"{equal} of {len(expected)} rows equal{also}\n")
    return 1 if differences or unexpected else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
