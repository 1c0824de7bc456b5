"""Who is the same, and what a later row or a later file does to what is known."""

import datetime as dt

import pytest

from leads.models import Company, ImportRow, Lead, LeadIdentifier, PastOpportunity, Score
from tests.leads.importing import checked, counts, imported, problems

pytestmark = pytest.mark.django_db

HEADER = "リードID,会社名,法人番号,氏名,メールアドレス,電話番号,役職,タグ\n"
NUMBER = "1180301018771"
OTHER_NUMBER = "5010001008846"


def leads(*rows: str) -> str:
    return HEADER + "\n".join(rows) + "\n"


def test_a_row_becomes_a_lead_with_its_company():
    run = imported(
        "leads",
        "リードID,会社名,法人番号,業種,従業員数,売上高,部署,役職,氏名,フリガナ,メールアドレス,電話番号,"
        "都道府県,リードソース,タグ,既存顧客,担当営業,過去失注,登録日時\n"
        f'L1,サンプル（株）,{NUMBER},機械,"約1,200名",100億円,営業部,部長,山田　花,ヤマダ ハナ,'
        "HANA@Example.JP,０３-1234-5678,"
        "東京都,展示会,競合；重要;競合,○,SALES@example.jp,○,2026/08/19 11:38\n",
    )
    lead = Lead.objects.select_related("company").get()
    assert run.state == "done"
    assert (lead.external_id, lead.name, lead.email, lead.phone_digits) == (
        "L1",
        "山田　花",
        "hana@example.jp",
        "0312345678",
    )
    assert (lead.title_rank, lead.tags, lead.source) == (4, ["競合", "重要"], "展示会")
    assert lead.registered_at == dt.datetime(2026, 8, 19, 2, 38, tzinfo=dt.UTC)
    company = lead.company
    assert (company.name, company.employees, company.annual_revenue) == ("サンプル（株）", 1200, 10_000_000_000)
    assert (company.corporate_number, company.is_customer, company.account_owner) == (NUMBER, True, "sales@example.jp")
    assert (lead.prefecture, company.prefecture) == ("東京都", "東京都")
    assert PastOpportunity.objects.get().result == "lost"
    assert Score.objects.filter(lead=lead).exists()


def test_the_same_email_is_the_same_person_and_later_values_win():
    run = imported(
        "leads",
        leads("L1,A社,,山田,a@example.jp,03-1,課長,旧", "L1-2,A社,,山田,A@EXAMPLE.JP,,部長,"),
    )
    lead = Lead.objects.get()
    assert (lead.external_id, lead.title, lead.title_rank, lead.phone, lead.tags) == ("L1", "部長", 4, "03-1", ["旧"])
    assert set(lead.identifiers.values_list("external_id", flat=True)) == {"L1", "L1-2"}
    assert counts(run, "rows", "created", "merged") == (2, 1, 1)


def test_without_email_company_name_and_phone_say_who_it_is():
    imported(
        "leads", leads("L1,サンプル㈱,,山田 花,,03-1234-5678,,", "L2,株式会社サンプル,,山田　花,,０３(1234)5678,課長,")
    )
    assert Lead.objects.get().title == "課長"


def test_another_phone_is_another_person():
    imported("leads", leads("L1,A社,,山田 花,,03-1,,", "L2,A社,,山田 花,,03-2,,"))
    assert Lead.objects.count() == 2


def test_a_row_known_by_its_id_only_is_kept():
    run = imported("leads", "Prospect ID,TotalVisits\np-1,5\np-2,7\n")
    assert counts(run, "created", "refused") == (2, 0)
    assert Lead.objects.get(external_id="p-1").custom_fields == {"TotalVisits": "5"}


def test_a_row_that_says_nothing_about_who_it_is_is_refused():
    run = imported("leads", leads(",A社,,,,03-1,,", ",,,山田,,,,", "L1,,,佐藤,,,,"))
    assert problems(run) == {2: ["no_identity"], 3: ["no_identity"]}
    assert Lead.objects.count() == 1


def test_the_same_file_again_changes_nothing():
    text = leads(
        f"L1,サンプル㈱,{NUMBER},山田,a@example.jp,,部長,x",
        "L1-2,株式会社サンプル,,山田,a@example.jp,,課長,",
        "L2,B社,,鈴木,,03-1,,",
    )
    imported("leads", text)
    before = list(Lead.objects.order_by("pk").values()), list(Company.objects.order_by("pk").values())
    again = imported("leads", text)
    assert counts(again, "created", "updated", "unchanged") == (0, 0, 2)
    assert counts(again, "companies_created", "companies_updated") == (0, 0)
    assert (list(Lead.objects.order_by("pk").values()), list(Company.objects.order_by("pk").values())) == before


def test_a_later_file_fills_and_overwrites_with_its_non_empty_values_only():
    imported("leads", leads("L1,A社,,山田,a@example.jp,03-1,課長,x;y"))
    run = imported("leads", leads("L1,A社,,,a@example.jp,,部長,z"))
    lead = Lead.objects.get()
    assert (lead.name, lead.phone, lead.title, lead.title_rank, lead.tags) == ("山田", "03-1", "部長", 4, ["z"])
    assert counts(run, "created", "updated") == (0, 1)


def test_custom_fields_are_merged_by_their_names():
    imported("leads", "email,色,数\na@example.jp,赤,1\n")
    imported("leads", "email,色,形\na@example.jp,,丸\n")
    assert Lead.objects.get().custom_fields == {"色": "赤", "数": "1", "形": "丸"}


def test_a_row_without_a_number_belongs_to_the_company_of_its_name_wherever_the_number_stands():
    imported("leads", leads("L1,サンプル㈱,,一,1@example.jp,,,", f"L2,株式会社サンプル,{NUMBER},二,2@example.jp,,,"))
    assert Company.objects.get().corporate_number == NUMBER
    assert Lead.objects.filter(company=Company.objects.get()).count() == 2


def test_a_company_known_by_name_takes_the_number_that_comes_later():
    imported("leads", leads("L1,サンプル㈱,,一,1@example.jp,,,"))
    imported("leads", leads(f"L2,株式会社サンプル,{NUMBER},二,2@example.jp,,,"))
    assert Company.objects.get().corporate_number == NUMBER


def test_the_number_decides_when_names_differ():
    imported("leads", leads(f"L1,旧社名,{NUMBER},一,1@example.jp,,,", f"L2,新社名,{NUMBER},二,2@example.jp,,,"))
    assert Company.objects.get().name == "新社名"


def test_two_numbers_of_one_name_are_two_companies_and_the_first_gets_the_rows_without():
    imported(
        "leads",
        leads(
            "L1,サンプル,,一,1@example.jp,,,",
            f"L2,サンプル,{NUMBER},二,2@example.jp,,,",
            f"L3,サンプル,{OTHER_NUMBER},三,3@example.jp,,,",
        ),
    )
    assert Company.objects.count() == 2
    assert Lead.objects.get(external_id="L1").company.corporate_number == NUMBER


def test_an_invalid_number_is_reported_and_the_name_identifies_the_company():
    run = imported("leads", leads("L1,サンプル,1180001051840,一,1@example.jp,,,", "L2,サンプル,,二,2@example.jp,,,"))
    assert problems(run) == {2: ["bad_corporate_number"]}
    assert Company.objects.get().corporate_number is None


def test_old_and_new_kanji_are_never_merged_but_offered():
    imported("leads", leads("L1,株式会社髙島屋,,一,1@example.jp,,,", "L2,高島屋HD,,二,2@example.jp,,,"))
    first, second = Company.objects.order_by("pk")
    assert list(first.possible_duplicates()) == [second]


def test_a_lead_id_of_another_person_is_refused():
    imported("leads", leads("L1,A社,,山田,a@example.jp,,,"))
    run = imported("leads", leads("L1,B社,,佐藤,b@example.jp,,,"))
    assert problems(run) == {2: ["lead_id_taken"]}
    assert Lead.objects.get().email == "a@example.jp"
    assert not Company.objects.filter(name="B社").exists()


def test_a_lead_id_of_two_people_in_one_file_goes_to_the_first():
    run = imported("leads", leads("L1,A社,,山田,a@example.jp,,,", "L1,B社,,佐藤,b@example.jp,,,", "L1,C社,,鈴木,,,,"))
    assert problems(run) == {3: ["lead_id_taken"], 4: ["lead_id_taken"]}
    assert LeadIdentifier.objects.get().lead.email == "a@example.jp"


def test_a_row_without_email_is_told_by_its_lead_id():
    imported("leads", leads("L1,A社,,山田,a@example.jp,,,", "L1,,,,,,部長,"))
    assert Lead.objects.get().title == "部長"


def test_a_lead_without_email_gets_the_one_that_comes_with_its_id():
    imported("leads", leads("L1,A社,,山田,,03-1,,"))
    imported("leads", leads("L1,A社,,山田,a@example.jp,,,"))
    lead = Lead.objects.get()
    assert (lead.email, lead.person_key) == ("a@example.jp", "mail:a@example.jp")
    assert counts(imported("leads", leads("L1,A社,,山田,,03-1,,")), "created", "unchanged") == (0, 1)


def test_one_email_never_becomes_two_leads():
    imported("leads", leads("L1,A社,,山田,,03-1,,", "L2,A社,,佐藤,,03-2,,"))
    imported("leads", leads("L1,A社,,山田,a@example.jp,,,", "L2,A社,,佐藤,a@example.jp,,,"))
    assert Lead.objects.filter(email="a@example.jp").count() == 1


def test_family_and_given_name_are_joined():
    imported("leads", "Email,First Name,Last Name,Job Title,Company Name\na@example.jp,Hana,Yamada,VP of Sales,Acme\n")
    lead = Lead.objects.get()
    assert (lead.name, lead.title_rank, lead.company.name) == ("Yamada Hana", 5, "Acme")


def test_an_untouched_drop_down_is_an_empty_cell():
    imported("leads", "email,City,Industry,Company\na@example.jp,Select,Select,Acme\n")
    lead = Lead.objects.get()
    assert (lead.custom_fields, lead.company.industry) == ({}, "")


def test_an_unreadable_value_stays_unknown_and_is_reported():
    run = imported(
        "leads", "email,会社名,従業員数,売上高,登録日時,既存顧客\na@example.jp,A社,多数,約3億,2026/02/30,たぶん\n"
    )
    row = run.rows.get()
    assert [problem["code"] for problem in row.problems] == ["unreadable"] * 4
    assert {problem["value"] for problem in row.problems} == {"多数", "約3億", "2026/02/30", "たぶん"}
    assert not row.refused
    lead = Lead.objects.get()
    assert (lead.company.employees, lead.company.annual_revenue, lead.registered_at) == (None, None, None)


def test_a_value_that_does_not_fit_refuses_the_row_and_names_the_column():
    run = imported("leads", leads(f"L1,A社,,山田,a@example.jp,,{'長' * 5000},", "L2,B社,,佐藤,b@example.jp,,,"))
    row = run.rows.get()
    assert row.refused
    assert (row.problems[0]["code"], row.problems[0]["column"], row.problems[0]["limit"]) == ("too_long", "役職", 200)
    assert Lead.objects.get().email == "b@example.jp"


def test_five_thousand_characters_in_a_field_of_its_own_are_kept():
    imported("leads", f"email,メモ\na@example.jp,{'長' * 5000}\n")
    assert len(Lead.objects.get().custom_fields["メモ"]) == 5000


def test_an_impossible_email_stays_unknown():
    run = imported("leads", leads("L1,A社,,山田,yamada@,03-1,,", "L2,A社,,佐藤,not an address,03-2,,"))
    assert problems(run) == {2: ["unreadable"], 3: ["unreadable"]}
    assert set(Lead.objects.values_list("email", flat=True)) == {""}


def test_a_dry_run_counts_what_the_import_then_does_and_changes_nothing():
    text = leads("L1,A社,,山田,a@example.jp,,,", "L1-2,A社,,山田,a@example.jp,,,", ",,,,,,,x")
    run = checked("leads", text)
    assert (Lead.objects.count(), Company.objects.count()) == (0, 0)
    assert imported("leads", text).counts == run.counts


def test_rows_without_problems_are_not_kept_after_the_import():
    run = imported("leads", leads("L1,A社,,山田,a@example.jp,,,", ",,,,,,,x"))
    assert list(ImportRow.objects.values_list("import_run", "number")) == [(run.pk, 3)]


def test_a_changed_company_gives_all_its_leads_new_scores():
    imported("leads", "email,会社名,従業員数\na@example.jp,A社,10\nb@example.jp,A社,\n")
    before = Score.objects.get(lead__email="a@example.jp").attribute_score
    imported("leads", "email,会社名,従業員数\nb@example.jp,A社,5000\n")
    assert Score.objects.get(lead__email="a@example.jp").attribute_score == before + 25
