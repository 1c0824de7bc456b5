import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.exporting.cells import harmless
from leads.exporting.csv_file import lines, loss
from leads.exporting.encodings import missing, write

FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-1+1|x", "@SUM(1+9)", "\t=1", "\r=1", "\n=1", "+SUM(A1)", "=", "-a"]


@pytest.mark.parametrize("cell", [*FORMULAS, "＝1+1", "＠SUM(1+9)", "　=1+1", "\ufeff=1+1", "\u00a0@x"])
def test_no_spreadsheet_runs_a_cell_of_an_export(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+81-3-1234-5678", "-5", "+81 (3) 1234", "-1,234.5", "-", "山田", "a=b", "", " "])
def test_phones_and_numbers_stay_as_they_are(cell):
    assert harmless(cell) == cell


@pytest.mark.parametrize(("typed", "written"), [("〜", "～"), ("−5", "－5"), ("か\u3099", "が"), ("\u00a0", " ")])
def test_what_cp932_has_under_another_number_is_not_lost(typed, written):
    assert write(typed, "cp932") == written.encode("cp932")
    assert missing(typed, "cp932") == []


@pytest.mark.parametrize("typed", ["髙﨑 ㈱①ソ表能", "ｶﾅ", "～∥￢"])
def test_what_cp932_has_stays(typed):
    assert write(typed, "cp932").decode("cp932") == typed


def test_it_writes_the_bytes_that_windows_writes():
    assert write("髙﨑ⅰ㈱", "cp932") == bytes.fromhex("FBFC FAB1 FA40 878A")


def test_what_cp932_lacks_is_written_as_a_sign_and_named_in_the_row():
    rows = [["𠮷田", "東京"], ["山田", "葛󠄀城"]]
    text = b"".join(lines(["氏名", "都道府県"], rows, "cp932")).decode("cp932")
    head, first, second = csv.reader(io.StringIO(text))
    assert first == ["〓田", "東京", "氏名: U+20BB7"]
    assert second[2] == "都道府県: U+E0100"
    assert head[:2] == ["氏名", "都道府県"]


def test_a_look_before_counts_what_would_be_lost():
    found = loss([["𠮷田", "𠮷"], ["山田", "東京"], ["鷗", ""]], "cp932")
    assert found.rows == 2
    assert found.commonest == [("𠮷", "U+20BB7", 2), ("鷗", "U+9DD7", 1)]
    assert loss([["𠮷田"]], "utf-8-sig").rows == 0


texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_utf_8_brings_back_every_character(rows):
    text = b"".join(lines(["a", "b"], rows, "utf-8-sig")).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert back == [[harmless(cell) for cell in row] for row in rows]


@given(texts)
def test_cp932_says_of_every_character_whether_it_is_there(text):
    signs = write(text, "cp932").decode("cp932").count("〓")
    assert signs >= len(missing(text, "cp932"))
    assert bool(signs) == bool(missing(text, "cp932")) or "〓" in text
