import json

import pytest

from config import acceptance_replay
from config.acceptance_replay import BANK, X_EDUCATION, Table, Trial, at_least

SMALL = Table(
    "small.csv",
    ";",
    lambda row: row["y"] == "yes",
    (Trial("ten", at_least("custom:n", 10), lambda row: int(row["n"]) >= 10),),
    numbered=True,
)


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "small.csv").write_text("n;y\n10;yes\n11;no\n9;yes\n12;yes\n")
    return tmp_path


def answering(hits: int, passed: int, became: int, seen: list):
    def manage(name, *arguments):
        seen.append((name, *arguments))
        rates = {"precision": {"part": hits, "whole": passed}, "capture": {"part": hits, "whole": became}}
        return json.dumps(rates) if name == "replay" else ""

    return manage


def test_a_replay_that_counts_the_same_is_equal(directory, capsys):
    seen: list = []
    assert acceptance_replay.check(SMALL, directory, answering(2, 3, 3, seen)) == 0
    assert [name for name, *_ in seen] == ["import_leads", "import_past_cases", "replay"]
    assert "1 of 1 thresholds equal" in capsys.readouterr().out


def test_a_difference_is_said(directory, capsys):
    assert acceptance_replay.check(SMALL, directory, answering(2, 3, 4, [])) == 1
    assert "expected {'precision': [2, 3], 'capture': [2, 3]}" in capsys.readouterr().out


def test_rows_without_an_id_are_numbered(directory, tmp_path):
    rows = acceptance_replay.read(SMALL, directory / "small.csv")
    path = acceptance_replay.numbered(SMALL, rows, tmp_path / "numbered.csv")
    assert path.read_text().splitlines()[:2] == ["ID;n;y", "row-1;10;yes"]


def test_the_tables_are_known_by_their_names(tmp_path):
    assert acceptance_replay.table_in(tmp_path) is None
    (tmp_path / "leads.csv").touch()
    assert acceptance_replay.table_in(tmp_path) is None
    (tmp_path / "bank.csv").touch()
    assert acceptance_replay.table_in(tmp_path) is BANK
    (tmp_path / "Leads.csv").touch()
    assert acceptance_replay.table_in(tmp_path) is X_EDUCATION


def test_the_criteria_tried_can_be_published():
    from handoff.criteria.document import CriteriaDocument
    from leads.scoring_document import ScoringDocument

    for trial in (*X_EDUCATION.trials, *BANK.trials):
        assert not CriteriaDocument.from_json(acceptance_replay.criteria_document(trial.condition)).problems()
        assert not ScoringDocument.from_json({"attribute_groups": trial.groups}).problems()
