"""The way of a file through the browser, as a marketer walks it."""

import csv
import io
import uuid

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from django.utils import timezone

from leads import background
from leads.models import BackgroundRun, ColumnMapping, Company, ImportRun, Lead
from tests.leads.importing import checked, imported

FILE = (
    "リードID,会社名,氏名,メールアドレス,役職,色\n"
    "L1,A社,山田,a@example.jp,部長,赤\n"
    "L2,B社,佐藤,b@example.jp,課長,Select\n"
    ",,,,社長,\n"
)


@pytest.fixture
def page(login, marketer):
    return login(marketer)


def upload(page, content: str | bytes = FILE, kind="leads", name="leads.csv", token=None):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return page.post("/imports/upload/", {"kind": kind, "file": file, "token": token or uuid.uuid4()})


def columns(run, **changed) -> dict:
    chosen = run.mapping | changed
    return {f"column-{place}": chosen[column] for place, column in enumerate(run.columns)} | {"empty_words": "Select"}


def work():
    """What the worker does: every waiting run, to its end."""
    for run in BackgroundRun.objects.filter(state="queued"):
        run.claim(at=timezone.now())
        background.perform(run)


def test_a_file_is_uploaded_mapped_checked_and_imported(page):
    answer = upload(page)
    run = ImportRun.objects.get()
    assert answer.url == f"/imports/{run.pk}/"
    assert page.get(answer.url).url == f"/imports/{run.pk}/columns/"
    shown = page.get(f"/imports/{run.pk}/columns/").content.decode()
    assert "メールアドレス" in shown
    assert "a@example.jp" in shown

    assert page.post(f"/imports/{run.pk}/check/", columns(run)).url == f"/imports/{run.pk}/"
    assert "hx-trigger" in page.get(f"/imports/{run.pk}/").content.decode()
    work()
    dry = page.get(f"/imports/{run.pk}/")
    assert (
        dry.context["import_run"].counts | {"rows": 3, "created": 2, "refused": 1} == dry.context["import_run"].counts
    )
    assert Lead.objects.count() == 0

    page.post(f"/imports/{run.pk}/application/")
    work()
    assert page.get(f"/imports/{run.pk}/").context["import_run"].state == "done"
    assert Lead.objects.get(external_id="L1").custom_fields == {"色": "赤"}
    assert Lead.objects.get(external_id="L2").custom_fields == {}


def test_the_same_form_sent_twice_keeps_one_file(page):
    token = uuid.uuid4()
    first, second = upload(page, token=token), upload(page, token=token)
    assert first.url == second.url
    assert ImportRun.objects.count() == 1


def test_the_same_form_sent_twice_at_once_keeps_one_file(page, monkeypatch):
    token = uuid.uuid4()
    first = upload(page, token=token)
    monkeypatch.setattr("leads.views.imports._sent_before", lambda *_: None)
    assert upload(page, token=token).url == first.url
    assert ImportRun.objects.count() == 1


def test_pressed_twice_a_check_and_an_import_run_once(page):
    upload(page)
    run = ImportRun.objects.get()
    for _ in range(2):
        page.post(f"/imports/{run.pk}/check/", columns(run))
    assert BackgroundRun.objects.count() == 1
    work()
    for _ in range(2):
        page.post(f"/imports/{run.pk}/application/")
    assert BackgroundRun.objects.count() == 2


def test_the_progress_answers_with_itself_and_refreshes_the_page_when_it_is_over(page):
    upload(page)
    run = ImportRun.objects.get()
    page.post(f"/imports/{run.pk}/check/", columns(run))
    assert b'id="progress"' in page.get(f"/imports/{run.pk}/progress/").content
    work()
    assert page.get(f"/imports/{run.pk}/progress/")["HX-Refresh"] == "true"


def test_a_corrected_column_is_remembered_for_the_next_file_with_that_header(page):
    upload(page)
    run = ImportRun.objects.get()
    page.post(f"/imports/{run.pk}/check/", columns(run, 色="campaign"))
    assert ColumnMapping.objects.get().mapping["色"] == "campaign"
    upload(page)
    assert ImportRun.objects.latest("pk").mapping["色"] == "campaign"


@pytest.mark.parametrize("changed", [{"役職": "email"}, {"リードID": "", "氏名": "", "メールアドレス": ""}])
def test_columns_that_cannot_work_are_told_and_kept_as_chosen(page, changed):
    upload(page)
    run = ImportRun.objects.get()
    answer = page.post(f"/imports/{run.pk}/check/", columns(run, **changed))
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert ImportRun.objects.get().state == "uploaded"


def test_a_column_of_the_file_cannot_become_something_unknown(page):
    upload(page)
    run = ImportRun.objects.get()
    assert page.post(f"/imports/{run.pk}/check/", columns(run, 色="person_key")).status_code == 422


def test_the_encoding_found_can_be_corrected(page):
    upload(page, FILE.encode("cp932"))
    run = ImportRun.objects.get()
    assert run.encoding == "cp932"
    page.post(f"/imports/{run.pk}/layout/", {"encoding": "cp1252", "delimiter": ",", "header_row": 1})
    assert ImportRun.objects.get().encoding == "cp1252"
    page.post(f"/imports/{run.pk}/layout/", {"encoding": "cp932", "delimiter": ",", "header_row": 1})
    assert ImportRun.objects.get().mapping["メールアドレス"] == "email"


@pytest.mark.parametrize("layout", [{"header_row": 99}, {"encoding": "klingon"}, {"delimiter": "|"}, {"header_row": 0}])
def test_a_layout_that_reads_nothing_is_told_and_the_old_one_stays(page, layout):
    upload(page)
    run = ImportRun.objects.get()
    answer = page.post(
        f"/imports/{run.pk}/layout/", {"encoding": "utf-8-sig", "delimiter": ",", "header_row": 1} | layout
    )
    assert answer.status_code == 422
    assert ImportRun.objects.get().columns == run.columns


def test_the_refused_rows_come_as_a_file_with_line_and_reason(page):
    run = imported("leads", FILE)
    answer = page.get(f"/imports/{run.pk}/refused/")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer["Content-Disposition"]
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header[2:] == run.columns
    assert (row[0], row[2:]) == ("4", ["", "", "", "", "社長", ""])
    assert row[1]


def test_the_refused_rows_are_streamed_under_asgi(marketer):
    run = imported("leads", FILE)
    client = AsyncClient()

    async def fetch():
        await client.aforce_login(marketer)
        answer = await client.get(f"/imports/{run.pk}/refused/")
        return b"".join([piece async for piece in answer.streaming_content])

    assert async_to_sync(fetch)().decode().count("\r\n") == 2


def test_not_even_a_column_name_runs_in_a_spreadsheet(page):
    run = imported("leads", "リードID,氏名,=1+1\nF1,,x\nF2,a,b,c\n")
    header = b"".join(page.get(f"/imports/{run.pk}/refused/").streaming_content).decode("utf-8-sig").splitlines()[0]
    assert header.endswith(",'=1+1")


def test_problems_are_shown_a_page_at_a_time(page):
    run = checked("leads", "email,従業員数,会社名\n" + "".join(f"{n}@example.jp,多数,A社\n" for n in range(60)))
    assert len(page.get(f"/imports/{run.pk}/").context["problems"]) == 50
    rest = page.get(f"/imports/{run.pk}/problems/?after=51", headers={"HX-Request": "true"})
    assert len(rest.context["problems"]) == 10
    assert "<html" not in rest.content.decode()


def test_from_the_dry_run_one_may_go_back_to_the_columns(page):
    run = checked("leads", FILE)
    assert page.get(f"/imports/{run.pk}/columns/").status_code == 200
    page.post(f"/imports/{run.pk}/check/", columns(run, 役職=""))
    work()
    page.post(f"/imports/{run.pk}/application/")
    work()
    assert Lead.objects.get(external_id="L1").title == ""


def test_a_check_that_failed_keeps_the_file_and_says_why(page, monkeypatch):
    upload(page)
    run = ImportRun.objects.get()
    page.post(f"/imports/{run.pk}/check/", columns(run))
    monkeypatch.setattr("leads.intake.loader.check", lambda *_: 1 / 0)
    work()
    answer = page.get(f"/imports/{run.pk}/columns/")
    assert answer.context["failure"]
    assert answer.context["import_run"].state == "uploaded"


def test_an_import_that_failed_wrote_nothing_and_may_be_tried_again(page, monkeypatch):
    run = checked("leads", FILE)
    page.post(f"/imports/{run.pk}/application/")
    with monkeypatch.context() as broken:
        broken.setattr("leads.intake.loader.search.refresh", lambda _: 1 / 0)
        work()
    assert not Lead.objects.exists()
    assert page.get(f"/imports/{run.pk}/").context["failure"]
    page.post(f"/imports/{run.pk}/application/")
    work()
    assert Lead.objects.count() == 2


def test_an_import_whose_scoring_failed_only_scores_when_tried_again(page, monkeypatch):
    run = checked("leads", FILE)
    page.post(f"/imports/{run.pk}/application/")
    with monkeypatch.context() as broken:
        broken.setattr("leads.intake.loader.rescore", lambda **_: 1 / 0)
        work()
    assert Lead.objects.count() == 2
    page.post(f"/imports/{run.pk}/application/")
    work()
    assert Lead.objects.filter(score__isnull=False).count() == 2
    assert ImportRun.objects.get().state == "done"


def test_the_list_names_every_import_with_its_state(page):
    imported("leads", FILE)
    upload(page, name="next.csv")
    answer = page.get("/imports/").content.decode()
    assert "test.csv" in answer
    assert "next.csv" in answer


def test_the_list_goes_on_by_keyset(page, marketer):
    ImportRun.objects.bulk_create(ImportRun(kind="leads", file_name=f"{n}.csv", created_by=marketer) for n in range(60))
    first = page.get("/imports/").context
    assert len(first["runs"]) == 50
    assert len(page.get(f"/imports/?before={first['next']}").context["runs"]) == 10


def test_companies_are_found_by_name_kana_and_number(page):
    imported("companies", "会社名,会社名カナ,法人番号\n株式会社東京商事,トウキョウショウジ,1180301018771\n大阪商事,,\n")
    for text in ("東京", "トウキョウ", "1180301018771", "㈱東京商事"):
        assert [company.name for company in page.get("/companies/", {"q": text}).context["companies"]] == [
            "株式会社東京商事"
        ]
    assert len(page.get("/companies/").context["companies"]) == 2
    assert not page.get("/companies/", {"q": "a\x00%_'"}).context["companies"]


def test_the_company_list_goes_on_by_keyset(page):
    Company.objects.bulk_create(Company(name=f"{n:03}", name_key=f"{n:03}") for n in range(60))
    first = page.get("/companies/").context
    last = first["last"]
    rest = page.get("/companies/", {"key": last.name_key, "id": last.pk}).context
    assert [company.name for company in first["companies"]] + [company.name for company in rest["companies"]] == [
        f"{n:03}" for n in range(60)
    ]


def test_a_company_shows_its_leads_and_its_possible_duplicates(page):
    imported("leads", "email,会社名\na@example.jp,株式会社髙島屋\nb@example.jp,高島屋HD\n")
    answer = page.get(f"/companies/{Company.objects.get(name='株式会社髙島屋').pk}/")
    assert [lead.email for lead in answer.context["leads"]] == ["a@example.jp"]
    assert "高島屋HD" in answer.content.decode()


def test_a_file_without_a_sound_row_is_no_success_and_is_not_applied(page):
    content = f"氏名,部署\n山田,{'長' * 5000}\n佐藤,営業部\n"
    answer = page.get(f"/imports/{checked('leads', content).pk}/").text
    assert "取り込める行がありません" in answer
    assert "/application/" not in answer
    assert "「部署」が 5,000 文字あります" in answer
    done = page.get(f"/imports/{imported('leads', content).pk}/").text
    assert "1 行も取り込めませんでした" in done
    assert "取り込みが完了しました" not in done
