import pytest
from django.core.management import CommandError, call_command

from tests.handoff.holidays_2024_2027 import MONTH_DAYS

HEADER = "国民の祝日・休日月日,国民の祝日・休日名称\r\n"


@pytest.fixture
def listed(tmp_path):
    def write(rows: list[str]):
        path = tmp_path / "syukujitsu.csv"
        path.write_bytes((HEADER + "".join(f"{row}\r\n" for row in rows)).encode("cp932"))
        return path

    return write


def days_of(year: int) -> list[str]:
    return [f"{year}/{number // 100}/{number % 100},休日" for number in MONTH_DAYS[year]]


def test_a_file_that_agrees_is_confirmed(listed, capsys):
    call_command("check_holidays", listed(days_of(2026)))
    assert "18 of 18 holidays agree, 2026-2026" in capsys.readouterr().out


def test_every_difference_is_printed_and_the_command_fails(listed, capsys):
    rows = [row for row in days_of(2026) if not row.startswith("2026/9/22")] + ["2026/6/10,新しい祝日"]
    with pytest.raises(CommandError, match="17 of 19"):
        call_command("check_holidays", listed(rows))
    out = capsys.readouterr().out
    assert "2026-06-10 新しい祝日: in the file, not in use" in out
    assert "2026-09-22 国民の休日: in use, not in the file" in out


@pytest.mark.parametrize("rows", [[], ["yesterday,祝日"], ["2026/13/1,祝日"], ["2026/1,祝日"]])
def test_a_file_of_another_form_is_refused_clearly(listed, rows):
    with pytest.raises(CommandError, match=r"syukujitsu\.csv"):
        call_command("check_holidays", listed(rows))


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot read"):
        call_command("check_holidays", tmp_path / "none.csv")
