import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from feedback.models import PastCase, PastCaseFile
from leads.models import ImportRun, LeadIdentifier
from tests.handoff.judging import make_lead
from tests.leads.importing import checked, counts, imported, problems

KIND = PastCaseFile.KIND


@pytest.fixture
def leads(db):
    """A-1, A-2 and A-3; A-1 also by e-mail."""
    found = [make_lead(email="a@example.jp", person_key="mail:a@example.jp"), make_lead(), make_lead()]
    LeadIdentifier.objects.bulk_create(
        LeadIdentifier(lead=lead, external_id=f"A-{number}") for number, lead in enumerate(found, 1)
    )
    return found


def cases() -> set[tuple]:
    return set(PastCase.objects.values_list("lead", "result", "reason"))


def test_ids_and_emails_dates_words_and_reasons_come_in(leads):
    rows = [
        "A-1,,2026-05-01,2026/5/20,受注,",
        ",a@example.jp,2026/6/1 10:30,,失注,価格",
        "A-2,,2026年7月1日,,商談なし,",
    ]
    imported(KIND, "\n".join(["リードID,メール,トスアップ日,商談日,結果,失注理由", *rows]))
    first, second, _ = leads
    assert cases() == {(first.pk, "won", ""), (first.pk, "lost", "価格"), (second.pk, "cold", "")}
    assert PastCase.objects.get(result="won").opportunity_on == dt.date(2026, 5, 20)


def test_a_day_without_a_time_is_judged_at_its_end(leads):
    imported(
        KIND, "リードID,トスアップ日,結果\nA-1,2026-05-01,受注\nA-2,2026-05-01 0:00,受注\nA-3,2026-05-01 09:15,受注\n"
    )
    moments = PastCase.objects.order_by("line").values_list("tossed_up_at", flat=True)
    assert [timezone.localtime(at).strftime("%d %H:%M:%S") for at in moments] == [
        "01 23:59:59", "01 23:59:59", "01 09:15:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "result"),
    [("受注", "won"), ("Closed Won", "won"), ("成約", "won"), ("失注", "lost"), ("Closed Lost", "lost"),
     ("商談", "opportunity"), ("1", "opportunity"), ("yes", "opportunity"), ("はい", "opportunity"),
     ("0", "cold"), ("no", "cold"), ("非商談", "cold")],
)  # fmt: skip
def test_usual_words_are_understood(leads, word, result):
    imported(KIND, f"リードID,結果\nA-1,{word}\n")
    assert PastCase.objects.get().result == result


def test_a_word_nobody_knows_is_refused_until_somebody_says_what_it_means(leads):
    run = checked(KIND, "リードID,結果\nA-1,ホット\nA-2,受注\n")
    assert problems(run) == {2: ["no_meaning"]}
    file = PastCaseFile.objects.get()
    assert file.words == {"ホット": "", "受注": "won"}
    file.words |= {"ホット": "opportunity"}
    file.save()
    from leads.intake import runs

    run.begin_check()
    runs.check(run, lambda done, total: None)
    assert problems(run) == {}
    assert counts(run, "opportunity", "won", "created") == (1, 1, 2)


def test_what_is_not_over_yet_is_left_out_and_counted(leads):
    run = imported(KIND, "リードID,結果\nA-1,対応中\nA-2,\nA-3,受注\n")
    assert counts(run, "left_out", "created", "refused") == (2, 1, 0)
    assert PastCase.objects.count() == 1


def test_an_opportunity_date_alone_says_that_it_was_one(leads):
    imported(KIND, "リードID,商談日\nA-1,2026-05-20\nA-2,\n")
    assert set(PastCase.objects.values_list("result", flat=True)) == {"opportunity", "cold"}


def test_errors_name_row_and_field_and_nothing_of_a_refused_row_comes_in(leads):
    rows = ["X-9,2026-05-01,受注", "A-1,来週,受注", "A-2,2099-01-01,受注", "A-3,,受注", ",2026-05-01,受注",
            "A-1,2026-02-30,受注"]  # fmt: skip
    run = imported(KIND, "\n".join(["リードID,トスアップ日,結果", *rows]))
    assert problems(run) == {
        2: ["unknown_lead"], 3: ["unreadable_required"], 4: ["in_future"], 5: ["missing"], 6: ["nobody"],
        7: ["unreadable_required"],
    }  # fmt: skip
    assert run.rows.get(number=3).problems[0]["field"] == "tossed_up_at"
    assert not PastCase.objects.exists()


def test_a_file_without_dates_is_allowed(leads):
    imported(KIND, "リードID,Converted\nA-1,1\nA-2,0\n")
    assert set(PastCase.objects.values_list("tossed_up_at", "result")) == {(None, "opportunity"), (None, "cold")}


def test_the_same_file_twice_changes_nothing_and_a_later_one_corrects(leads):
    text = "リードID,トスアップ日,結果\nA-1,2026-05-01,商談\nA-2,2026-05-01,受注\n"
    imported(KIND, text)
    assert counts(imported(KIND, text), "created", "updated", "unchanged") == (0, 0, 2)
    run = imported(KIND, text.replace("商談", "失注"))
    assert counts(run, "created", "updated", "unchanged") == (0, 1, 1)
    assert sorted(PastCase.objects.values_list("result", flat=True)) == ["lost", "won"]


def test_of_a_toss_up_that_stands_twice_the_later_row_counts(leads):
    run = imported(KIND, "リードID,結果\nA-1,商談\nA-1,受注\n")
    assert counts(run, "created", "merged") == (1, 1)
    assert PastCase.objects.get().result == "won"


def test_cp932_and_semicolons_are_read(leads):
    imported(KIND, "リードID;トスアップ日;結果;備考\nA-1;2026/5/1;受注;髙橋様①\n".encode("cp932"))
    assert PastCase.objects.get().reason == "髙橋様①"


def test_taking_a_file_away_takes_its_cases(leads):
    run = imported(KIND, "リードID,結果\nA-1,受注\n")
    ImportRun.objects.get(pk=run.pk).delete()
    assert not PastCase.objects.exists()


def test_no_score_queue_or_verdict_is_touched(leads):
    run = imported(KIND, "リードID,結果\nA-1,受注\n")
    assert run.touched_leads == []


def command(path, **options) -> str:
    out = io.StringIO()
    call_command("import_past_cases", path, stdout=out, **options)
    return out.getvalue()


def test_the_command_imports_and_takes_meanings(leads, tmp_path):
    path = tmp_path / "past.csv"
    path.write_text("リードID,結果\nA-1,hot=1\nA-2,bad\nX-9,受注\n", encoding="utf-8")
    refused = tmp_path / "refused.csv"
    said = command(path, word=["hot=1=won", "bad=cold"], refused=refused)
    assert sorted(PastCase.objects.values_list("result", flat=True)) == ["cold", "won"]
    assert "2 created" in said and "line 4" in said
    assert "X-9" in refused.read_text(encoding="utf-8-sig")


def test_the_command_refuses_a_meaning_there_is_not(db, tmp_path):
    with pytest.raises(CommandError, match="must be one of"):
        command(tmp_path / "past.csv", word=["hot=maybe"])


def test_a_file_of_which_no_column_says_the_result_is_refused(leads, tmp_path):
    path = tmp_path / "past.csv"
    path.write_text("リードID,備考\nA-1,x\n", encoding="utf-8")
    with pytest.raises(CommandError):
        command(path)


def test_the_list_of_imports_shows_no_file_of_past_toss_ups(leads, login, marketer):
    imported(KIND, "リードID,結果\nA-1,受注\n")
    assert "test.csv" not in login(marketer).get("/imports/").text
