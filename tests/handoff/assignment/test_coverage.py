"""Which leads a territory or a skill is about."""

import pytest

from handoff.assignment.coverage import Coverage, LeadFacts
from handoff.assignment.prefectures import NAMES, prefecture_key
from handoff.models import AssignmentRule
from leads.models import Company, Lead


def lead(company=None, **values):
    return Lead(company=None if company is None else Company(**company), **{"name": "青木 一"} | values)


def covers(of, **rule):
    return Coverage.of(AssignmentRule(name="x", kind="territory", **rule)).covers(LeadFacts.of(of))


def test_there_are_47_prefectures():
    assert len(NAMES) == 47


@pytest.mark.parametrize("text", ["東京都", "東京", "Tokyo", "ＴＯＫＹＯ", " tokyo ", "Tokyo Prefecture", "Tokyo-to"])
def test_a_prefecture_is_known_however_it_is_written(text):
    assert prefecture_key(text) == "東京都"


@pytest.mark.parametrize(("text", "key"), [("京都", "京都府"), ("北海道", "北海道"), ("海外", "海外"), ("", "")])
def test_similar_names_are_not_mixed_up(text, key):
    assert prefecture_key(text) == key


def test_the_leads_own_prefecture_comes_before_the_companys():
    assert covers(lead({"prefecture": "大阪府"}, prefecture="東京"), prefectures=["東京都"])
    assert covers(lead({"prefecture": "大阪府"}), prefectures=["大阪府"])
    assert not covers(lead(), prefectures=["大阪府"])


def test_industry_and_product_need_only_contain_a_word():
    of = lead({"industry": "電気機器製造業", "custom_fields": {"関心": "クラウド会計，在庫"}}, campaign="春の展示会")
    assert covers(of, industries=["製造"])
    assert covers(of, products=["クラウド会計"])
    assert covers(of, products=["展示会"])
    assert not covers(of, industries=["卸売"])
    assert not covers(of, products=["人事"])


@pytest.mark.parametrize(("least", "most", "met"), [
    (None, 299, False), (300, None, True), (300, 300, True), (301, None, False), (0, 999, True),
])  # fmt: skip
def test_a_size_band_includes_both_ends(least, most, met):
    assert covers(lead({"employees": 300}), employees_min=least, employees_max=most) is met


def test_what_is_not_known_of_a_lead_meets_nothing():
    assert not covers(lead({}), employees_min=0)
    assert not covers(lead(), industries=["製造"])


@pytest.mark.parametrize(("name", "company", "met"), [
    ("John Smith", "Acme Inc.", True), ("John Smith", "株式会社アクメ", False), ("スミス", "A", False), ("", "", False),
])  # fmt: skip
def test_names_without_japanese_letters(name, company, met):
    assert covers(lead({"name": company}, name=name), foreign_names=True) is met


def test_what_asks_nothing_covers_every_lead():
    assert covers(lead())
