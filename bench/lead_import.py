"""Row 10: a file of new leads, normalised, merged, scored and judged, against COPY of the same rows."""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from bench.rows import Line, row
from bench.seed import execute
from bench.site import BASE, Site
from bench.timing import Timing, timed
from feedback.demo.crowd import words
from leads.intake import runs, storage
from leads.models import Company, ImportRun

HEADER = ["リードID", "会社名", "氏名", "フリガナ", "メールアドレス", "電話番号"]
HEADER += ["部署", "役職", "業種", "従業員数", "都道府県"]
MOST = 50_000
KNOWN = 5_000
COLUMNS = """external_id, person_key, company_id, name, name_kana, email, phone, phone_digits, department, title,
    title_rank, prefecture, source, campaign, tags, custom_fields, registered_at, search_text, search_grams,
    created_at, updated_at"""


@row(10)
def lead_import(small: Site, large: Site) -> Iterator[Line]:
    count = min(MOST, max(5_000, large.leads // 4))
    with tempfile.TemporaryDirectory() as folder:
        known = list(Company.objects.order_by("pk").values_list("name", flat=True)[:KNOWN])
        file = write_file(Path(folder) / "leads.csv", 10**7, count, known)
        found = Timing((timed(lambda: import_file(file)),))
        copy = Timing((copied(count),))
        few = peak(large, write_file(Path(folder) / "few.csv", 2 * 10**7, count // 5, known))
        many = peak(large, write_file(Path(folder) / "many.csv", 3 * 10**7, count, known))
    ratio = found.median / copy.median
    rate = count / found.median * 1000
    yield Line(
        f"import of {count:,} new leads, scored and judged", found, "COPY with the same indexes", copy.median,
        f"1/{ratio:.1f} of its rows/s; {rate:,.0f} rows/s", "≥ 1/15 of its rows/s", ratio <= 15,
    )  # fmt: skip
    yield Line(
        f"memory of an import of {count:,} rows", None, f"of {count // 5:,} rows: {few:.0f} MB", None,
        f"{many:.0f} MB", "flat: ≤ 1.3 ×", many <= 1.3 * few,
    )  # fmt: skip


def write_file(path: Path, first: int, count: int, known: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(lead(number, known) for number in range(first, first + count))
    return path


def lead(number: int, known: list[str]) -> list:
    """A lead of the file. Every second one's company is known, and the file says nothing new about it."""
    family, given = number % len(words.FAMILY), number // 7 % len(words.GIVEN)
    return [
        f"N{number}",
        known[number // 2 % len(known)] if number % 2 else f"（株）{words.COMPANIES[given % 12]}{number // 4}",
        f"{words.FAMILY[family]}　{words.GIVEN[given]}", f"{words.FAMILY_KANA[family]} {words.GIVEN_KANA[given]}",
        f"{words.FAMILY_LATIN[family]}.{number}@Example.co.jp",
        f"０３-{number % 9000 + 1000}-{number // 9 % 9000 + 1000}",
        words.DEPARTMENTS[number % len(words.DEPARTMENTS)], words.TITLES[number // 5 % len(words.TITLES)],
        *(["", "", ""] if number % 2 else company_facts(number)),
    ]  # fmt: skip


def company_facts(number: int) -> list[str]:
    industry = words.INDUSTRIES[number // 11 % len(words.INDUSTRIES)]
    return [industry, f"約{number % 3000 + 1:,}名", words.PREFECTURES[number // 13 % len(words.PREFECTURES)]]


def import_file(path: Path) -> None:
    importing = storage.receive(pieces(path), kind=ImportRun.Kind.LEADS, file_name=path.name, source="bench")
    importing.begin_check()
    runs.check(importing, lambda done, total: None)
    importing.begin_apply()
    runs.apply(importing, lambda done, total: None)


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(storage.PIECE):
            yield piece


def copied(count: int) -> float:
    """COPY of the rows that the import made, into a table with the indexes of leads_lead."""
    execute("DROP TABLE IF EXISTS bench_lead; CREATE TABLE bench_lead (LIKE leads_lead INCLUDING ALL)")
    newest = f"SELECT {COLUMNS} FROM leads_lead ORDER BY id DESC LIMIT {count}"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY ({newest}) TO STDOUT") as out:
            rows = b"".join(bytes(piece) for piece in out)

        def copy() -> None:
            with cursor.copy(f"COPY bench_lead ({COLUMNS}) FROM STDIN") as into:
                into.write(rows)

        taken = timed(copy)
    execute("DROP TABLE bench_lead")
    return taken


def peak(site: Site, path: Path) -> float:
    """Megabytes at most of a process that imports the file."""
    command = [sys.executable, "manage.py", "import_leads", str(path)]
    environment = os.environ | {"DATABASE_URL": site.url}
    process = subprocess.Popen(command, cwd=BASE, env=environment, stdout=subprocess.DEVNULL)
    _pid, code, used = os.wait4(process.pid, 0)
    process.returncode = code
    if code:
        raise RuntimeError("The import failed")
    return used.ru_maxrss / 1024
