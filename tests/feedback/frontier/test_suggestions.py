"""What is suggested, on what it rests, and when nothing is."""

import random

import pytest
from django.utils import translation

from feedback.frontier.suggestions import Goal, Reason, Refusal, refusal, suggestions
from feedback.frontier.words import headline, told
from tests.feedback.frontier.worlds import counted

VALUES = range(60, 141, 20)


def cases(**shares: tuple[int, int]) -> list[tuple[int, str]]:
    """s80=(40, 10): 40 cases of score 80, 10 of them opportunities; mixed, so that both parts get their share."""
    found = []
    for score, (count, opportunities) in shares.items():
        found += [(int(score[1:]), "won")] * opportunities + [(int(score[1:]), "cold")] * (count - opportunities)
    random.Random(1).shuffle(found)
    return found


def suggested(swept, capacity=None) -> dict:
    return {each.goal: each for each in suggestions(swept, capacity)}


LOOSE = cases(s60=(100, 2), s80=(100, 4), s100=(100, 6), s120=(100, 60), s140=(60, 40))
STRICT = cases(s60=(100, 2), s80=(100, 45), s100=(60, 30), s120=(100, 55), s140=(60, 40))


def test_cases_without_dates_allow_no_suggestion():
    swept = counted(LOOSE, VALUES, 100, dated=False)
    assert refusal(swept) == Refusal.UNDATED
    assert suggestions(swept, None) == []


@pytest.mark.parametrize(("count", "expected"), [(63, Refusal.FEW), (64, None)])
def test_fewer_than_twenty_cases_in_either_part_allow_none(count, expected):
    assert refusal(counted([(100, "won")] * count, VALUES, 100)) == expected


def test_where_the_lowest_cases_come_to_nothing_fewer_are_better():
    found = suggested(counted(LOOSE, VALUES, 80))
    assert found[Goal.FEWER].is_change and found[Goal.FEWER].point.values == (120,)
    assert found[Goal.BALANCE].point.values == (120,)
    assert found[Goal.MORE].reason == Reason.NONE


def test_where_missed_cases_are_as_good_more_should_pass():
    found = suggested(counted(STRICT, VALUES, 120))
    assert found[Goal.MORE].is_change and found[Goal.MORE].point.values == (100,)  # 1.5 times today's volume
    assert not found[Goal.FEWER].is_change


def test_more_stays_within_the_capacity():
    swept = counted(STRICT, VALUES, 120)
    assert suggested(swept, capacity=100)[Goal.MORE].point.values == (80,)
    assert suggested(swept, capacity=4.5)[Goal.MORE].point.values == (100,)
    assert suggested(swept, capacity=2)[Goal.MORE].reason == Reason.FULL


def test_what_may_be_chance_is_no_reason_to_change():
    alike = cases(s60=(100, 30), s80=(100, 31), s100=(100, 32), s120=(100, 33), s140=(60, 21))
    found = suggested(counted(alike, VALUES, 100))
    assert found[Goal.FEWER].reason in (Reason.NONE, Reason.CHANCE)
    assert found[Goal.BALANCE].reason in (Reason.NONE, Reason.CHANCE)


def test_too_few_that_change_sides_are_no_reason_to_change():
    few = cases(s60=(200, 10), s100=(10, 0), s120=(100, 80))
    assert suggested(counted(few, VALUES, 100))[Goal.FEWER].reason == Reason.FEW


def test_what_the_later_cases_do_not_confirm_is_not_suggested():
    early = cases(s100=(70, 3), s120=(70, 60), s80=(70, 10))
    late = cases(s100=(30, 28), s120=(30, 10), s80=(30, 5))
    found = suggested(counted(early + late, VALUES, 100))[Goal.FEWER]
    assert found.reason == Reason.NOT_CONFIRMED and found.point.values == (120,)


def test_a_suggestion_is_said_in_one_sentence_with_the_numbers_of_the_later_cases():
    swept = counted([(90, "won"), (90, "cold"), (110, "won"), (110, "cold"), (70, "cold")] * 42, (90, 100), 100)
    with translation.override("ja"):
        sentence = headline(swept, swept.points[0], (100,))
    assert sentence == "行動スコアを 100 → 90 にすると、週 +2.7 件、商談化率 50 % → 50 %、見逃し 12 件が対象に"


def test_no_change_says_why_and_what_it_was_measured_against():
    early = cases(s100=(70, 3), s120=(70, 60), s80=(70, 10))
    late = cases(s100=(30, 28), s120=(30, 10), s80=(30, 5))
    swept = counted(early + late, VALUES, 100)
    with translation.override("ja"):
        words = told(suggestions(swept, None)[0], swept, (100,), with_capacity=False)
    assert words.headline == "変更なし"
    assert words.why == ["前半の事例では改善が見られましたが、後半の事例では確認できませんでした。"]
    assert words.tried.startswith("行動スコアを 100 → 120 にすると、")
