"""Every swept number against a count in plain Python: random tables, leads, hearings, moments and results."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.frontier.grid import Axis, Grid
from feedback.frontier.sweep import Swept, sweep
from feedback.frontier.tally import Tally
from handoff.criteria.document import Segment
from handoff.criteria.profiles import SMALL
from leads.scoring_document import BehaviourRule, ScoringDocument
from tests.conftest import NOW
from tests.feedback.frontier.worlds import basis, cases_sql, inquiring
from tests.handoff import verdict_reference
from tests.handoff.judging import make_lead
from tests.handoff.random_worlds import THRESHOLDS, cases, documents, moments, small, store
from tests.handoff.test_verdicts_reference import people  # noqa: F401
from tests.leads import scoring_reference

SCORING = ScoringDocument(
    behaviour=(
        BehaviourRule(kind="inquiry", points=2, fresh_days=1, faded_points=1, expire_days=2),
        BehaviourRule(kind="webinar", points=1, fresh_days=2, expire_days=3),
    )
)
results = st.sampled_from(["opportunity", "won", "lost", "cold"])
axes = st.lists(st.sampled_from(THRESHOLDS), min_size=1, max_size=2, unique=True).flatmap(
    lambda names: st.tuples(
        *(st.lists(small, min_size=1, max_size=4, unique=True).map(lambda v, n=name: Axis(n, tuple(sorted(v))))
          for name in names)
    )
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    document=documents, now=documents, axes=axes,
    some=st.lists(st.tuples(cases, moments, results), min_size=1, max_size=6),
)  # fmt: skip
def test_every_number_is_what_one_counts_by_hand(document, now, axes, some, team, people):  # noqa: F811
    grid = Grid(axes)
    with transaction.atomic():
        leads = store([case for case, _at, _result in some], team, people)
        rows = [(lead, at, result) for lead, (_case, at, result) in zip(leads, some, strict=True)]
        found = sweep(grid, basis(document, now, SCORING), cases_sql(*rows))
        transaction.set_rollback(True)
    assert found.asked == counted(now, now, some, everything=True)
    for point in found.points:
        assert point.passed == counted(grid.put(document, point.values), now, some), point.values
    assert Swept.from_json(found.to_json()) == found


def counted(document, now, some, *, everything=False) -> dict:
    order = sorted(range(len(some)), key=lambda number: (some[number][1], number))
    early = set(order[: int(len(some) * 0.7 + 1e-9)])
    found = defaultdict(Tally)
    for number, (case, at, result) in enumerate(some):
        if everything or passes(document, case, at):
            found[number in early, passes(now, case, at)] += Tally(**{result: 1})
    return dict(found)


def passes(document, case, at) -> bool:
    activities = [
        {"kind": kind, "occurred_at": when, "automated": automated, "content": content}
        for _who, kind, when, automated, content in case["activities"]
    ]
    scores = scoring_reference.scores(SCORING, case["lead"], case["company"] or {}, activities, at)
    known = case | {"scores": dict(zip(("behaviour_score", "attribute_score"), scores, strict=True))}
    return verdict_reference.verdict(document, known, at)["flag"] == "target"


def test_a_number_of_days_that_says_what_is_counted_is_swept_too(db):
    lead = make_lead(company={"employees": 80}, title_rank=4, actions=[("inquiry", 3), ("webinar", 12)])
    grid = Grid((Axis("action_days", (5, 10, 20)),))
    found = sweep(grid, basis(SMALL), cases_sql((lead, NOW, "won")))
    assert [found.figures(point).passed.cases for point in found.points] == [0, 0, 1]


def test_a_segments_threshold_moves_only_the_leads_of_that_segment(db):
    from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule, Threshold

    rule = Rule(
        (Condition("behaviour_score", "at_least", Threshold("behaviour_min")),), Outcome("target", "sales", "x")
    )
    table = CriteriaDocument("mid", {"behaviour_min": 30}, (rule,))
    web = Segment("Web", (Condition("source", "is", "web"),), table.as_table(), "segment-1")
    document = table.with_changes(segments=(web,))
    leads = [
        make_lead(source=source, actions=[("inquiry", 5)] * count)
        for source in ("web", "fair") for count in (1, 2, 3)
    ]  # fmt: skip
    rows = [(lead, NOW, "won") for lead in leads]
    of_segment = sweep(Grid((Axis("behaviour_min", (10, 20, 30)),), "segment-1"), basis(document), cases_sql(*rows))
    of_all = sweep(Grid((Axis("behaviour_min", (10, 20, 30)),)), basis(document), cases_sql(*rows))
    assert [of_segment.figures(point).passed.cases for point in of_segment.points] == [4, 3, 2]
    assert [of_all.figures(point).passed.cases for point in of_all.points] == [4, 3, 2]
    assert of_segment.points[0].passed.keys() <= {(True, True), (True, False), (False, True), (False, False)}


def test_a_case_is_decided_as_of_its_own_moment(db):
    lead = inquiring(3, age=5)
    early, late = NOW - dt.timedelta(days=30), NOW + dt.timedelta(days=80)
    from handoff.criteria.document import CriteriaDocument
    from handoff.criteria.profiles import at_least, rule

    document = CriteriaDocument(
        "large", {"behaviour_min": 30}, (rule("target", "sales", "x", at_least("behaviour_score", "behaviour_min")),)
    )
    rows = [(lead, early, "cold"), (lead, NOW, "won"), (lead, late, "cold")]
    found = sweep(Grid((Axis("behaviour_min", (30,)),)), basis(document), cases_sql(*rows))
    assert found.figures(found.points[0]).passed == Tally(won=1)


def test_weeks_reach_from_the_first_case_to_the_last_and_are_unknown_without_dates(db):
    leads = [make_lead() for _ in range(10)]
    rows = [(lead, NOW - dt.timedelta(weeks=number), "cold") for number, lead in enumerate(leads)]
    grid = Grid((Axis("employees_min", (50,)),))
    dated = sweep(grid, basis(SMALL), cases_sql(*rows))
    assert [dated.weeks(part) for part in (None, True, False)] == [9, 6, 2]
    undated = sweep(grid, basis(SMALL), cases_sql(*rows, dated=False))
    assert undated.weeks() is None and not undated.dated
    assert undated.figures(undated.points[0]).per_week is None
