import datetime as dt

import pytest

from handoff.criteria.document import Window
from handoff.criteria.profiles import LARGE
from tests.conftest import TOKYO
from tests.handoff.judging import judged, make_lead

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 20)
CAMPAIGN = "target:sales:campaign_window"
BELOW = "not_target:nurture:below_threshold"


def window(offset=10, start=DAY, end=DAY, only=None, **offsets):
    return Window("秋の展示会", start, end, offsets or {"attribute_min": offset, "behaviour_min": offset}, only or {})


def large(*windows):
    return LARGE.with_changes(windows=windows)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-19T23:59:59", BELOW),
        ("2026-11-20T00:00:00", CAMPAIGN),
        ("2026-11-20T23:59:59", CAMPAIGN),
        ("2026-11-21T00:00:00", BELOW),
    ],
)
def test_both_days_are_included_in_japanese_time(moment, expected):
    assert judged(large(window()), make_lead(attribute=50, behaviour=30), at(moment)) == expected


@pytest.mark.parametrize(("attribute", "behaviour", "expected"), [(50, 30, CAMPAIGN), (49, 30, BELOW), (50, 29, BELOW)])
def test_each_threshold_is_lowered_by_its_offset(attribute, behaviour, expected):
    assert (
        judged(large(window()), make_lead(attribute=attribute, behaviour=behaviour), at("2026-11-20T09:00")) == expected
    )


def test_a_threshold_without_an_offset_stays():
    document = large(window(attribute_min=10))
    assert judged(document, make_lead(attribute=50, behaviour=40), at("2026-11-20T09:00")) == CAMPAIGN
    assert judged(document, make_lead(attribute=60, behaviour=39), at("2026-11-20T09:00")) == BELOW


def test_who_passes_with_the_normal_thresholds_is_no_campaign_lead():
    lead = make_lead(attribute=60, behaviour=40)
    assert judged(large(window()), lead, at("2026-11-20T09:00")) == "target:sales:score_met"


def test_of_overlapping_windows_the_largest_offset_wins_for_each_threshold():
    document = large(window(attribute_min=20, behaviour_min=5), window(attribute_min=5, behaviour_min=20))
    assert judged(document, make_lead(attribute=40, behaviour=20), at("2026-11-20T09:00")) == CAMPAIGN
    assert judged(document, make_lead(attribute=39, behaviour=20), at("2026-11-20T09:00")) == BELOW


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ({"source": ["展示会", "セミナー"]}, CAMPAIGN),
        ({"source": ["紹介"]}, BELOW),
        ({"source": ["展示会"], "tag": ["重点"]}, CAMPAIGN),
        ({"source": ["展示会"], "tag": ["競合"]}, BELOW),
        ({"industry": ["機械"]}, CAMPAIGN),
        ({"campaign": ["秋"]}, BELOW),
    ],
)
def test_a_window_applies_only_to_the_leads_of_its_filter(only, expected):
    lead = make_lead(attribute=50, behaviour=30, source="展示会", tags=["重点"], company={"industry": "機械"})
    assert judged(large(window(only=only)), lead, at("2026-11-20T09:00")) == expected


def test_only_the_windows_that_apply_lend_their_offset():
    document = large(window(5), window(30, only={"source": ["展示会"]}))
    assert judged(document, make_lead(attribute=55, behaviour=35), at("2026-11-20T09:00")) == CAMPAIGN
    assert judged(document, make_lead(attribute=50, behaviour=30), at("2026-11-20T09:00")) == BELOW
