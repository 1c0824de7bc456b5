"""What is taken for which kind of file."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.package.files import CONTENT_TYPES, NAME_MAX, SUFFIXES, Refused, plain_name, received
from tests.handoff.files import DOCX, HTML, JPEG, OLD_OFFICE, PDF, PNG, PPTX, SVG, XLSX, office


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", PDF, "pdf"), ("A.PDF", PDF, "pdf"), ("a.png", PNG, "png"), ("a.jpeg", JPEG, "jpeg"),
        ("a.docx", DOCX, "docx"), ("a.xlsx", XLSX, "xlsx"), ("a.pptx", PPTX, "pptx"),
        ("a.csv", "会社,氏名\r\n".encode("cp932"), "csv"), ("a.txt", "議事録\n".encode(), "txt"),
        ("a.csv", "\ufeff会社".encode(), "csv"),
    ],
)  # fmt: skip
def test_files_of_everyday_work_are_taken(name, data, kind):
    assert received(name, data).kind == kind


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", HTML), ("picture.svg", SVG), ("tool.exe", b"MZ"), ("macro.xlsm", XLSX), ("no suffix", PDF),
        ("a.pdf.html", PDF), ("a.pdf", HTML), ("a.pdf", b" %PDF-1.7"), ("a.pdf", HTML + PDF), ("a.png", SVG),
        ("a.png", b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>"), ("a.jpg", b"GIF89a/*<svg/onload=alert(1)>*/"),
        ("a.jpg", PNG), ("a.docx", XLSX), ("a.docx", b"PK\x03\x04 not a zip"), ("a.docx", HTML + DOCX),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")), ("a.docx", OLD_OFFICE), ("a.xlsx", office()),
        ("a.txt", HTML), ("a.csv", b"\n\t <svg onload=alert(1)>"), ("a.txt", b"\xef\xbb\xbf<script>"),
        ("a.csv", b"\xff\xfe<\x00s\x00"), ("a.txt", b"a\x00b"), ("a.txt", b"%PDF-1.7"), ("a.txt", b"\x1b[2J"),
        ("a.pdf", b""),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_is_refused(name, data):
    with pytest.raises(Refused):
        received(name, data)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\林\\見積.pdf", "見積.pdf"), ("a\0.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"), ("\u202efdp.exe.pdf", "fdp.exe.pdf"), (" .pdf", "pdf"),
        ("か\u3099.pdf", "が.pdf"), ("長" * 300 + ".pdf", "長" * (NAME_MAX - 4) + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_is_only_a_name(given_name, kept):
    assert plain_name(given_name) == kept


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(sorted(SUFFIXES)))
def test_any_name_becomes_one_printable_line_without_a_path(text, suffix):
    name = plain_name(text + suffix)
    assert len(name) <= NAME_MAX
    assert name.isprintable() or not name
    assert not re.search(r"[/\\]", name)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(SUFFIXES)))
def test_any_bytes_are_taken_or_refused(data, suffix):
    try:
        taken = received(f"a{suffix}", data)
    except Refused:
        return
    assert taken.data == data and taken.kind in CONTENT_TYPES
    assert not data.lstrip().startswith(b"<")
