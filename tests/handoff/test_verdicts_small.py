import datetime as dt

import pytest

from handoff.criteria.profiles import SMALL
from tests.conftest import NOW
from tests.handoff.judging import act, decide, judged, make_company, make_lead

pytestmark = pytest.mark.django_db

MET = "target:sales:checklist_met"
NOT_MET = "not_target:nurture:checklist_not_met"
TWO_ACTIONS = (("webinar", 1), ("inquiry", 29))


def checklist(**changes):
    return make_lead(**({"company": {"employees": 50}, "title_rank": 4, "actions": TWO_ACTIONS} | changes))


def test_the_whole_checklist_makes_a_target():
    assert judged(SMALL, checklist()) == MET


def test_forty_nine_employees_are_too_few():
    assert judged(SMALL, checklist(company={"employees": 49})) == NOT_MET


def test_unknown_employees_are_not_enough():
    assert judged(SMALL, checklist(company={"employees": None})) == NOT_MET


def test_a_lead_without_company_is_no_target():
    lead = checklist()
    lead.company = None
    lead.save()
    assert judged(SMALL, lead) == NOT_MET


@pytest.mark.parametrize(("rank", "expected"), [(0, NOT_MET), (3, NOT_MET), (4, MET), (6, MET)])
def test_title_rank_from_department_head_up(rank, expected):
    assert judged(SMALL, checklist(title_rank=rank)) == expected


def test_one_action_is_not_enough():
    assert judged(SMALL, checklist(actions=[("trial", 1)])) == NOT_MET


def test_page_views_are_not_among_the_actions():
    assert judged(SMALL, checklist(actions=[("trial", 1), ("page_view", 1), ("email_click", 1)])) == NOT_MET


@pytest.mark.parametrize(("age", "expected"), [(30 - 1 / 86400, MET), (30, NOT_MET), (0, MET), (-1 / 86400, NOT_MET)])
def test_actions_count_for_exactly_thirty_days(age, expected):
    assert judged(SMALL, checklist(actions=[("trial", 1), ("event", age)])) == expected


def test_what_a_mail_scanner_did_does_not_count():
    lead = checklist(actions=[("trial", 1)])
    act(lead, "download", 2, automated=True)
    assert judged(SMALL, lead) == NOT_MET


def test_a_person_may_decide_otherwise(marketer):
    lead = make_lead()
    assert judged(SMALL, lead) == NOT_MET
    decide(lead, marketer)
    assert judged(SMALL, lead) == "target:sales:discretion"


def test_before_the_decision_it_was_not_yet_taken(marketer):
    lead = make_lead()
    decide(lead, marketer)
    assert judged(SMALL, lead, NOW - dt.timedelta(seconds=1)) == NOT_MET


def test_colleagues_do_not_count_as_the_leads_own_actions():
    company = make_company(employees=50)
    make_lead(company=company, title_rank=4, actions=TWO_ACTIONS)
    assert judged(SMALL, make_lead(company=company, title_rank=4)) == NOT_MET
