import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import Company
from leads.similarity import refresh_similarity
from tests.leads import scoring_reference as reference
from tests.leads.scoring_ledger import make_company

pytestmark = pytest.mark.django_db


def make_customers(number: int, **fields) -> None:
    for _ in range(number):
        make_company(is_customer=True, **fields)


def similarity_of(**fields) -> int | None:
    company = make_company(**fields)
    refresh_similarity()
    company.refresh_from_db()
    return company.customer_similarity


def test_19_customers_say_nothing_and_20_do():
    make_customers(19, industry="機械")
    assert similarity_of(industry="機械") is None
    make_customers(1, industry="機械")
    assert similarity_of(industry="機械") == 100


def test_each_known_trait_is_measured_against_the_commonest_value():
    make_customers(16, industry="機械", employees=60, prefecture="東京都")
    make_customers(4, industry="化学", employees=1500, prefecture="大阪府")
    assert similarity_of(industry="化学", employees=99, prefecture="") == 63  # (25 + 100) / 2 = 62.5, half up
    assert similarity_of(industry="化学", employees=1000, prefecture="北海道") == 17  # (25 + 25 + 0) / 3
    assert similarity_of() is None


def test_only_companies_whose_value_changes_are_named():
    make_customers(20, industry="機械")
    other = make_company(industry="化学")
    assert len(refresh_similarity()) == 21
    assert refresh_similarity() == []
    Company.objects.filter(pk=other.pk).update(industry="機械")
    assert refresh_similarity() == [other.pk]


values = st.fixed_dictionaries(
    {
        "industry": st.sampled_from(["", "機械", "化学", "化 学", "情報･通信業", "情報・通信業", " "]),
        "employees": st.sampled_from([None, 0, 1, 49, 50, 99, 100, 299, 300, 999, 1000, 10**9]),
        "prefecture": st.sampled_from(["", "東京都", "大阪府", "京都府"]),
        "is_customer": st.sampled_from([True, True, False]),
    }
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(values, min_size=15, max_size=45))
def test_similarity_is_what_the_reference_says(cases):
    with transaction.atomic():
        numbers = itertools.count()
        firms = [Company(name=str(n), name_key=str(n), **fields) for n, fields in zip(numbers, cases, strict=False)]
        Company.objects.bulk_create(firms)
        refresh_similarity()
        found = list(Company.objects.order_by("pk").values_list("customer_similarity", flat=True))
        transaction.set_rollback(True)
    customers = [fields for fields in cases if fields["is_customer"]]
    assert found == [reference.similarity(fields, customers) for fields in cases]
