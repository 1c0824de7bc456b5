"""manage.py import_leads, import_activities, import_companies."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from leads.models import Activity, Company, ImportRun, Lead

pytestmark = pytest.mark.django_db

LEADS = "リードID,会社名,氏名,メールアドレス,従業員数\nL1,髙島屋,山田,a@example.jp,多数\n,,,,5\n"


@pytest.fixture
def leads_file(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_bytes(LEADS.encode("cp932"))
    return path


def run(command, *arguments) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def test_counts_and_problems_are_printed(leads_file):
    said = run("import_leads", leads_file)
    assert "CP932" in said
    assert "1 created" in said
    assert "1 refused" in said
    assert "多数" in said
    assert Lead.objects.get().company.name == "髙島屋"


def test_the_same_file_again_creates_nothing(leads_file):
    run("import_leads", leads_file)
    assert "0 created, 0 updated, 1 unchanged" in run("import_leads", leads_file)


def test_a_dry_run_changes_nothing(leads_file):
    assert "1 created" in run("import_leads", leads_file, "--dry-run")
    assert not Lead.objects.exists()


def test_refused_rows_are_written_to_a_file(leads_file, tmp_path):
    run("import_leads", leads_file, "--refused", tmp_path / "out.csv")
    _, row = csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"), newline=""))
    assert (row[0], row[-1]) == ("3", "5")


def test_activities_and_companies_come_in_the_same_way(leads_file, tmp_path):
    run("import_leads", leads_file)
    (tmp_path / "a.csv").write_text("行動ID,リードID,種別,日時\nA1,L1,メール開封,2026-11-13 09:00\n")
    (tmp_path / "c.csv").write_text("会社名,業種\n髙島屋,小売業\n")
    assert "1 created" in run("import_activities", tmp_path / "a.csv", "--source", "web")
    assert "1 companies updated" in run("import_companies", tmp_path / "c.csv")
    assert Activity.objects.get().source == "web"
    assert Company.objects.get().industry == "小売業"


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\x89PNG\r\n\x1a\n" + bytes(999)])
def test_a_file_that_cannot_be_read_ends_the_command(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        run("import_leads", path)
    assert not ImportRun.objects.exists()


def test_a_file_that_is_not_there_ends_the_command(tmp_path):
    with pytest.raises(CommandError, match=r"no\.csv"):
        run("import_leads", tmp_path / "no.csv")


def test_a_file_whose_columns_say_nothing_ends_the_command(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("foo,bar\n1,2\n")
    with pytest.raises(CommandError):
        run("import_leads", path)


def test_a_file_above_the_limit_ends_the_command(tmp_path, settings):
    settings.IMPORT_MAX_MB = 1
    path = tmp_path / "x.csv"
    path.write_bytes(b"email\n" + b"a@example.jp\n" * 100_000)
    with pytest.raises(CommandError, match="1"):
        run("import_leads", path)
