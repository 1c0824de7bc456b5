import datetime as dt

import pytest

from handoff.criteria.profiles import MID
from tests.conftest import NOW
from tests.handoff.judging import HEARD, judged, make_lead, row_of

pytestmark = pytest.mark.django_db

SCORE_AND_HEARING = "target:sales:score_and_hearing"
EXCEPTION = "target:sales:hearing_exception"
NEEDS_HEARING = "hold:is_hearing:score_met_needs_hearing"
LOW = "not_target:nurture:low_score_no_timing"
JUDGEMENT = "hold:is_review:needs_judgement"


def heard(**changes):
    return HEARD | changes


@pytest.mark.parametrize(
    ("score", "answers", "expected"),
    [
        (100, heard(), SCORE_AND_HEARING),
        (100, heard(decision_maker="self", decision_maker_name=""), SCORE_AND_HEARING),
        (100, heard(timing="within_1_month"), SCORE_AND_HEARING),
        (100, heard(timing="within_6_months"), JUDGEMENT),
        (100, heard(timing="later"), JUDGEMENT),
        (100, heard(timing="undecided"), JUDGEMENT),
        (100, heard(decision_maker_name=" "), JUDGEMENT),
        (100, heard(decision_maker="participant"), JUDGEMENT),
        (100, heard(decision_maker="not_yet_known"), JUDGEMENT),
        (100, None, NEEDS_HEARING),
        (100, {}, NEEDS_HEARING),
        (100, heard(challenge=""), SCORE_AND_HEARING),
        (100, heard(challenge="", timing=""), NEEDS_HEARING),
        (100, heard(timing="not_yet_known"), JUDGEMENT),
        (99, heard(), EXCEPTION),
        (0, heard(decision_maker="participant"), EXCEPTION),
        (0, heard(decision_maker="participant", decision_maker_name=""), JUDGEMENT),
        (0, heard(decision_maker="self", timing="undecided"), EXCEPTION),
        (99, heard(challenge="unclear"), JUDGEMENT),
        (99, heard(challenge_detail=""), JUDGEMENT),
        (99, heard(challenge="unclear", timing="undecided"), LOW),
        (99, heard(challenge="unclear", timing="not_yet_known"), LOW),
        (99, heard(challenge="unclear", timing="later"), JUDGEMENT),
        (99, None, LOW),
        (0, {}, LOW),
    ],
)
def test_every_row_of_the_table(score, answers, expected):
    assert judged(MID, make_lead(behaviour=score, answers=answers)) == expected


@pytest.mark.parametrize(("age", "expected"), [(1, JUDGEMENT), (29.99, JUDGEMENT), (30, LOW)])
def test_an_inquiry_within_thirty_days_wants_a_persons_judgement(age, expected):
    assert judged(MID, make_lead(behaviour=40, actions=[("inquiry", age)])) == expected


def test_a_hearing_saved_later_did_not_count_then():
    lead = make_lead(behaviour=100, answers=HEARD)
    assert judged(MID, lead, NOW - dt.timedelta(days=2)) == NEEDS_HEARING


def test_a_lead_without_scores_is_for_a_person():
    lead = make_lead()
    lead.score.delete()
    assert judged(MID, lead) == JUDGEMENT


def test_one_statement_judges_the_same_lead_at_several_moments():
    lead = make_lead(behaviour=0, actions=[("inquiry", 10)])
    assert row_of(MID, lead)["rule"] == 5
    assert row_of(MID, lead, NOW - dt.timedelta(days=11))["rule"] == 4
