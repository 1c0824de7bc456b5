"""After each sweep every verdict is what judging everybody anew would give: random tables, leads and moments."""

import dataclasses
import datetime as dt

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.criteria_document import CriteriaDocument, Table
from handoff.day_change import judge_day_change
from handoff.models import Verdict
from handoff.verdicts import judge
from tests.conftest import NOW
from tests.handoff.judging import put_in_force, rows_of
from tests.handoff.test_verdicts_reference import (  # noqa: F401  people: a fixture
    cases,
    documents,
    moments,
    people,
    store,
)

COLUMNS = ("segment", "rule", "flag", "route", "reason", "near_miss_rule")
LONG_AGO = NOW - dt.timedelta(days=30)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    document=documents,
    some=st.lists(cases, min_size=2, max_size=4),
    at=st.lists(moments, min_size=2, max_size=4, unique=True).map(sorted),
)
def test_a_sweep_finds_all_that_time_has_changed(document, some, at, team, people):  # noqa: F811
    document = without_scores(document)
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


def without_scores(document: CriteriaDocument) -> CriteriaDocument:
    """Scores that age are found by a sweep of their own."""
    segments = [dataclasses.replace(each, table=_without_scores(each.table)) for each in document.segments]
    return _without_scores(document).with_changes(segments=tuple(segments))


def _without_scores(table: Table) -> Table:
    rules = [rule for rule in table.rules if not rule.uses("behaviour_score") and not rule.uses("attribute_score")]
    return table.with_changes(rules=tuple(rules))


def recorded_before(case: dict) -> dict:
    """What people record is judged when they record it; only what is dated ahead is left to time."""
    targets = [target | {"added_at": LONG_AGO} for target in case["targets"] if target["ended_at"] is None]
    earlier = {name: case[name] and LONG_AGO for name in ("heard_at", "decided_at", "requested_at")}
    return case | earlier | {"targets": targets, "scores": None}
