import datetime as dt

import pytest

from leads.models import ScoringModel
from leads.scoring import breakdown
from leads.scoring_document import MOST_RULES, AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from tests.leads.scoring_ledger import (
    NOW,
    attribute_score,
    behaviour,
    behaviour_score,
    days,
    holds,
    make_activity,
    make_company,
    make_lead,
    scores_of,
)

pytestmark = pytest.mark.django_db

VIEW = BehaviourRule("page_view", points=10, fresh_days=30, faded_points=4, expire_days=90)
INACTIVE = BehaviourRule("inactivity", points=-10, fresh_days=90)


@pytest.fixture
def lead():
    return make_lead()


@pytest.mark.parametrize(
    ("age", "points"),
    [
        (days(0), 10),
        (days(30, -1), 10),
        (days(30), 4),
        (days(30, +1), 4),
        (days(90, -1), 4),
        (days(90), 0),
        (days(90, +1), 0),
        (days(0, -1), 0),  # in the future
    ],
)
def test_points_fade_and_expire_to_the_microsecond(lead, age, points):
    make_activity(lead, "page_view", age)
    assert behaviour_score(lead, VIEW) == points


def test_days_are_24_hours_whatever_the_clocks_of_the_time_zone_do(lead, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    at = dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC)  # summer time began on 29 March
    make_activity(lead, "page_view", days(30, -1), now=at)
    assert behaviour_score(lead, VIEW, at=at) == 10
    make_activity(lead, "page_view", days(30), now=at)
    assert behaviour_score(lead, VIEW, at=at) == 14


def test_an_activity_of_a_mail_scanner_gives_nothing(lead):
    make_activity(lead, "page_view", days(1), automated=True)
    assert behaviour_score(lead, VIEW) == 0


def test_content_narrows_a_rule_without_regard_to_case(lead):
    make_activity(lead, "page_view", days(1), content="/Pricing/Enterprise")
    make_activity(lead, "page_view", days(1), content="/料金/")
    pricing = BehaviourRule("page_view", points=10, fresh_days=30, content_contains="pricing")
    price = BehaviourRule("page_view", points=3, fresh_days=30, content_contains="料金")
    assert behaviour_score(lead, pricing, price) == 13


def test_a_percent_sign_in_the_content_is_only_a_character(lead):
    make_activity(lead, "page_view", days(1), content="50% off")
    rule = BehaviourRule("page_view", points=10, fresh_days=30, content_contains="50%")
    other = BehaviourRule("page_view", points=1, fresh_days=30, content_contains="5%f")
    assert behaviour_score(lead, rule, other) == 10


def test_a_cap_holds_each_rule_from_its_own_side(lead):
    for _ in range(5):
        make_activity(lead, "page_view", days(1))
        make_activity(lead, "unsubscribe", days(1))
    view = BehaviourRule("page_view", points=10, fresh_days=30, cap=35)
    unsubscribe = BehaviourRule("unsubscribe", points=-30, fresh_days=365, cap=-30)
    assert behaviour_score(lead, view, unsubscribe) == 5


def test_the_behaviour_score_is_never_negative(lead):
    make_activity(lead, "unsubscribe", days(1))
    assert behaviour_score(lead, BehaviourRule("unsubscribe", points=-30, fresh_days=365)) == 0


def test_a_huge_sum_stays_a_number_the_score_can_hold(lead):
    for number in range(3):
        make_activity(lead, "page_view", days(number))
    rules = [BehaviourRule("page_view", points=10_000, fresh_days=30)] * 400
    assert behaviour_score(lead, *rules) == 12_000_000


@pytest.mark.parametrize(("age", "score"), [(days(90, -1), 104), (days(90), 90), (days(91), 90)])
def test_inactivity_counts_once_when_nothing_wanted_is_young(lead, age, score):
    gift = BehaviourRule("gift", points=100, fresh_days=3650)
    make_activity(lead, "gift", days(100))
    make_activity(lead, "page_view", age)
    assert behaviour_score(lead, gift, VIEW, INACTIVE) == score


def test_unwanted_automated_and_future_activities_do_not_end_inactivity(lead):
    rules = [
        BehaviourRule("page_view", points=20, fresh_days=30, content_contains="料金"),
        BehaviourRule("unsubscribe", points=-1, fresh_days=30),
        BehaviourRule("gift", points=100, fresh_days=3650),
        INACTIVE,
    ]
    make_activity(lead, "gift", days(100))
    make_activity(lead, "unsubscribe", days(1))
    make_activity(lead, "page_view", days(1), content="/blog/")
    make_activity(lead, "page_view", days(1), content="/料金/", automated=True)
    make_activity(lead, "page_view", -days(1), content="/料金/")
    assert behaviour_score(lead, *rules) == 100 - 1 - 10


def test_one_statement_scores_one_lead_at_several_moments(lead):
    make_activity(lead, "page_view", days(10))
    moments = [NOW - days(11), NOW - days(10), NOW, NOW + days(20), NOW + days(80)]
    scores = scores_of(behaviour(VIEW), *((lead, at) for at in moments))
    assert [score for score, _ in scores] == [0, 10, 10, 4, 0]


def test_the_best_rule_of_a_group_counts_or_all_do():
    lead = make_lead(company=make_company(employees=300))
    rules = [
        AttributeRule("employees", "at_least", points, least) for least, points in [(50, 10), (300, 20), (1000, 25)]
    ]
    assert attribute_score(lead, *rules, pick="best") == 20
    assert attribute_score(lead, *rules, pick="sum") == 30
    assert attribute_score(lead, *rules, pick="sum", limit=25) == 25


def test_a_group_is_held_within_its_limit_on_both_sides_and_the_total_within_0_and_100():
    lead = make_lead(tags=["競合"])
    company = AttributeGroup("company", 100, "best", (AttributeRule("company_name", "is_empty", 100),))
    bonus = AttributeGroup("bonus", 100, "best", (AttributeRule("tag", "is", 90, "競合"),))
    rival = AttributeGroup("rival", 50, "sum", (AttributeRule("tag", "is", -80, "競合"),))
    assert scores_of(ScoringDocument(attribute_groups=(company, rival)), (lead, NOW))[0][1] == 50
    assert scores_of(ScoringDocument(attribute_groups=(rival,)), (lead, NOW))[0][1] == 0
    assert scores_of(ScoringDocument(attribute_groups=(company, bonus)), (lead, NOW))[0][1] == 100


def test_the_largest_matching_points_of_a_group_may_be_negative():
    lead = make_lead(tags=["a", "b"], company=make_company())
    rules = [
        AttributeRule("tag", "is", -5, "a"),
        AttributeRule("tag", "is", -9, "b"),
        AttributeRule("tag", "is", 5, "c"),
    ]
    bonus = AttributeGroup("bonus", 50, "best", (AttributeRule("company_name", "is_not_empty", 50),))
    group = AttributeGroup("tags", 50, "best", tuple(rules))
    assert scores_of(ScoringDocument(attribute_groups=(bonus, group)), (lead, NOW))[0][1] == 45


EVERY_COMPARISON = [
    ("is", "機械"),
    ("is_not", "機械"),
    ("in", ["機械"]),
    ("not_in", ["機械"]),
    ("contains", "機"),
    ("is_not_empty", None),
]


@pytest.mark.parametrize(("operator", "value"), EVERY_COMPARISON)
@pytest.mark.parametrize("field", ["industry", "department", "tag", "custom:分類"])
def test_what_is_unknown_matches_only_is_empty(field, operator, value):
    lead = make_lead(company=make_company())
    assert not holds(lead, field, operator, value)
    assert holds(lead, field, "is_empty")
    assert not holds(make_lead(), field, operator, value)


@pytest.mark.parametrize("operator", ["is", "is_not", "in", "not_in", "at_least", "at_most", "between", "is_not_empty"])
def test_an_unknown_number_matches_only_is_empty(operator):
    value = {"in": [0, 1], "not_in": [8], "between": [0, 9]}.get(operator, 0)
    lead = make_lead(company=make_company())
    for field in ("employees", "annual_revenue", "title_rank", "customer_similarity"):
        assert not holds(lead, field, operator, value)
        assert holds(lead, field, "is_empty")


def test_numbers_compare_inclusively():
    lead = make_lead(company=make_company(employees=300), title_rank=4)
    assert holds(lead, "employees", "at_least", 300) and not holds(lead, "employees", "at_least", 301)
    assert holds(lead, "employees", "at_most", 300) and not holds(lead, "employees", "at_most", 299)
    assert holds(lead, "employees", "between", [300, 300]) and not holds(lead, "employees", "between", [1, 299])
    assert holds(lead, "title_rank", "is", 4) and holds(lead, "title_rank", "not_in", [5, 6])


def test_text_compares_after_nfkc_and_without_case_on_both_sides():
    lead = make_lead(department="ＤＸ推進部 ", company=make_company(industry="情報･通信業"))
    assert holds(lead, "department", "contains", "dx")
    assert holds(lead, "department", "is", "dx推進部")
    assert holds(lead, "industry", "in", ["機械", "情報・通信業"])
    assert not holds(lead, "industry", "is_not", "情報・通信業")


def test_tags_compare_by_membership():
    lead = make_lead(tags=["競合", "展示会２０２６"])
    assert holds(lead, "tag", "is", "競合") and holds(lead, "tag", "contains", "競合")
    assert not holds(lead, "tag", "contains", "競")
    assert holds(lead, "tag", "in", ["x", "展示会2026"]) and holds(lead, "tag", "is_not_empty")
    assert holds(lead, "tag", "not_in", ["x", "y"]) and not holds(lead, "tag", "is_not", "競合")


def test_the_persons_own_prefecture_counts_before_the_companys():
    company = make_company(prefecture="東京都")
    assert holds(make_lead(company=company), "prefecture", "is", "東京都")
    assert holds(make_lead(company=company, prefecture="大阪府"), "prefecture", "is", "大阪府")


def test_whether_a_company_is_a_customer():
    customer, other = make_lead(company=make_company(is_customer=True)), make_lead(company=make_company())
    assert holds(customer, "is_customer", "is", True) and not holds(other, "is_customer", "is", True)
    assert holds(other, "is_customer", "is_not", True) and holds(make_lead(), "is_customer", "is_empty")


@pytest.mark.parametrize(
    ("stored", "met"),
    [("1,200", True), ("１２００", True), (" 700.5 ", True), (700, True), ("699.99", False), ("-5", False),
     ("Select", False), ("abc", False), ("1e9", False), ("", False), (None, False), ("9" * 60, False),
     (["1000"], False), (True, False)],
)  # fmt: skip
def test_a_number_in_a_kept_column_is_read_or_unknown_and_never_an_error(stored, met):
    lead = make_lead(custom_fields={"Total Time Spent on Website": stored})
    assert holds(lead, "custom:Total Time Spent on Website", "at_least", 700) is met


def test_a_kept_column_of_the_company_stands_in_for_the_leads():
    company = make_company(custom_fields={"規模": "大", "地域": "東"})
    lead = make_lead(company=company, custom_fields={"規模": "中"})
    assert holds(lead, "custom:規模", "is", "中") and holds(lead, "custom:地域", "is", "東")


def test_a_column_name_or_value_cannot_break_out_of_the_statement():
    name = "a'; DROP TABLE leads_lead; -- %s {} \\"
    lead = make_lead(custom_fields={name: "x'; SELECT 1; -- %(a)s"})
    assert holds(lead, f"custom:{name}", "is", "x'; SELECT 1; -- %(a)s")


def test_an_empty_model_scores_nothing(lead):
    assert scores_of(ScoringDocument(), (lead, NOW)) == [(0, 0)]


def test_the_shipped_model_scores_a_known_case():
    company = make_company(industry="機械", employees=300, annual_revenue=10**9, prefecture="東京都")
    lead = make_lead(company=company, department="経営企画部", title_rank=4)
    make_activity(lead, "inquiry", days(31))
    make_activity(lead, "page_view", days(1), content="/料金/")
    document = ScoringModel.objects.active().parsed
    assert scores_of(document, (lead, NOW)) == [(20 + 2 + 10, 20 + 20 + 5 + 20 + 8 + 5)]


def test_the_breakdown_adds_up_to_the_score_and_says_what_was_cut():
    company = make_company(industry="機械", employees=300)
    lead = make_lead(company=company, title_rank=4, tags=["競合"])
    for number in range(12):
        make_activity(lead, "email_open", days(number))
    make_activity(lead, "email_click", days(31))
    make_activity(lead, "unsubscribe", days(2))
    parts = breakdown(lead, NOW)
    opened, clicked = parts.behaviour[0], parts.behaviour[1]
    assert (opened.counted, opened.before_cap, opened.after_cap) == (12, 12, 10)
    assert (clicked.fresh, clicked.faded, clicked.after_cap) == (0, 1, 1)
    assert parts.behaviour_sum == 10 + 1 - 30
    assert parts.behaviour_score == 0
    assert parts.attribute_sum == parts.attribute_score == 20 + 20 + 20 - 50
    assert [row.after_limit for row in parts.groups] == [20, 20, 0, 20, 0, 0, 0, -50]
    assert [row.counts for row in parts.groups[1].rows] == [False, True, False, False]


@pytest.mark.parametrize(
    "document",
    [
        behaviour(*[BehaviourRule("inquiry", 1, 3, faded_points=1, expire_days=9, cap=5)] * MOST_RULES),
        ScoringDocument(
            attribute_groups=tuple(
                AttributeGroup(f"group {number}", 1, rules=(AttributeRule(f"custom:{number}", "is", 1, "x"),))
                for number in range(MOST_RULES)
            )
        ),
    ],
    ids=["behaviour", "attributes"],
)
def test_the_largest_model_can_be_explained(lead, document):
    assert document.problems() == []
    model = ScoringModel(number=2, document=document.to_json())
    assert breakdown(lead, NOW, model).behaviour_score == 0
