"""Reading delimited text: encodings, separators, headers and every way a file can be wrong."""

import io
from functools import partial

import pytest

from leads.intake import files, mapping
from leads.intake.encodings import detect
from leads.intake.problems import FileProblem

HEADER = "リードID,会社名,氏名"
ROWS = [["L1", "髙島屋㈱", "山﨑 花"], ["L2", "ｻﾝﾌﾟﾙ～商事", "鈴木"]]
TABLE = HEADER + "\r\n" + "\r\n".join(",".join(row) for row in ROWS) + "\r\n"


def read(content: bytes, **given):
    """(layout, cells of the rows, problems of the rows)"""
    open_file = partial(io.BytesIO, content)
    layout = files.inspect(open_file, partial(mapping.known, "leads"), **given)
    rows = list(files.read(open_file, layout))
    return (
        layout,
        [row.cells for row in rows],
        {row.number: [p["code"] for p in row.problems] for row in rows if row.problems},
    )


def refusal(content: bytes, **given) -> str:
    with pytest.raises(FileProblem) as problem:
        read(content, **given)
    return problem.value.message


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_found_and_no_character_is_lost(encoding, codec):
    layout, rows, problems = read(TABLE.encode(encoding))
    assert (layout.encoding, rows, problems) == (codec, ROWS, {})


@pytest.mark.parametrize(("encoding", "codec"), [("euc_jp", "euc_jp"), ("iso2022_jp", "iso2022_jp")])
def test_older_japanese_encodings_are_found_too(encoding, codec):
    text = "リードID,会社名,氏名\nL1,東京商事株式会社,山田太郎\n"
    layout, rows, _ = read(text.encode(encoding))
    assert (layout.encoding, rows) == (codec, [["L1", "東京商事株式会社", "山田太郎"]])


def test_western_text_is_not_taken_for_japanese():
    text = "Lead ID,Company,Name\n1,Société Générale,Zoë Müller\n2,Österreich AG,José Núñez\n"
    assert detect(io.BytesIO(text.encode("cp1252"))) == "cp1252"


def test_japanese_that_begins_after_a_megabyte_of_ascii_is_found():
    text = "id,name\n" + "1,plain ascii\n" * 100_000 + "2,山田商事の太郎\n"
    assert detect(io.BytesIO(text.encode("cp932"))) == "cp932"


def test_one_bad_byte_does_not_change_the_encoding():
    content = TABLE.encode() + b"L3," + b"\xff\xfe" + ",山田\n".encode()
    layout, _, problems = read(content)
    assert layout.encoding == "utf-8-sig"
    assert problems == {4: ["undecodable"]}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read(newline):
    _, rows, _ = read(TABLE.replace("\r\n", newline).encode())
    assert rows == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_found(delimiter):
    layout, rows, _ = read(TABLE.replace(",", delimiter).encode())
    assert (layout.delimiter, rows) == (delimiter, ROWS)


def test_a_decimal_comma_does_not_hide_the_semicolon():
    layout, rows, _ = read(b"name;amount;city\na;1,5;x\nb;2,5;y\n")
    assert (layout.delimiter, rows[0]) == (";", ["a", "1,5", "x"])


def test_quoted_cells_may_hold_separators_quotes_and_line_ends():
    _, rows, _ = read('リードID,会社名,氏名\nL1,"A, ""B""\nC",山田\nL2,D,鈴木\n'.encode())
    assert rows == [["L1", 'A, "B"\nC', "山田"], ["L2", "D", "鈴木"]]


def test_row_numbers_are_the_lines_an_editor_counts():
    open_file = partial(io.BytesIO, b'lead id,name,email\nL1,"a\nb",x\n\nL2,c,y\n')
    layout = files.inspect(open_file, partial(mapping.known, "leads"))
    assert [row.number for row in files.read(open_file, layout)] == [2, 5]


def test_a_preamble_before_the_header_is_skipped():
    layout, rows, _ = read(("ダウンロード実行日,2025年12月24日現在,件数,2件\r\n" + TABLE).encode("cp932"))
    assert (layout.header_row, layout.columns, rows) == (2, ["リードID", "会社名", "氏名"], ROWS)


def test_the_header_line_may_be_given():
    layout, rows, _ = read(b"a,b\nc,d\n1,2\n", header_row=2)
    assert (layout.columns, rows) == (["c", "d"], [["1", "2"]])


def test_columns_without_a_name_or_with_the_same_name_are_told_apart():
    layout, _, _ = read(b"name,,name,\n1,2,3,4\n")
    assert layout.columns == ["name", "(2)", "name (2)", "(4)"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b" \n"])
def test_an_empty_file_is_refused(content):
    assert "空" in refusal(content) or "empty" in refusal(content)


def test_a_header_without_rows_is_refused():
    assert refusal(HEADER.encode())


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"\xff\xd8\xff\xe0" + bytes(range(256)),
        b"PK\x03\x04" + bytes(range(256)),
        b"%PDF-1.7\n",
        bytes(range(256)) * 100,
        b"\x00" * 5000,
    ],
)
def test_what_is_no_text_is_refused_whatever_its_name(content):
    assert "CSV" in refusal(content)


def test_a_row_with_too_many_or_too_few_cells_is_marked():
    _, _, problems = read(TABLE.encode() + b"L3,short\nL4,a,b,c\nL5,a,b,,\n")
    assert problems == {4: ["cells"], 5: ["cells"]}


def test_a_row_of_sixty_cells_is_marked_and_the_others_are_read():
    _, rows, problems = read((TABLE + ",".join(map(str, range(60))) + "\nL9,a,b\n").encode())
    assert problems == {4: ["cells"]}
    assert rows[-1] == ["L9", "a", "b"]


def test_a_null_character_is_marked():
    _, _, problems = read(TABLE.encode() + b"L3,a\x00b,c\n")
    assert problems == {4: ["null_character"]}


def test_a_row_whose_quotes_do_not_match_is_marked():
    _, _, problems = read(TABLE.encode() + b'L3,"a"b,c\nL4,a,b\nL5,"never closed,b\n')
    assert problems == {4: ["quotes"], 6: ["unclosed"]}


def test_a_quote_that_is_never_closed_does_not_swallow_the_whole_file():
    content = HEADER.encode() + b'\nL1,"open,x\n' + b"L2,a,b\n" * 300_000
    _, rows, problems = read(content)
    assert problems[2] == ["endless_cell"]
    assert len(rows) > 100_000


def test_a_quote_that_is_never_closed_says_up_to_which_line_it_took():
    content = (TABLE + 'L3,"open,x\n' + "L4,a,b\n" * 50).encode()
    layout, *_ = read(content)
    *_, last = files.read(partial(io.BytesIO, content), layout)
    assert (last.number, last.problems) == (4, [{"code": "unclosed", "limit": 54}])


def test_a_line_without_end_is_left_out_and_the_others_are_read():
    _, rows, problems = read(TABLE.encode() + b"L3," + b"a," * 2_000_000 + b"\r\nL4,a,b\n")
    assert problems == {4: ["endless_line"]}
    assert rows[-1] == ["L4", "a", "b"]


def test_a_file_of_one_endless_line_is_refused():
    assert "1000000" in refusal(b"a," * 2_000_000)


def test_blank_rows_are_left_out():
    _, rows, _ = read(TABLE.encode() + b"\n,,\n , ,\n")
    assert rows == ROWS


def test_a_whole_row_in_one_quoted_cell_is_marked():
    _, _, problems = read(TABLE.encode() + b'"L3,a,""b"""\n')
    assert problems == {4: ["cells"]}


def test_more_columns_than_anyone_means_are_refused():
    assert "500" in refusal((",".join(f"c{n}" for n in range(501)) + "\n" + "," * 500 + "x\n").encode())
