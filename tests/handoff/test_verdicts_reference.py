"""The compiled table against the readable reference: random tables, leads, hearings, windows and moments."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.criteria_document import Condition, CriteriaDocument, Outcome, Rule, Threshold, Window
from handoff.fields import FIELDS, OPERATORS
from handoff.models import Discretion, Hearing, SalesRequest
from leads.models import Activity, Company, Lead, PastOpportunity, Score
from tests.conftest import NOW
from tests.handoff import verdict_reference as reference
from tests.handoff.judging import numbers, rows_of

WORDS = ["東京都", "ＤＸ", "dx推進", "'; --", "%", "12", "1,200", "-3.5"]
TEXTS = ["", *WORDS]
KINDS = ["inquiry", "webinar", "own kind"]
THRESHOLDS = ["attribute_min", "behaviour_min", "employees_min"]
YES_NO = [name for name, field in FIELDS.items() if field.kind == "yes_no"]
NUMBERS = ["behaviour_score", "attribute_score", "employees", "title_rank", "timing_months", "actions", "active_people"]
OUTCOMES = [("target", "sales"), ("target", "is_review"), ("hold", "is_hearing"), ("not_target", "nurture")]

small = st.integers(0, 4)
moments = st.sampled_from([-2, -1, -0.5, 0, 1 / 24, 1, 2, 3]).map(lambda days: NOW - dt.timedelta(days=days))


@st.composite
def conditions(draw):
    field = draw(st.sampled_from([*NUMBERS, *YES_NO, "industry", "prefecture", "source", "tag", "timing", "custom:a"]))
    if field in YES_NO:
        return Condition(field, "is", draw(st.booleans()))
    if field == "timing":
        return Condition(field, draw(st.sampled_from(["is", "is_not"])), draw(st.sampled_from(["undecided", "later"])))
    kind = (
        "number"
        if field in NUMBERS
        else "custom"
        if field.startswith("custom")
        else "tags"
        if field == "tag"
        else "text"
    )
    operator = draw(st.sampled_from(OPERATORS[kind]))
    return Condition(field, operator, draw(values(kind, operator)), draw(parameters(field)))


def values(kind: str, operator: str):
    if operator in ("is_empty", "is_not_empty"):
        return st.none()
    if operator == "between":
        return st.tuples(small, small).map(sorted)
    numeric = kind == "number" or operator in ("at_least", "at_most", "less_than")
    one = small if numeric else st.sampled_from(WORDS)
    if operator in ("in", "not_in"):
        return st.lists(one, min_size=1, max_size=3)
    thresholds = st.builds(Threshold, st.sampled_from(THRESHOLDS), st.booleans())
    return one | thresholds if numeric else one


def parameters(field: str):
    if field == "actions":
        return st.fixed_dictionaries({"kinds": st.lists(st.sampled_from(KINDS), min_size=1), "days": st.integers(1, 3)})
    return st.fixed_dictionaries({"days": st.integers(1, 3)} if field == "active_people" else {})


@st.composite
def windows(draw):
    day = st.integers(-2, 2).map(lambda days: NOW.date() + dt.timedelta(days=days))
    start, end = sorted([draw(day), draw(day)])
    offsets = draw(st.dictionaries(st.sampled_from(THRESHOLDS), small))
    chosen = draw(
        st.dictionaries(st.sampled_from(["source", "industry", "tag"]), st.lists(st.sampled_from(WORDS), min_size=1))
    )
    return Window("施策", start, end, offsets, chosen)


@st.composite
def documents(draw):
    rules = draw(st.lists(st.builds(
        Rule,
        st.lists(conditions(), max_size=3).map(tuple),
        st.sampled_from(OUTCOMES).map(lambda outcome: Outcome(*outcome, "reason")),
        st.sampled_from([True, True, True, False]),
    ), max_size=5))  # fmt: skip
    thresholds = draw(st.fixed_dictionaries(dict.fromkeys(THRESHOLDS, small)))
    return CriteriaDocument("large", thresholds, tuple(rules), tuple(draw(st.lists(windows(), max_size=3))))


def optional(strategy):
    return st.none() | strategy


activities = st.lists(st.tuples(st.just("self"), st.sampled_from(KINDS), moments, st.booleans()), max_size=3)
cases = st.fixed_dictionaries(
    {
        "lead": st.fixed_dictionaries(
            {name: st.sampled_from(TEXTS) for name in ("prefecture", "department", "source", "campaign")}
            | {
                "title_rank": small,
                "tags": st.lists(st.sampled_from(WORDS), max_size=2),
                "custom_fields": st.dictionaries(st.just("a"), st.sampled_from(TEXTS)),
            }
        ),
        "company": optional(
            st.fixed_dictionaries(
                {"industry": st.sampled_from(TEXTS), "prefecture": st.sampled_from(TEXTS), "employees": optional(small)}
                | {"is_customer": st.booleans(), "account_owner": st.sampled_from(["", "left@x.jp", "here@x.jp"])}
                | {"custom_fields": st.dictionaries(st.just("a"), st.sampled_from(TEXTS))}
            )
        ),
        "scores": optional(st.fixed_dictionaries({"behaviour_score": small, "attribute_score": small})),
        "activities": activities,
        "colleagues_activities": activities.map(lambda found: [("colleague", *rest) for _who, *rest in found]),
        "answers": optional(
            st.fixed_dictionaries(
                {
                    "timing": st.sampled_from(
                        ["", "within_1_month", "within_3_months", "later", "undecided", "not_yet_known"]
                    ),
                    "decision_maker": st.sampled_from(["", "self", "named", "participant", "not_yet_known"]),
                    "decision_maker_name": st.sampled_from(["", " ", "佐藤"]),
                    "challenge": st.sampled_from(["", "clear", "unclear", "not_yet_known"]),
                    "challenge_detail": st.sampled_from(["", "手作業"]),
                }
            )
        ),
        "heard_at": moments,
        "past": st.lists(
            st.tuples(st.sampled_from(["lost", "won"]), optional(moments.map(dt.datetime.date))), max_size=2
        ),
        "decided_at": optional(moments),
        "requested_at": optional(moments),
        "left": st.just({"left@x.jp"}),
    }
)


def store(case: dict, team, user) -> Lead:
    number = next(numbers)
    company = case["company"] and Company.objects.create(name=f"N{number}", name_key=f"N{number}", **case["company"])
    lead, colleague = (
        Lead.objects.create(external_id=f"{who}{number}", person_key=f"{who}{number}", company=company, **values)
        for who, values in (("self", case["lead"]), ("colleague", {}))
    )
    for who, kind, at, automated in case["activities"] + (case["colleagues_activities"] if company else []):
        Activity.objects.create(
            lead={"self": lead, "colleague": colleague}[who], kind=kind, occurred_at=at, automated=automated,
            source="test", external_id=f"R{next(numbers)}",
        )  # fmt: skip
    if case["scores"]:
        Score.objects.create(lead=lead, as_of=NOW, **case["scores"])
    if case["answers"] is not None:
        Hearing.objects.create(lead=lead, answers=case["answers"], saved_at=case["heard_at"])
    for index, (result, day) in enumerate(case["past"]):
        PastOpportunity.objects.create(lead=lead, company=company, result=result, closed_on=day, source=f"test {index}")
    if case["decided_at"]:
        Discretion.objects.create(lead=lead, by=user, reason="x", at=case["decided_at"])
    if case["requested_at"]:
        SalesRequest.objects.create(lead=lead, team=team, by=user, reason="x", at=case["requested_at"])
    return lead


@pytest.fixture
def people(admin):
    User.objects.create_user("left", "Left@x.jp", is_active=False)
    User.objects.create_user("here", "here@x.jp")
    return admin


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(document=documents(), some=st.lists(cases, min_size=1, max_size=3), as_of=moments)
def test_the_sql_says_what_the_reference_says(document, some, as_of, team, people):
    with transaction.atomic():
        leads = [store(case, team, people) for case in some]
        found = rows_of(document, leads, as_of)
        transaction.set_rollback(True)
    for lead, case in zip(leads, some, strict=True):
        expected = reference.verdict(document, case, as_of)
        assert {name: found[lead.pk][name] for name in expected} == expected


@settings(max_examples=100, deadline=None)
@given(document=documents())
def test_a_document_survives_json(document):
    assert CriteriaDocument.from_json(document.to_json()) == document
