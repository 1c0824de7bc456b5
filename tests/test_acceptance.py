import datetime as dt
from pathlib import Path

import pytest

from config import acceptance

EXPECTED = {
    "L-1": {"external_id": "L-1", "behaviour_score": "10", "small": "target:sales:checklist_met"},
    "L-2": {"external_id": "L-2", "behaviour_score": "0", "small": "not_target:nurture:checklist_not_met"},
}


def test_equal_rows_are_counted_and_nothing_else_is_said(capsys):
    assert acceptance.compare(EXPECTED, EXPECTED) == 0
    assert capsys.readouterr().out == "2 of 2 rows equal\n"


def test_a_difference_names_lead_column_and_both_values(capsys):
    found = EXPECTED | {"L-2": EXPECTED["L-2"] | {"behaviour_score": "5"}}
    assert acceptance.compare(EXPECTED, found) == 1
    assert capsys.readouterr().out == "L-2 behaviour_score: expected 0, got 5\n1 of 2 rows equal\n"


def test_a_missing_lead_is_a_difference(capsys):
    assert acceptance.compare(EXPECTED, {"L-1": EXPECTED["L-1"]}) == 1
    assert capsys.readouterr().out.endswith("1 of 2 rows equal\n")


def test_a_lead_nobody_expected_is_a_difference(capsys):
    assert acceptance.compare(EXPECTED, EXPECTED | {"L-3": {"external_id": "L-3"}}) == 1
    assert capsys.readouterr().out.splitlines() == [
        "L-3: not expected",
        "2 of 2 rows equal, and 1 leads that are not expected",
    ]


def test_the_moment_is_read_from_the_name():
    found = acceptance.moment_of(Path("expected_2026-11-20T0900+0900.csv"))
    assert found == dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def test_a_name_without_a_moment_is_refused():
    with pytest.raises(SystemExit, match="does not name a moment"):
        acceptance.moment_of(Path("expected_tomorrow.csv"))
