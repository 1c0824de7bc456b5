"""After each sweep every verdict is what judging everybody anew would give: random tables, leads and moments."""

import datetime as dt

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule, Segment, Table
from handoff.criteria.fields import STRATEGIC_TAG
from handoff.judging.day_change import judge_day_change
from handoff.judging.verdicts import judge
from handoff.models import Verdict
from tests.conftest import NOW
from tests.handoff.judging import put_in_force, rows_of
from tests.handoff.random_worlds import KINDS, cases, moments, of_table, small, store
from tests.handoff.test_verdicts_reference import people  # noqa: F401  a fixture

COLUMNS = ("segment", "rule", "flag", "route", "reason", "near_miss_rule")
LONG_AGO = NOW - dt.timedelta(days=30)


def rule(field: str, operator: str = "is", value=True, **parameters) -> Rule:
    return Rule((Condition(field, operator, value, parameters),), Outcome("hold", "is_review", field))


some_days = st.integers(1, 3)
kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True)
of_time = st.tuples(
    st.just(rule("lost_before")),
    st.just(rule("in_campaign_window")),
    st.just(rule("tag", "is", STRATEGIC_TAG)),
    st.builds(
        lambda kinds, days, least: rule("actions", "at_least", least, kinds=kinds, days=days), kinds, some_days, small
    ),
    st.builds(lambda days, least: rule("active_people", "less_than", least, days=days), some_days, small),
)
# Each rule looks at one thing that time changes, in any order, so that the verdict follows.
few = of_table | {"rules": of_time.flatmap(st.permutations).map(lambda rules: tuple(rules[:3]))}
segments = st.builds(
    Segment,
    name=st.just("セグメント"),
    conditions=st.sampled_from([("tag", "is", STRATEGIC_TAG), ("employees", "at_least", 2)]).map(
        lambda asked: (Condition(*asked),)
    ),
    table=st.builds(Table, **few),
)
documents = st.builds(CriteriaDocument, **few, segments=st.lists(segments, max_size=2).map(tuple))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    document=documents,
    some=st.lists(cases, min_size=2, max_size=4),
    at=st.lists(moments, min_size=2, max_size=4, unique=True).map(sorted),
)
def test_a_sweep_finds_all_that_time_has_changed(document, some, at, team, people):  # noqa: F811
    with transaction.atomic():
        put_in_force(document)
        leads = store([recorded_before(case) for case in some], team, people)
        judge(lead_ids=[lead.pk for lead in leads], as_of=at[0])
        for moment in at[1:]:
            judge_day_change(moment)
            stored = {verdict["lead"]: verdict for verdict in Verdict.objects.values("lead", *COLUMNS)}
            anew = rows_of(document, leads, moment)
            for lead in leads:
                assert {name: stored[lead.pk][name] for name in COLUMNS} == {
                    name: anew[lead.pk][name] for name in COLUMNS
                }
        transaction.set_rollback(True)


def recorded_before(case: dict) -> dict:
    """What people record is judged when they record it; only what is dated ahead is left to time."""
    targets = [target | {"added_at": LONG_AGO} for target in case["targets"] if target["ended_at"] is None]
    earlier = {name: case[name] and LONG_AGO for name in ("heard_at", "decided_at", "requested_at")}
    return case | earlier | {"targets": targets, "scores": None}
