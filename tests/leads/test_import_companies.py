import pytest

from leads.models import Company
from tests.leads.importing import counts, imported, problems

pytestmark = pytest.mark.django_db

REGISTER = (
    "ダウンロード実行日,2025年12月24日現在,件数,3件\r\n"
    "ＥＤＩＮＥＴコード,提出者種別,上場区分,資本金,"
    "提出者名,提出者名（英字）,提出者名（ヨミ）,所在地,提出者業種,提出者法人番号\r\n"
    '"E1","内国法人・組合","上場","1491","株式会社　髙﨑㈱～－",'
    '"TAKASAKI  CO.,LTD.","タカサキ","前橋市","機械","1180301018771"\r\n'
    '"E2","内国法人・組合","","","濵田商事","","ハマダ","","","5010001008846"\r\n'
    '"E3","外国法人","","","Acme Inc.","Acme Inc.","","","",""\r\n'
)


def test_a_register_in_cp932_with_a_preamble_comes_in_without_a_broken_character():
    run = imported("companies", REGISTER.encode("cp932"))
    assert counts(run, "rows", "companies_created", "refused", "warned") == (3, 3, 0, 0)
    company = Company.objects.get(corporate_number="1180301018771")
    assert (company.name, company.name_english, company.name_kana) == (
        "株式会社　髙﨑㈱～－",
        "TAKASAKI  CO.,LTD.",
        "タカサキ",
    )
    assert (company.address, company.industry) == ("前橋市", "機械")
    assert company.custom_fields == {
        "EDINETコード".translate({ord(c): ord(c) + 0xFEE0 for c in "EDINET"}): "E1",
        "提出者種別": "内国法人・組合",
        "上場区分": "上場",
        "資本金": "1491",
    }


def test_the_same_register_again_changes_nothing():
    imported("companies", REGISTER.encode("cp932"))
    before = list(Company.objects.order_by("pk").values())
    run = imported("companies", REGISTER.encode("cp932"))
    assert counts(run, "companies_created", "companies_updated", "companies_unchanged") == (0, 0, 3)
    assert list(Company.objects.order_by("pk").values()) == before


def test_a_register_fills_in_the_companies_that_leads_brought():
    imported("leads", "email,会社名,業種\na@example.jp,濵田商事,小売業\n")
    imported("companies", REGISTER.encode("cp932"))
    company = Company.objects.get(name_key="濵田商事")
    assert (company.corporate_number, company.industry, company.leads.count()) == ("5010001008846", "小売業", 1)


def test_a_company_without_name_and_number_is_refused():
    run = imported("companies", "会社名,法人番号,業種\n,,機械\nA社,,機械\n")
    assert problems(run) == {2: ["missing"]}


def test_a_company_known_by_its_number_only_is_kept_under_it():
    imported("companies", "法人番号,業種\n1180301018771,機械\n")
    assert Company.objects.get().name == "1180301018771"
