import pytest
from django.utils import translation

from handoff.criteria.profiles import LARGE, MID, SMALL, STRATEGIC_TAG
from handoff.judging.tracing import traces
from handoff.models import CriteriaVersion
from tests.conftest import NOW
from tests.handoff.judging import HEARD, decide, make_lead, opportunity, row_of

pytestmark = pytest.mark.django_db


def near_miss(document, lead):
    return row_of(document, lead)["near_miss_rule"]


def sentence(document, lead):
    criteria = CriteriaVersion(document=document.to_json())
    with translation.override("en"):
        found = traces([lead.pk], NOW, criteria)[lead.pk].near_miss
        return found.sentence if found else None


def test_the_rule_with_the_fewest_failures_is_the_near_miss():
    assert near_miss(MID, make_lead(behaviour=100, answers=HEARD | {"decision_maker": ""})) == 1
    assert near_miss(MID, make_lead(behaviour=20)) == 2


def test_of_equal_rules_the_earlier_one_is_offered():
    lead = make_lead(behaviour=99, answers=HEARD | {"challenge": "unclear"})
    assert near_miss(MID, lead) == 1


def test_three_failures_are_too_many():
    assert near_miss(SMALL, make_lead()) is None
    assert near_miss(SMALL, make_lead(title_rank=4)) == 1


def test_a_target_has_no_near_miss(marketer):
    lead = make_lead(title_rank=4, company={"employees": 50})
    assert near_miss(SMALL, lead) == 1
    decide(lead, marketer)
    assert near_miss(SMALL, lead) is None
    assert near_miss(MID, make_lead(behaviour=100, answers=HEARD)) is None


def test_nobody_is_told_to_become_a_customer_or_to_be_requested():
    assert near_miss(LARGE, make_lead(attribute=60, behaviour=10)) == 5
    assert near_miss(LARGE, make_lead(attribute=10, behaviour=10)) == 5


def test_what_was_lost_before_is_not_one_step_away():
    lead = make_lead(attribute=60, behaviour=39)
    opportunity(lead, "lost")
    assert near_miss(LARGE, lead) is None


def test_a_strategic_target_is_not_one_step_away():
    assert near_miss(LARGE, make_lead(attribute=60, behaviour=39, tags=[STRATEGIC_TAG])) is None


def test_the_sentence_says_what_to_ask():
    lead = make_lead(title_rank=4, actions=[("trial", 1), ("event", 2)])
    assert sentence(SMALL, lead) == "One step away: finding out employees makes it a target"


def test_the_sentence_says_how_much_is_missing():
    lead = make_lead(title_rank=4, company={"employees": 60}, actions=[("trial", 1)])
    assert sentence(SMALL, lead) == "One step away: 1 more actions makes it a target"


def test_the_sentence_joins_two_steps():
    assert sentence(MID, make_lead()) == (
        "One step away: making the challenge clear and confirming the decision-maker's involvement makes it a target"
    )


def test_in_japanese_it_reads_as_people_say_it():
    criteria = CriteriaVersion(document=SMALL.to_json())
    lead = make_lead(title_rank=4, actions=[("trial", 1), ("event", 2)])
    with translation.override("ja"):
        assert traces([lead.pk], NOW, criteria)[lead.pk].near_miss.sentence == "あと一歩: 従業員数の確認で対象"
