"""Files and cells from hell: a clear answer, nothing half-written, no server error."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leads.models import Activity, ImportChunk, ImportRun, Lead
from leads.normalise import ZERO_WIDTH
from tests.leads.importing import imported, problems
from tests.leads.naughty import NAUGHTY

HEADER = "リードID,会社名,氏名,メールアドレス,役職,タグ,従業員数,登録日時,メモ\n"


@pytest.fixture
def page(login, marketer):
    return login(marketer)


def upload(page, content: bytes, name="leads.csv"):
    return page.post(
        "/imports/upload/",
        {"kind": "leads", "file": SimpleUploadedFile(name, content), "token": uuid.uuid4()},
        headers={"Accept-Language": "en"},
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        HEADER.encode(),
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)),
        bytes(range(256)) * 64,
        (",".join("abc"[n % 3] + str(n) for n in range(600)) + "\n" + "," * 599 + "1\n").encode(),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_in_words_and_not_kept(page, content):
    answer = upload(page, content)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert (ImportRun.objects.count(), ImportChunk.objects.count()) == (0, 0)


def test_a_file_above_the_limit_is_refused_before_it_is_read(page, settings):
    settings.IMPORT_MAX_MB = 1
    answer = upload(page, b"a,b\n" + b"1,2\n" * 300_000)
    assert answer.status_code == 413
    assert "1" in answer.context["problem"]
    assert not ImportChunk.objects.exists()


def test_a_file_just_above_the_limit_is_refused_while_it_is_kept(page, settings):
    settings.IMPORT_MAX_MB = 1
    assert upload(page, b"a,b\n" + b"1,2\n" * 250_005).status_code == 422
    assert not ImportChunk.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\temp\\リード.csv", "a\r\nX: y.csv", "<script>.csv", "x" * 300 + ".csv"]
)
def test_a_file_name_is_only_a_name(page, name):
    assert upload(page, (HEADER + "L1,,,,,,,,\n").encode(), name=name).status_code == 302
    kept = ImportRun.objects.get().file_name
    assert not set(kept) & set("/\\\r\n")
    assert b"<script>.csv" not in page.get("/imports/").content


def test_a_form_without_a_file_or_with_an_unknown_kind_is_answered(page):
    assert page.post("/imports/upload/", {"kind": "leads"}).status_code == 422
    assert page.post("/imports/upload/", {"kind": "secrets", "token": "x"}).status_code == 422


@pytest.mark.django_db
def test_broken_rows_are_refused_by_line_and_the_others_come_in():
    run = imported(
        "leads",
        HEADER.encode()
        + b"L1,a\x00b,,,,,,,\n"
        + b"L2,\xff\xfe,,,,,,,\n"
        + b",".join([b"x"] * 60)
        + b"\nL4,"
        + "長".encode() * 5000
        + b",,,,,,,\n"
        + b'L5,"a"b,,,,,,,\n'
        + "L6,A社,,,,,,,\n".encode(),
    )
    assert problems(run) == {
        2: ["null_character"],
        3: ["undecodable"],
        4: ["cells"],
        5: ["too_long"],
        6: ["quotes"],
    }
    assert run.rows.get(number=3).problems[0]["column"] == "会社名"
    assert Lead.objects.get().external_id == "L6"


@pytest.mark.django_db
@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_strings_come_in_as_they_are_or_are_refused(text):
    cell = '"' + text.replace('"', '""') + '"'
    run = imported("leads", HEADER + f"L1,{cell},{cell},{cell},{cell},{cell},{cell},{cell},{cell}\n")
    if run.counts["refused"]:
        return
    lead = Lead.objects.get()
    seen = text.strip().strip(ZERO_WIDTH).strip()
    assert lead.custom_fields.get("メモ", "") == ("" if seen == "Select" else seen)


@pytest.mark.django_db
def test_formulas_and_signed_numbers_are_kept_as_text():
    cells = ["=1+1", "+81-3-1234-5678", "-5", "@SUM(1)", "\t=1"]
    imported("leads", "リードID,電話番号,メモ\n" + "".join(f'L{n},{cell},"{cell}"\n' for n, cell in enumerate(cells)))
    kept = Lead.objects.order_by("external_id").values_list("phone", "custom_fields__メモ")
    assert list(kept) == [(cell.strip(), cell.strip()) for cell in cells]


@pytest.mark.django_db
def test_activities_with_impossible_cells_write_nothing():
    imported("leads", "リードID,メールアドレス\nL1,a@example.jp\n")
    run = imported(
        "activities",
        "行動ID,リードID,種別,日時\n" + f"{'x' * 300},L1,メール開封,2026-01-01\nA2,L1,{'y' * 90},2026-01-01\n",
    )
    assert problems(run) == {2: ["too_long"], 3: ["too_long"]}
    assert not Activity.objects.exists()


@pytest.mark.django_db
def test_a_cell_of_nothing_that_can_be_seen_is_empty():
    imported("leads", "リードID,会社名,氏名\nL1,\u200b\ufeff,\ufeff山田 太郎\u200b\n")
    lead = Lead.objects.get()
    assert (lead.name, lead.company) == ("山田 太郎", None)
