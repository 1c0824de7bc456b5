"""The choice against a readable reference, on made-up teams and leads."""

import copy
import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.assignment.choice import Candidate, Need, choose, lot
from handoff.assignment.coverage import Coverage
from handoff.assignment.record import record
from handoff.assignment.words import nobody_step, why
from tests.handoff.assignment.reference import expected

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
TERRITORY, ENGLISH, CLOUD = (Coverage(pk, kind, name) for pk, kind, name in (
    (1, "territory", "関東"), (2, "skill", "英語"), (3, "skill", "クラウド"),
))  # fmt: skip


def people(most=6):
    def person(pk):
        return st.builds(
            Candidate,
            pk=st.just(pk),
            name=st.just(f"人{pk}"),
            in_team=st.booleans() | st.just(True),
            is_away=st.booleans(),
            capacity=st.none() | st.integers(0, 3),
            taken=st.integers(0, 3),
            load=st.integers(0, 3),
            last_at=st.none() | st.integers(0, 2).map(lambda days: START + dt.timedelta(days=days)),
            rules=st.frozensets(st.sampled_from([1, 2, 3])),
        )

    return st.integers(0, most).flatmap(lambda size: st.tuples(*[person(pk) for pk in range(1, size + 1)]))


needs = st.builds(
    Need,
    seed=st.integers(0, 999),
    proposed=st.none() | st.integers(1, 7),
    owner=st.none() | st.integers(1, 7),
    territory=st.sampled_from([None, TERRITORY]),
    skills=st.sampled_from([(), (ENGLISH,), (ENGLISH, CLOUD)]),
    leaves_territory=st.booleans(),
    leaves_skills=st.booleans(),
)


def compare(candidates, need):
    choice = choose(candidates, need)
    who, reasons = expected(candidates, need)
    against = {candidate.pk: step for candidate, step in choice.against}
    if isinstance(who, list):  # the lot decides
        drawn = min(who, key=lambda each: lot(need.seed, each.pk))
        reasons |= {each.pk: "lot" for each in who if each is not drawn}
        who = drawn.pk
    assert (choice.person and choice.person.pk) == who
    assert against == reasons
    return choice


@given(people(), needs)
@settings(max_examples=150, deadline=None)
def test_the_choice_is_what_the_reference_says(candidates, need):
    choice = compare(list(candidates), need)
    everybody = {each.pk for each in candidates}
    told = {each.pk for each, _step in choice.against} | ({choice.person.pk} if choice.person else set())
    assert told == everybody  # nobody is passed over in silence
    assert len(choice.against) + bool(choice.person) == len(everybody)


@given(people(), st.lists(needs, max_size=12))
@settings(max_examples=50, deadline=None)
def test_many_choices_one_after_the_other_are_what_the_reference_says(candidates, asked):
    team = copy.deepcopy(list(candidates))
    for turn, need in enumerate(asked, 1):
        choice = compare(team, need)
        if choice.person:
            choice.person.take(turn)


@given(people(), needs)
@settings(max_examples=100, deadline=None)
def test_every_choice_can_be_told_in_words_from_what_is_kept(candidates, need):
    choice = choose(candidates, need)
    told = why(record(choice))
    assert told.reasons
    assert all(told.reasons)
    assert all(person and reason for person, reason in told.against)
    assert bool(told.chosen) == bool(choice.person)
    if not choice.person:
        assert nobody_step(record(choice)) in ("none", "away", "full", "territory", "skill")


@given(st.integers(2, 8), st.integers(1, 200), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_equal_people_end_within_one_of_each_other(size, number, load):
    team = [Candidate(pk, f"人{pk}", load=load) for pk in range(1, size + 1)]
    for turn in range(1, number + 1):
        choose(team, Need(seed=turn)).person.take(turn)
    loads = [each.load for each in team]
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == number + size * load


def test_the_lot_is_the_same_when_it_is_drawn_again_and_favours_nobody():
    wins = [min((1, 2), key=lambda pk, seed=seed: lot(seed, pk)) for seed in range(2000)]
    assert wins == [min((1, 2), key=lambda pk, seed=seed: lot(seed, pk)) for seed in range(2000)]
    assert 850 < wins.count(1) < 1150
