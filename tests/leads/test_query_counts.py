"""The pages of companies and imports, and a lead's long story, ask the same few times however much there is."""

import datetime as dt

import pytest
from django.urls import reverse

from leads.models import Activity, Company, ImportRun, Lead
from tests.leads.importing import checked

MANY = 60


@pytest.fixture
def company(db):
    companies = Company.objects.bulk_create(Company(name=f"会社{n}", name_key=f"会社{n}") for n in range(MANY))
    Lead.objects.bulk_create(
        Lead(external_id=f"L{n}", person_key=f"L{n}", name=f"山田 {n}", company=companies[0]) for n in range(MANY)
    )
    return companies[0]


def test_the_list_of_companies(login, sales, company, django_assert_num_queries):
    client = login(sales)
    with django_assert_num_queries(6):  # one of them: for whom this person decides while they are away
        assert len(client.get(reverse("companies")).context["companies"]) == 50


def test_a_company_with_many_people(login, sales, company, django_assert_max_num_queries):
    client = login(sales)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("company", args=[company.pk])).context["has_more_leads"]


def test_the_list_of_imports(login, marketer, django_assert_num_queries):
    ImportRun.objects.bulk_create(ImportRun(kind="leads", file_name="a.csv", created_by=marketer) for _ in range(MANY))
    client = login(marketer)
    with django_assert_num_queries(6):
        assert len(client.get(reverse("imports")).context["runs"]) == 50


def test_an_import_with_many_problems(login, marketer, django_assert_max_num_queries):
    run = checked("leads", "email,従業員数,会社名\n" + "".join(f"{n}@example.jp,多数,A社\n" for n in range(MANY)))
    client = login(marketer)
    with django_assert_max_num_queries(7):
        assert len(client.get(reverse("import", args=[run.pk])).context["problems"]) == 50


def test_a_lead_with_500_activities(login, sales, company, now, django_assert_max_num_queries):
    lead = company.leads.first()
    Activity.objects.bulk_create(
        Activity(lead=lead, kind="page_view", occurred_at=now - dt.timedelta(hours=n), source="ma", external_id=f"A{n}")
        for n in range(500)
    )
    client = login(sales)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("lead", args=[lead.pk])).status_code == 200
