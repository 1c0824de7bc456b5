import csv
import io
from urllib.parse import unquote

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from handoff.models import ColumnChoice, Export
from leads.models import Company, Lead
from leads.search import refresh
from tests.handoff.entries import make_entry, make_lead

EVERYTHING = {"columns": "all", "encoding": "utf-8-sig"}


def take(client, asked="", form=EVERYTHING, what="leads"):
    return client.post(reverse(f"{what}_export_file"), {"asked": asked, **form})


def rows(response, encoding="utf-8-sig"):
    text = b"".join(response.streaming_content).decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def named(name, **values):
    lead = make_lead(name=name, email=f"{name}@example.co.jp", phone="03-1234-5678", **values)
    refresh([lead.pk])
    return lead


def test_the_file_holds_what_the_list_shows_in_its_order(login, rep, team):
    for name in ("乙川", "甲山", "丙田"):
        named(name, name_kana={"甲山": "コウヤマ", "乙川": "オツカワ", "丙田": "ヘイタ"}[name])
    found = rows(take(login(rep), "q=川&sort=name"))
    assert [row["氏名"] for row in found] == ["乙川"]
    assert [row["氏名"] for row in rows(take(login(rep), "sort=name"))] == ["乙川", "甲山", "丙田"]


def test_its_columns_are_those_that_the_person_sees(login, rep):
    named("甲山")
    ColumnChoice.objects.create(user=rep, page="leads", columns=["company", "phone"])
    (row,) = rows(take(login(rep), form=EVERYTHING | {"columns": "seen"}))
    assert list(row) == ["リードID", "氏名", "企業", "電話番号"]
    assert row["電話番号"] == "03-1234-5678"


def test_a_salesperson_s_file_holds_no_way_to_reach_people(login, sales):
    named("甲山")
    (row,) = rows(take(login(sales)))
    assert not {"メールアドレス", "電話番号"} & set(row)
    assert "example.co.jp" not in str(row)


def test_it_says_where_each_lead_stands_and_who_has_it(login, rep, team):
    make_entry(team, owner=rep)
    (row,) = rows(take(login(rep)))
    assert (row["状況"], row["担当者"]) == ("対応キュー", "林 葵")
    assert row["期限"] == "2026-11-06 18:00"


def test_no_cell_is_run_as_a_formula(login, rep):
    named("=1+1")
    (row,) = rows(take(login(rep)))
    assert row["氏名"] == "'=1+1"


def test_the_name_of_the_file_is_japanese(login, rep):
    header = take(login(rep))["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''")
    assert unquote(header).endswith(".csv")
    assert "リード一覧_" in unquote(header)


def test_cp932_asks_first_when_characters_would_be_lost(login, rep):
    named("𠮷田")
    client, form = login(rep), EVERYTHING | {"encoding": "cp932"}
    response = take(client, form=form)
    assert response.status_code == 422
    assert "U+20BB7" in response.text
    assert not Export.objects.exists()
    (row,) = rows(take(client, form=form | {"accept_loss": "on"}), "cp932")
    assert row["氏名"] == "〓田"
    assert "U+20BB7" in row["CP932 にない文字"]


def test_cp932_without_a_loss_goes_straight_out(login, rep):
    named("髙﨑 ㈱〜")
    (row,) = rows(take(login(rep), form=EVERYTHING | {"encoding": "cp932"}), "cp932")
    assert row["氏名"] == "髙﨑 ㈱～"


@pytest.mark.parametrize("form", [{}, {"columns": "x", "encoding": "y"}, {"columns": "all", "encoding": "latin-1"}])
def test_a_made_up_form_writes_nothing(login, rep, form):
    assert take(login(rep), form=form).status_code == 422
    assert not Export.objects.exists()


@pytest.mark.parametrize("asked", ["x", "&&=%00", "since=2026-99-99", "sort=x&after=y", "q=" + "あ" * 3000])
def test_a_made_up_address_is_harmless(login, rep, asked):
    named("甲山")
    assert take(login(rep), asked).status_code == 200


def test_who_took_what_is_recorded_for_good_and_seen_by_the_admin(login, rep, admin):
    named("甲山", prefecture="東京都")
    take(login(rep), "prefecture=東京都", EVERYTHING)
    export = Export.objects.get()
    assert (export.user, export.rows, export.query) == (rep, 1, {"prefecture": "東京都"})
    text = login(admin).get(reverse("exports")).text
    assert "林 葵" in text
    assert "都道府県: 東京都" in text
    assert "連絡先を含む" in text
    with pytest.raises(DatabaseError), transaction.atomic():
        Export.objects.update(rows=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        export.delete()


@pytest.mark.parametrize("after", ["", "x", "2026-01-01_1", "2999-01-01T00:00:00Z_" + "9" * 30])
def test_the_record_reads_any_position(login, admin, after):
    take(login(admin))
    assert login(admin).get(reverse("exports"), {"after": after}).status_code == 200


def test_the_marketing_tool_gets_who_why_and_when_to_look_again(login, marketer, rep, team):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=entry.entered_at, reason="no_budget")
    Lead.objects.update(email="a@example.co.jp")
    Company.objects.update(name="=甲")
    (row,) = rows(take(login(marketer), "by=people", {"encoding": "utf-8-sig"}, "nurture"))
    assert row["リードID"] == entry.lead.external_id
    assert (row["メールアドレス"], row["理由コード"], row["企業"]) == ("a@example.co.jp", "no_budget", "'=甲")
    assert (row["開始日"], row["見直し日"]) == ("2026-11-02", "2027-05-01")
    assert Export.objects.get().what == "nurture"


def test_the_page_says_how_many_and_keeps_the_filters(login, rep):
    named("甲山", prefecture="東京都")
    named("乙川")
    text = login(rep).get(reverse("leads_export"), {"prefecture": "東京都"}).text
    assert "リード 1 件" in text
    assert "都道府県: 東京都" in text


def test_a_long_file_takes_the_same_few_queries(login, rep, django_assert_max_num_queries):
    company = Company.objects.create(name="甲", name_key="甲")
    Lead.objects.bulk_create(
        Lead(external_id=f"P{n}", person_key=f"P{n}", name=f"氏名{n}", company=company) for n in range(2500)
    )
    client = login(rep)
    with django_assert_max_num_queries(14):
        assert len(rows(take(client))) == 2500
