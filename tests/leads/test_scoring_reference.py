"""The compiled statement against the readable reference: random models, ledgers, attributes and moments."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import Activity, Company, Lead, ScoringModel
from leads.scoring import breakdowns
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from tests.leads import scoring_reference as reference
from tests.leads.scoring_ledger import NOW, scores_of

KINDS = ["page_view", "inquiry", "own kind"]
WORDS = ["東京都", "ＤＸ", "dx推進", "Ab", "ab%", "'", "\\", "Select", "12", "１,２００", "-3.5", " "]
FIELDS = ["industry", "employees", "title_rank", "department", "prefecture", "tag", "custom:a", "is_customer"]

small_days = st.integers(0, 3)
points = st.integers(-40, 40)


@st.composite
def behaviour_rules(draw):
    given_points, fresh = draw(points), draw(small_days)
    if draw(st.booleans()) and given_points < 0:
        return BehaviourRule("inactivity", given_points, fresh)
    cap = draw(st.none() | st.integers(1, 60)) if given_points else None
    return BehaviourRule(
        kind=draw(st.sampled_from(KINDS)),
        points=given_points,
        fresh_days=fresh,
        content_contains=draw(st.sampled_from(["", "", "料金", "AB%"])),
        faded_points=draw(points),
        expire_days=draw(st.none() | st.integers(fresh, 5)),
        cap=cap if cap is None or given_points > 0 else -cap,
    )


@st.composite
def attribute_rules(draw):
    field = draw(st.sampled_from(FIELDS))
    number = st.sampled_from([0, 1, 4, 12, 49.5, 1200]) if field.startswith("custom") else st.integers(0, 6)
    if field in ("employees", "title_rank"):
        values = {"is": number, "in": st.lists(number, min_size=1, max_size=3)}
    elif field == "is_customer":
        values = {"is": st.booleans()}
    else:
        word = st.sampled_from([word for word in WORDS if word.strip()])
        values = {"is": word, "contains": word, "in": st.lists(word, min_size=1, max_size=3)}
    values |= {"is_not": values["is"]} | ({"not_in": values["in"]} if "in" in values else {})
    if field in ("employees", "title_rank", "custom:a"):
        values |= {"at_least": number, "at_most": number, "between": st.tuples(number, number).map(sorted)}
    values |= {"is_empty": st.none(), "is_not_empty": st.none()}
    operator = draw(st.sampled_from(sorted(values)))
    return AttributeRule(field, operator, draw(points), draw(values[operator]))


groups = st.builds(
    AttributeGroup,
    name=st.just("group"),
    limit=st.integers(0, 60),
    pick=st.sampled_from(["best", "sum"]),
    rules=st.lists(attribute_rules(), max_size=4).map(tuple),
)
documents = st.builds(
    ScoringDocument,
    behaviour=st.lists(behaviour_rules(), max_size=5).map(tuple),
    attribute_groups=st.lists(groups, max_size=3).map(tuple),
)
# Ages around the boundaries, to the microsecond, and anything between.
ages = st.builds(
    lambda days, microseconds: dt.timedelta(days=days, microseconds=microseconds),
    st.integers(-1, 6),
    st.sampled_from([-1, 0, 1, 43_200_000_000]),
)
activities = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([*KINDS, "other"]),
        "content": st.sampled_from(["", "/料金/", "xab%x", "AB"]),
        "age": ages,
        "automated": st.sampled_from([False, False, False, True]),
    }
)
words = st.sampled_from(["", *WORDS])
companies = st.fixed_dictionaries(
    {
        "industry": words,
        "employees": st.none() | st.integers(0, 6),
        "prefecture": words,
        "is_customer": st.booleans(),
        "custom_fields": st.dictionaries(st.just("a"), words),
    }
)
leads = st.fixed_dictionaries(
    {
        "department": words,
        "title_rank": st.integers(0, 6),
        "prefecture": words.filter(lambda word: word != " "),
        "tags": st.lists(st.sampled_from([word for word in WORDS if word.strip()]), max_size=3),
        "custom_fields": st.dictionaries(st.just("a"), words | st.integers(-5, 2000)),
    }
)
people = st.tuples(leads, st.none() | companies, st.lists(activities, max_size=8))


def store(cases) -> list[Lead]:
    firms = [Company(name=f"c{n}", name_key=f"c{n}", **company) for n, (_, company, _) in enumerate(cases) if company]
    Company.objects.bulk_create(firms)
    by_name = {firm.name: firm for firm in firms}
    stored = [
        Lead(external_id=str(n), person_key=str(n), company=by_name.get(f"c{n}"), **lead)
        for n, (lead, _, _) in enumerate(cases)
    ]
    Lead.objects.bulk_create(stored)
    ledger = [
        Activity(lead=stored[n], source="test", external_id=f"{n}-{k}", **without_age(activity))
        for n, (_, _, done) in enumerate(cases)
        for k, activity in enumerate(done)
    ]
    Activity.objects.bulk_create(ledger)
    return stored


def without_age(activity: dict) -> dict:
    rest = {name: value for name, value in activity.items() if name != "age"}
    return rest | {"occurred_at": NOW - activity["age"]}


@pytest.mark.django_db
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(document=documents, cases=st.lists(people, min_size=1, max_size=6), later=ages)
def test_the_statement_gives_what_the_reference_gives(document, cases, later):
    assert document.problems() == []
    assert ScoringDocument.from_json(document.to_json()) == document
    moments = [NOW, NOW + later] if later else [NOW]
    with transaction.atomic():
        stored = store(cases)
        found = scores_of(document, *((lead, at) for lead in stored for at in moments))
        parts = breakdowns([lead.pk for lead in stored], NOW, SimpleNamespace(parsed=document))
        transaction.set_rollback(True)
    expected = [
        reference.scores(document, lead, company or {}, [without_age(activity) for activity in done], at)
        for lead, company, done in cases
        for at in moments
    ]
    assert found == expected
    for lead, now in zip(stored, found[:: len(moments)], strict=True):
        part = parts[lead.pk]
        assert (part.behaviour_score, part.attribute_score) == now
        assert max(0, part.behaviour_sum) == part.behaviour_score
        assert min(100, max(0, part.attribute_sum)) == part.attribute_score
        for row in part.behaviour:
            if not row.rule.is_inactivity:
                assert row.before_cap == row.fresh * row.rule.points + row.faded * row.rule.faded_points


@pytest.mark.django_db
def test_the_shipped_model_has_no_problems_and_reads_back_as_it_was():
    document = ScoringModel.objects.active().parsed
    assert document.problems() == []
    assert ScoringDocument.from_json(document.to_json()) == document
    assert (len(document.behaviour), len(document.attribute_groups)) == (12, 8)
