"""The frontier's numbers and those of a replay of the same thresholds are the same numbers."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.frontier.grid import Axis, Grid
from feedback.frontier.sweep import sweep
from feedback.replay import Cases, replay
from handoff.criteria.profiles import LARGE, MID
from tests.conftest import NOW
from tests.feedback.frontier.worlds import INQUIRIES, basis, past_cases
from tests.handoff.judging import HEARD, make_lead

results = st.sampled_from(["opportunity", "won", "lost", "cold"])
given_cases = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 40), st.booleans(), results), min_size=1, max_size=12
)


def inquired(count: int, days_ago: int, heard: bool, result: str) -> tuple:
    lead = make_lead(actions=[("inquiry", 45)] * count, answers=HEARD if heard else None)
    return lead, NOW - dt.timedelta(days=days_ago), result


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.parametrize("document", [MID, LARGE.with_changes(thresholds={"attribute_min": 0, "behaviour_min": 20})])
@given(some=given_cases)
def test_every_point_is_the_replay_of_its_thresholds(document, some, db):
    grid = Grid((Axis("behaviour_min", (0, 10, 20, 30, 50)),))
    cases = Cases(NOW)
    with transaction.atomic():
        past_cases(*(inquired(*case) for case in some))
        swept = sweep(grid, basis(document), cases.sql())
        replays = [replay(grid.put(document, values), INQUIRIES, cases=cases) for values in grid]
        transaction.set_rollback(True)
    for point, replayed in zip(swept.points, replays, strict=True):
        figures = swept.figures(point)
        assert (figures.precision, figures.capture) == (replayed.precision, replayed.capture)
        assert figures.wins == replayed.capture_of_wins
        assert figures.per_week == replayed.per_week
