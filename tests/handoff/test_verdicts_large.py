import datetime as dt

import pytest
from django.contrib.auth.models import User

from handoff.criteria.profiles import LARGE, STRATEGIC_TAG
from tests.conftest import NOW
from tests.handoff.judging import judged, make_company, make_lead, opportunity, request

pytestmark = pytest.mark.django_db

CUSTOMER = "target:account_owner:existing_customer"
NO_OWNER = "target:is_review:customer_without_owner"
STRATEGIC = "hold:notify_planning:strategic_target"
LOST = "not_target:nurture:lost_before"
MET = "target:sales:score_met"
REQUEST = "target:sales:sales_request"
BELOW = "not_target:nurture:below_threshold"


def test_a_customer_goes_to_the_account_owner_whatever_else_holds():
    company = {"is_customer": True, "account_owner": "someone@elsewhere.example"}
    lead = make_lead(company=company, tags=[STRATEGIC_TAG], behaviour=500, attribute=100)
    opportunity(lead, "lost")
    assert judged(LARGE, lead) == CUSTOMER


def test_a_customer_without_account_owner_is_for_a_person():
    assert judged(LARGE, make_lead(company={"is_customer": True})) == NO_OWNER


@pytest.mark.parametrize(("active", "expected"), [(True, CUSTOMER), (False, NO_OWNER)])
def test_an_account_owner_who_left_is_none(active, expected):
    User.objects.create_user("owner", "Owner@example.jp", is_active=active)
    company = {"is_customer": True, "account_owner": "owner@example.jp"}
    assert judged(LARGE, make_lead(company=company)) == expected


def test_a_strategic_target_is_held_whatever_its_score():
    assert judged(LARGE, make_lead(tags=["展示会", STRATEGIC_TAG], behaviour=500, attribute=100)) == STRATEGIC


def test_another_tag_that_contains_the_word_is_another_tag():
    assert judged(LARGE, make_lead(tags=[f"旧{STRATEGIC_TAG}"])) == BELOW


def test_a_strategic_target_that_was_lost_before_is_held():
    lead = make_lead(tags=[STRATEGIC_TAG])
    opportunity(lead, "lost")
    assert judged(LARGE, lead) == STRATEGIC


def test_lost_before_goes_to_nurturing_in_spite_of_its_score():
    lead = make_lead(behaviour=500, attribute=100)
    opportunity(lead, "lost")
    assert judged(LARGE, lead) == LOST


def test_a_colleagues_lost_opportunity_is_the_companys():
    company = make_company()
    opportunity(make_lead(company=company), "lost")
    assert judged(LARGE, make_lead(company=company, behaviour=500, attribute=100)) == LOST


def test_lost_and_won_is_not_lost_before():
    company = make_company()
    opportunity(make_lead(company=company), "won")
    lead = make_lead(company=company)
    opportunity(lead, "lost")
    assert judged(LARGE, lead) == BELOW


def test_an_opportunity_lost_later_was_not_lost_then():
    lead = make_lead()
    opportunity(lead, "lost", closed_on=NOW.date())
    assert judged(LARGE, lead) == LOST
    assert judged(LARGE, lead, NOW - dt.timedelta(days=1)) == BELOW


@pytest.mark.parametrize(
    ("attribute", "behaviour", "expected"),
    [(60, 40, MET), (59, 40, BELOW), (60, 39, BELOW), (100, 0, BELOW), (0, 500, BELOW)],
)
def test_both_scores_are_needed(attribute, behaviour, expected):
    assert judged(LARGE, make_lead(attribute=attribute, behaviour=behaviour)) == expected


def test_a_request_of_sales_makes_a_target(team, sales):
    lead = make_lead()
    request(lead, team, sales)
    assert judged(LARGE, lead) == REQUEST


def test_a_request_does_not_bring_back_what_was_lost(team, sales):
    lead = make_lead()
    opportunity(lead, "lost")
    request(lead, team, sales)
    assert judged(LARGE, lead) == LOST
