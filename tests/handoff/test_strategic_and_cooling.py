"""What depends on the day alone: strategic targets run until a day, and what was lost cools."""

import datetime as dt

import pytest

from handoff.criteria.document import Window
from handoff.criteria.profiles import LARGE, STRATEGIC_TAG
from handoff.models import StrategicTarget
from tests.conftest import TOKYO
from tests.handoff.judging import judged, make_lead, opportunity

pytestmark = pytest.mark.django_db

STRATEGIC = "hold:notify_planning:strategic_target"
LOST = "not_target:nurture:lost_before"
MET = "target:sales:score_met"
BELOW = "not_target:nurture:below_threshold"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def aim(admin, **values) -> StrategicTarget:
    return StrategicTarget.objects.create(
        **{"owner": admin, "added_by": admin, "reason": "重点", "added_at": at("2026-11-10T09:00")} | values
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-10T08:59:59.999999", BELOW),
        ("2026-11-10T09:00", STRATEGIC),
        ("2026-11-20T23:59:59.999999", STRATEGIC),
        ("2026-11-21T00:00", BELOW),
    ],
)
def test_a_strategic_target_runs_from_its_moment_to_the_end_of_its_last_day_in_japan(admin, moment, expected):
    lead = make_lead()
    aim(admin, company=lead.company, expires_on=dt.date(2026, 11, 20))
    assert judged(LARGE, lead, at(moment)) == expected


def test_a_target_that_was_ended_ran_until_that_moment(admin):
    lead = make_lead()
    aim(admin, lead=lead, ended_at=at("2026-11-15T12:00"))
    assert judged(LARGE, lead, at("2026-11-15T11:59:59.999999")) == STRATEGIC
    assert judged(LARGE, lead, at("2026-11-15T12:00")) == BELOW


def test_a_target_without_a_last_day_runs_on(admin):
    lead = make_lead()
    aim(admin, lead=lead)
    assert judged(LARGE, lead, at("2036-01-01T00:00")) == STRATEGIC


def test_a_company_makes_all_of_its_leads_targets_and_a_lead_only_itself(admin):
    lead = make_lead()
    colleague = make_lead(company=lead.company)
    target = aim(admin, lead=lead)
    moment = at("2026-11-15T12:00")
    assert [judged(LARGE, each, moment) for each in (lead, colleague)] == [STRATEGIC, BELOW]
    StrategicTarget.objects.filter(pk=target.pk).update(lead=None, company=lead.company)
    assert [judged(LARGE, each, moment) for each in (lead, colleague)] == [STRATEGIC, STRATEGIC]


def test_a_window_for_strategic_targets_lets_those_pass_that_run(admin):
    day = dt.date(2026, 11, 15)
    window = Window("重点先", day, day, {"attribute_min": 60, "behaviour_min": 40}, {"tag": [STRATEGIC_TAG]})
    document = LARGE.with_changes(windows=(window,), rules=LARGE.rules[4:])
    lead, other = make_lead(), make_lead()
    aim(admin, lead=lead)
    assert judged(document, lead, at("2026-11-15T12:00")) == "target:sales:campaign_window"
    assert judged(document, other, at("2026-11-15T12:00")) == BELOW


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-08-31T23:59:59.999999", MET),
        ("2026-09-01T00:00", LOST),
        ("2026-11-29T23:59:59.999999", LOST),
        ("2026-11-30T00:00", MET),
    ],
)
def test_what_was_lost_may_come_back_after_the_cooling_time(moment, expected):
    lead = make_lead(attribute=60, behaviour=40)
    opportunity(lead, "lost", closed_on=dt.date(2026, 9, 1))
    assert judged(LARGE.with_changes(cooling_days=90), lead, at(moment)) == expected


def test_the_last_loss_counts_and_one_without_a_date_never_cools():
    twice, undated = make_lead(attribute=60, behaviour=40), make_lead(attribute=60, behaviour=40)
    opportunity(twice, "lost", closed_on=dt.date(2026, 1, 1))
    opportunity(twice, "lost", closed_on=dt.date(2026, 9, 1))
    opportunity(undated, "lost", closed_on=dt.date(2020, 1, 1))
    opportunity(undated, "lost")
    document = LARGE.with_changes(cooling_days=90)
    assert judged(document, twice, at("2026-10-01T00:00")) == LOST
    assert judged(document, undated, at("2036-10-01T00:00")) == LOST


def test_without_a_cooling_time_what_was_lost_stays_lost():
    lead = make_lead(attribute=60, behaviour=40)
    opportunity(lead, "lost", closed_on=dt.date(2016, 9, 1))
    assert judged(LARGE, lead, at("2026-11-20T09:00")) == LOST
