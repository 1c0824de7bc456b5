"""What a case's verdict may look at: what was known on its day, not what only its own end taught."""

import datetime as dt

from feedback.replay import Cases, replay
from handoff.criteria.document import Condition
from handoff.models import Hearing
from leads.models import Company
from tests.conftest import NOW
from tests.feedback.replay.pasts import CASES, DAY, INQUIRIES, behaviour, one_rule, own, past
from tests.handoff.judging import HEARD, make_company, make_lead, opportunity

CONFIRMED = one_rule(Condition("decision_maker_confirmed", "is", True))
LOST_BEFORE = one_rule(Condition("lost_before", "is", True))
CUSTOMER = one_rule(Condition("is_customer", "is", True))


def said(document, cases=CASES) -> dict:
    return dict(replay(document, INQUIRIES, cases=cases).counts)


def heard_of(answers) -> dict:
    return {"hearing": {"answers": answers}}


def test_the_hearing_is_the_one_of_the_package(team, db):
    lead = make_lead()
    own(lead, team, "won", NOW - 20 * DAY, became=NOW, package=heard_of(HEARD))
    Hearing.objects.create(lead=lead, answers=HEARD | {"decision_maker": "participant"}, saved_at=NOW)
    assert said(CONFIRMED) == {("target", "won"): 1}


def test_each_of_two_toss_ups_of_a_lead_has_its_own_hearing(team, db):
    lead = make_lead()
    own(lead, team, "", NOW - 20 * DAY, state="sent_back", return_reason="low_temperature")
    own(lead, team, "won", NOW - 5 * DAY, became=NOW, package=heard_of(HEARD))
    assert said(CONFIRMED) == {("hold", "cold"): 1, ("target", "won"): 1}


def test_a_hearing_held_later_is_unknown_to_a_case_from_a_file(db):
    lead = make_lead(answers=HEARD)
    past(lead, "won", NOW - 20 * DAY)
    past(lead, "cold", NOW)
    assert said(CONFIRMED) == {("hold", "won"): 1, ("target", "cold"): 1}


def test_the_own_loss_of_the_same_day_is_not_an_earlier_one(team, db):
    lead = make_lead()
    handoff = own(lead, team, "lost", NOW - 9 * DAY, became=NOW)
    opportunity(lead, "lost", source=f"handoff:{handoff.pk}", closed_on=(NOW - 9 * DAY).date())
    assert said(LOST_BEFORE) == {("hold", "lost"): 1}


def test_an_earlier_loss_is(team, db):
    lead = make_lead()
    opportunity(lead, "lost", closed_on=(NOW - 40 * DAY).date())
    past(lead, "won", NOW - 9 * DAY)
    past(lead, "cold", NOW - 50 * DAY)
    assert said(LOST_BEFORE) == {("target", "won"): 1, ("hold", "cold"): 1}


def test_a_loss_without_a_date_is_taken_for_the_end_of_a_lost_case(db):
    lost, cold = make_lead(), make_lead()
    for lead in (lost, cold):
        opportunity(lead, "lost", source="import")
    past(lost, "lost", NOW - 9 * DAY)
    past(cold, "cold", NOW - 9 * DAY)
    assert said(LOST_BEFORE) == {("hold", "lost"): 1, ("target", "cold"): 1}


def test_a_win_does_not_make_its_own_case_one_of_a_customer(team, db):
    company = make_company(is_customer=True)
    lead, colleague = make_lead(company=company), make_lead(company=company)
    handoff = own(lead, team, "won", NOW - 30 * DAY, became=NOW)
    opportunity(lead, "won", source=f"handoff:{handoff.pk}", closed_on=(NOW - 10 * DAY).date())
    past(colleague, "cold", NOW - 20 * DAY)
    past(colleague, "lost", NOW - 5 * DAY)
    assert said(CUSTOMER) == {("hold", "won"): 1, ("hold", "cold"): 1, ("target", "lost"): 1}


def test_a_company_that_was_a_customer_already_stays_one(team, db):
    lead = make_lead(company=make_company(is_customer=True))
    own(lead, team, "won", NOW - 30 * DAY, became=NOW, package={"company": {"is_customer": True}})
    past(make_lead(company={"is_customer": True}), "cold", NOW - 5 * DAY)
    assert said(CUSTOMER) == {("target", "won"): 1, ("target", "cold"): 1}


def test_a_won_case_of_a_file_is_not_one_of_a_customer(db):
    past(make_lead(company={"is_customer": True}), "won", NOW - 5 * DAY)
    past(make_lead(company={"is_customer": True}), "won")
    assert said(CUSTOMER) == {("hold", "won"): 2}


def test_a_customer_of_that_day_is_scored_as_none(db):
    """The score looks at the company too."""
    from leads.scoring_document import AttributeGroup, AttributeRule, ScoringDocument

    rules = (AttributeRule("is_customer", "is", points=50, value=True),)
    scoring = ScoringDocument(attribute_groups=(AttributeGroup("customer", limit=50, pick="best", rules=rules),))
    past(make_lead(company={"is_customer": True}), "won", NOW - 5 * DAY)
    past(make_lead(company={"is_customer": True}), "cold", NOW - 5 * DAY)
    document = one_rule(Condition("attribute_score", "at_least", 50))
    assert dict(replay(document, scoring, cases=CASES).counts) == {("hold", "won"): 1, ("target", "cold"): 1}


def test_nothing_is_changed_by_trying(team, db):
    company = make_company(is_customer=True)
    lead = make_lead(company=company, answers=HEARD)
    own(lead, team, "won", NOW - 30 * DAY, became=NOW)
    said(CUSTOMER)
    assert Company.objects.get(pk=company.pk).is_customer
    assert Hearing.objects.get(lead=lead).answers == HEARD


def test_own_toss_ups_become_cases_by_what_came_of_them(team, other_team, db):
    at, became = NOW - 30 * DAY, NOW - 20 * DAY
    for stage, opportunity_at, state in (
        ("won", became, "closed"), ("lost", became, "closed"), ("lost", None, "closed"),
        ("opportunity", became, "accepted"), ("working", None, "accepted"), ("", None, "returned"),
    ):  # fmt: skip
        own(make_lead(), team, stage, at, became=opportunity_at, state=state)
    own(make_lead(), team, "", at, state="sent_back", return_reason="low_temperature")
    own(make_lead(), team, "", at, state="sent_back", return_reason="duplicate")
    own(make_lead(), other_team, "won", at, became=became)
    by_result = {"won": 2, "lost": 1, "opportunity": 1, "cold": 2}
    assert said(behaviour(10)) == {("hold", result): number for result, number in by_result.items()}
    assert said(behaviour(10), Cases(NOW, team=team.pk))[("hold", "won")] == 1


def test_a_row_of_a_file_about_an_own_toss_up_counts_once(team, db):
    lead = make_lead()
    own(lead, team, "won", NOW - 30 * DAY, became=NOW)
    past(lead, "won", (NOW - 30 * DAY).replace(hour=23, minute=59, second=59))
    past(lead, "cold", NOW - 90 * DAY)
    assert said(behaviour(10)) == {("hold", "won"): 1, ("hold", "cold"): 1}


def test_a_file_can_be_tried_alone(team, db):
    own(make_lead(), team, "won", NOW - dt.timedelta(days=30), became=NOW)
    case = past(make_lead(), "cold", NOW - DAY)
    assert said(behaviour(10), Cases(NOW, str(case.file_id))) == {("hold", "cold"): 1}
    assert said(behaviour(10), Cases(NOW, "own")) == {("hold", "won"): 1}
