import pytest

from leads.intake.refused import harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+cmd|' /C calc'!A0", "-1+1|x", "@SUM(1+9)", "\t=1", "\r=1", "+SUM(A1)", "=", "-a"]
)
def test_no_spreadsheet_runs_a_cell_of_an_export(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+81-3-1234-5678", "-5", "+81 (3) 1234", "-1,234.5", "-", "山田", "a=b", ""])
def test_phones_and_numbers_stay_as_they_are(cell):
    assert harmless(cell) == cell
