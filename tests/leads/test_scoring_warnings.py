import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.models import ScoringModel
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from leads.workshop.warnings import implies, never_matches, warnings
from tests.leads.scoring_ledger import days, holds, make_activity, make_company, make_lead

pytestmark = pytest.mark.django_db


def of(*rules: BehaviourRule) -> dict:
    return warnings(ScoringDocument(behaviour=rules).named())


def of_group(*rules: AttributeRule, pick: str = "best", limit: int = 50) -> dict:
    return warnings(ScoringDocument(attribute_groups=(AttributeGroup("g", limit, pick, rules),)).named())


def test_the_shipped_model_has_nothing_to_warn_of():
    assert warnings(ScoringModel.objects.active().parsed.named()) == {}


def test_behaviour_rules_that_give_nothing_are_named():
    assert of(BehaviourRule("page_view", 0, 30)) and of(BehaviourRule("page_view", 5, 0))
    assert of(BehaviourRule("page_view", 5, 30, faded_points=2))
    assert of(BehaviourRule("page_view", 5, 30, faded_points=2, expire_days=30))
    assert not of(BehaviourRule("page_view", 5, 0, faded_points=2, expire_days=30))
    assert of(BehaviourRule("page_view", 5, 30, cap=3)) and not of(BehaviourRule("page_view", 5, 30, cap=5))
    assert list(of(BehaviourRule("event", 5, 30), BehaviourRule("event", 9, 30))) == ["behaviour-2"]
    assert not of(BehaviourRule("event", 5, 30), BehaviourRule("event", 9, 30, "展示会"))


def test_a_kind_that_no_activity_has_is_named_until_there_is_one():
    assert of(BehaviourRule("展示会", 5, 30))
    make_activity(make_lead(), "展示会", days(1))
    assert not of(BehaviourRule("展示会", 5, 30))


def test_an_attribute_rule_that_a_better_one_always_beats_is_named():
    large = AttributeRule("employees", "at_least", 20, 300)
    small = AttributeRule("employees", "at_least", 10, 100)
    assert not of_group(large, small)
    assert list(of_group(AttributeRule("employees", "at_least", 5, 300), small)) == ["group-1-rule-1"]
    assert not of_group(AttributeRule("employees", "at_least", 5, 300), small, pick="sum")
    assert list(of_group(small, small)) == ["group-1-rule-2"]
    wide = AttributeRule("industry", "in", 9, ["機械", "化学"])
    assert list(of_group(wide, AttributeRule("industry", "is", 5, "化学"))) == ["group-1-rule-2"]
    assert list(of_group(small, limit=0)) == ["group-1"] and list(of_group()) == ["group-1"]


@pytest.mark.parametrize(
    "rule",
    [
        AttributeRule("title_rank", "at_least", 5, 7),
        AttributeRule("employees", "at_most", 5, -1),
        AttributeRule("customer_similarity", "between", 5, [101, 200]),
    ],
)
def test_what_can_never_be_true_is_named(rule):
    assert never_matches(rule)
    assert of_group(rule)


numbers = st.integers(-1, 4)
number_rules = st.one_of(
    st.builds(
        AttributeRule,
        st.just("employees"),
        st.sampled_from(["at_least", "at_most", "is", "is_not"]),
        st.just(1),
        numbers,
    ),
    st.builds(
        lambda low, width: AttributeRule("employees", "between", 1, [low, low + width]), numbers, st.integers(0, 2)
    ),
    st.builds(AttributeRule, st.just("employees"), st.sampled_from(["is_empty", "is_not_empty"]), st.just(1)),
)


def matches(rule: AttributeRule, value: int | None) -> bool:
    """By plain Python; an unknown value meets only is_empty."""
    if rule.operator in ("is_empty", "is_not_empty"):
        return (value is None) is (rule.operator == "is_empty")
    if value is None:
        return False
    if rule.operator == "between":
        return rule.value[0] <= value <= rule.value[1]
    return {
        "at_least": value >= rule.value,
        "at_most": value <= rule.value,
        "is": value == rule.value,
        "is_not": value != rule.value,
    }[rule.operator]


@given(number_rules, number_rules)
def test_a_rule_is_said_to_be_beaten_only_when_it_is(one, other):
    if implies(one, other):
        assert all(matches(other, value) for value in [None, *range(-3, 9)] if matches(one, value))


@pytest.mark.parametrize("text", ["情報・通信業", "機械", "情報", "通信"])
def test_text_rules_agree_with_the_database(text):
    lead = make_lead(company=make_company(industry=text))
    rules = [
        AttributeRule("industry", "is", 1, "機械"),
        AttributeRule("industry", "in", 1, ["機械", "情報・通信業"]),
        AttributeRule("industry", "contains", 1, "情報"),
        AttributeRule("industry", "contains", 1, "・"),
        AttributeRule("industry", "is", 1, "情報・通信業"),
        AttributeRule("industry", "is_not_empty", 1),
    ]
    for one in rules:
        for other in rules:
            if implies(one, other) and holds(lead, "industry", one.operator, one.value):
                assert holds(lead, "industry", other.operator, other.value)
