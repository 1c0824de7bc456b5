"""A replay's numbers against a count by hand, and over small random pasts against plain Python."""

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.rates import Rate
from feedback.replay import replay
from feedback.replay.cases import OPPORTUNITIES, RESULTS
from tests.conftest import NOW
from tests.feedback.replay.pasts import CASES, DAY, INQUIRIES, behaviour, past
from tests.handoff.judging import act, make_lead


def test_scores_are_those_of_each_cases_own_day(db):
    lead = make_lead()
    act(lead, "inquiry", 100)
    past(lead, "won", NOW - 90 * DAY)
    past(lead, "cold", NOW - 10 * DAY)
    found = replay(behaviour(10), INQUIRIES, cases=CASES)
    assert found.counts == {("target", "won"): 1, ("hold", "cold"): 1}


def test_a_case_without_a_date_is_judged_as_of_the_chosen_day(db):
    lead = make_lead(actions=[("inquiry", 5)])
    past(lead, "opportunity")
    assert replay(behaviour(10), INQUIRIES, cases=CASES).counts == {("target", "opportunity"): 1}
    earlier = type(CASES)(NOW - 6 * DAY)
    assert replay(behaviour(10), INQUIRIES, cases=earlier).counts == {("hold", "opportunity"): 1}


def test_the_rates_are_those_of_the_table(db):
    for actions, result, number in ((1, "won", 3), (1, "cold", 1), (0, "lost", 2), (0, "cold", 4)):
        for _ in range(number):
            past(make_lead(actions=[("inquiry", 1)] * actions), result, NOW)
    found = replay(behaviour(10), INQUIRIES, cases=CASES)
    assert (found.precision, found.capture) == (Rate(3, 4), Rate(3, 5))
    assert (found.capture_of_wins, found.spared) == (Rate(3, 3), Rate(4, 5))
    assert not found.precision.is_conclusive


def test_what_counts_as_passed_can_be_widened(db):
    past(make_lead(), "won", NOW)
    assert replay(behaviour(10), INQUIRIES, cases=CASES).capture == Rate(0, 1)
    assert replay(behaviour(10), INQUIRIES, cases=CASES, passed=("target", "hold")).capture == Rate(1, 1)


def test_the_volume_is_per_week_of_the_cases_with_a_date(db):
    for weeks in (0, 2, 4):
        past(make_lead(actions=[("inquiry", 7 * weeks + 1)]), "won", NOW - 7 * weeks * DAY)
    past(make_lead(actions=[("inquiry", 1)]), "won")
    assert replay(behaviour(10), INQUIRIES, cases=CASES).per_week == pytest.approx(3 / 4)


def test_nothing_but_undated_cases_says_nothing_of_a_week(db):
    past(make_lead(), "won")
    assert replay(behaviour(10), INQUIRIES, cases=CASES).per_week is None


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17: 857-872, table I; and the corners.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
     (29, 29, 0.8830, 1.0)],
)  # fmt: skip
def test_the_intervals_are_wilsons(part, whole, low, high):
    rate = Rate(part, whole)
    assert (round(rate.low, 4), round(rate.high, 4)) == (low, high)


ages = st.integers(0, 70)
worlds = st.lists(
    st.tuples(
        st.lists(ages, max_size=4),  # inquiries, in days before now
        st.lists(st.tuples(ages | st.none(), st.sampled_from(RESULTS)), max_size=3, unique_by=lambda case: case[0]),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(world=worlds, wanted=st.integers(1, 30))
def test_random_pasts_are_counted_as_plain_python_counts_them(db, world, wanted):
    expected: Counter[tuple[str, str]] = Counter()
    with transaction.atomic():
        for inquiries, cases in world:
            lead = make_lead(actions=[("inquiry", age) for age in inquiries])
            for days, result in cases:
                past(lead, result, None if days is None else NOW - days * DAY)
                expected["target" if points(inquiries, days or 0) >= wanted else "hold", result] += 1
        found = replay(behaviour(wanted), INQUIRIES, cases=CASES)
        transaction.set_rollback(True)
    passed = {result: expected["target", result] for result in RESULTS}
    hits = sum(passed[result] for result in OPPORTUNITIES)
    opportunities = hits + sum(expected["hold", result] for result in OPPORTUNITIES)
    assert +Counter(found.counts) == +expected
    assert (found.precision, found.capture) == (Rate(hits, sum(passed.values())), Rate(hits, opportunities))


def points(inquiries: list[int], days: int) -> int:
    """Ten for each inquiry of the thirty days up to `days` days before now."""
    return sum(10 for age in inquiries if dt.timedelta(0) <= (age - days) * DAY < 30 * DAY)
