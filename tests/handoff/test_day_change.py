"""Verdicts that the passing of time changes are judged again, and nobody else's."""

import datetime as dt

import pytest

from config.celery import app
from handoff.criteria.document import Condition, Segment, Threshold, Window
from handoff.criteria.profiles import LARGE, SMALL, STRATEGIC_TAG
from handoff.judging.day_change import judge_day_change
from handoff.judging.verdicts import judge
from handoff.models import Handoff, QueueEntry, StrategicTarget, Verdict
from handoff.tasks import judge_day_change as task
from leads.models import Activity
from tests.conftest import NOW, TOKYO
from tests.handoff.judging import act, make_lead, numbers, opportunity, put_in_force

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 20)
BEFORE, OPEN, AFTER = "2026-11-19T09:00", "2026-11-20T00:30", "2026-11-21T00:30"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def window(start=DAY, end=DAY, only=None, **offsets) -> Window:
    return Window("秋の展示会", start, end, offsets or {"attribute_min": 60, "behaviour_min": 40}, only or {})


def judged_at(moment: str, *leads) -> None:
    judge(lead_ids=[lead.pk for lead in leads], as_of=at(moment), stored=True)


def reason(lead) -> str:
    return Verdict.objects.get(lead=lead).reason


def aim(admin, lead, **values) -> StrategicTarget:
    return StrategicTarget.objects.create(
        owner=admin, added_by=admin, reason="重点", added_at=at("2026-11-01T09:00"), lead=lead, **values
    )


def test_a_window_is_judged_when_it_opens_and_when_it_closes_and_only_then(team):
    put_in_force(LARGE.with_changes(windows=(window(),)))
    leads = [make_lead(), make_lead()]
    judged_at(BEFORE, *leads)
    assert judge_day_change(at("2026-11-19T23:30")) == 0
    assert judge_day_change(at(OPEN)) == 2
    assert reason(leads[0]) == "campaign_window"
    assert judge_day_change(at("2026-11-20T01:30")) == 0


def test_an_outage_over_the_whole_window_is_caught_up(team):
    put_in_force(LARGE.with_changes(windows=(window(),)))
    lead = make_lead()
    judged_at(BEFORE, lead)
    assert judge_day_change(at(BEFORE) + dt.timedelta(hours=1)) == 0
    assert judge_day_change(at("2026-12-20T09:00")) == 1
    assert reason(lead) == "below_threshold"


def test_only_the_leads_of_a_windows_filter_and_segment_are_judged_again(team):
    big = Segment("大企業", (Condition("employees", "at_least", 1000),), LARGE.as_table())
    table = big.table.with_changes(windows=(window(only={"source": ["展示会"]}),))
    put_in_force(SMALL.with_changes(segments=(Segment(big.name, big.conditions, table),)))
    inside = make_lead(company={"employees": 1000}, source="展示会")
    others = [make_lead(company={"employees": 1000}, source="紹介"), make_lead(source="展示会")]
    judged_at(BEFORE, inside, *others)
    assert judge_day_change(at(OPEN)) == 1
    assert reason(inside) == "campaign_window"


def test_a_window_that_no_rule_looks_at_costs_nothing(team):
    put_in_force(SMALL.with_changes(windows=(window(employees_min=10),)))
    judged_at(BEFORE, make_lead())
    assert judge_day_change(at(OPEN)) == 0


def test_a_window_for_strategic_targets_is_judged_too(team, admin):
    put_in_force(LARGE.with_changes(windows=(window(only={"tag": [STRATEGIC_TAG]}),), rules=LARGE.rules[4:]))
    lead = make_lead()
    aim(admin, lead)
    judged_at(BEFORE, lead)
    assert judge_day_change(at(OPEN)) == 1
    assert reason(lead) == "campaign_window"


@pytest.mark.parametrize("whole_company", [True, False])
def test_a_strategic_target_expires_at_the_end_of_its_last_day(team, admin, whole_company):
    put_in_force(LARGE)
    lead, other = make_lead(), make_lead()
    target = aim(admin, lead, expires_on=DAY)
    if whole_company:
        StrategicTarget.objects.filter(pk=target.pk).update(lead=None, company=lead.company)
    judged_at(BEFORE, lead, other)
    assert reason(lead) == "strategic_target"
    assert judge_day_change(at("2026-11-20T23:30")) == 0
    assert judge_day_change(at(AFTER)) == 1
    assert reason(lead) == "below_threshold"
    assert judge_day_change(at("2026-11-21T01:30")) == 0


def test_a_target_that_was_ended_by_hand_does_not_expire_again(team, admin):
    put_in_force(LARGE)
    lead = make_lead()
    aim(admin, lead, expires_on=DAY, ended_by=admin, ended_at=at("2026-11-18T09:00"))
    judged_at(BEFORE, lead)
    assert judge_day_change(at(AFTER)) == 0


def test_a_lead_comes_back_when_its_loss_has_cooled(team):
    put_in_force(LARGE.with_changes(cooling_days=90))
    lead, colleague = make_lead(), None
    colleague = make_lead(company=lead.company)
    opportunity(lead, "lost", closed_on=DAY - dt.timedelta(days=90))
    judged_at(BEFORE, lead, colleague, make_lead())
    assert reason(colleague) == "lost_before"
    assert judge_day_change(at("2026-11-19T23:30")) == 0
    assert judge_day_change(at(OPEN)) == 2
    assert {reason(lead), reason(colleague)} == {"below_threshold"}


def test_a_loss_dated_ahead_counts_from_its_day(team):
    put_in_force(LARGE)
    lead = make_lead()
    opportunity(lead, "lost", closed_on=DAY)
    judged_at(BEFORE, lead)
    assert judge_day_change(at(OPEN)) == 1
    assert reason(lead) == "lost_before"


def test_each_table_has_a_cooling_time_of_its_own(team):
    big = Segment("大企業", (Condition("employees", "at_least", 1000),), LARGE.as_table().with_changes(cooling_days=30))
    put_in_force(LARGE.with_changes(cooling_days=90, segments=(big,)))
    small, large = make_lead(), make_lead(company={"employees": 1000})
    for lead in (small, large):
        opportunity(lead, "lost", closed_on=DAY - dt.timedelta(days=30))
    judged_at(BEFORE, small, large)
    assert judge_day_change(at(OPEN)) == 1
    assert (reason(small), reason(large)) == ("lost_before", "below_threshold")


def test_an_action_that_grows_too_old_to_count_is_noticed_to_the_moment(team):
    put_in_force(SMALL)
    lead = make_lead(company={"employees": 50}, title_rank=4, actions=[("inquiry", 29), ("download", 1)])
    act(make_lead(), "page_view", 29)
    judge(lead_ids=[lead.pk], as_of=NOW - dt.timedelta(hours=1))
    Handoff.objects.all().delete()
    limit = NOW + dt.timedelta(days=1)
    assert judge_day_change(limit - dt.timedelta(microseconds=1)) == 0
    assert reason(lead) == "checklist_met"
    assert judge_day_change(limit) == 1
    assert reason(lead) == "checklist_not_met"


def test_an_action_of_a_kind_nobody_counts_is_not_looked_for(team):
    put_in_force(SMALL)
    lead = make_lead(actions=[("page_view", 29)])
    judge(lead_ids=[lead.pk], as_of=NOW)
    assert judge_day_change(NOW + dt.timedelta(days=2)) == 0


def test_an_action_dated_ahead_counts_when_its_moment_comes(team):
    put_in_force(SMALL)
    lead = make_lead(company={"employees": 50}, title_rank=4, actions=[("inquiry", 1), ("inquiry", -1)])
    judge(lead_ids=[lead.pk], as_of=NOW)
    assert judge_day_change(NOW + dt.timedelta(hours=23)) == 0
    assert judge_day_change(NOW + dt.timedelta(days=1)) == 1
    assert reason(lead) == "checklist_met"


def test_all_of_a_company_are_judged_when_one_of_its_people_falls_silent(team):
    crowd = Condition("active_people", "at_least", Threshold("people_min"), {"days": 14})
    rule = LARGE.rules[5]
    put_in_force(
        LARGE.with_changes(thresholds={"people_min": 2}, rules=(type(rule)((crowd,), rule.outcome), LARGE.rules[-1]))
    )
    lead = make_lead(actions=[("page_view", 1)])
    colleague, stranger = make_lead(company=lead.company, actions=[("page_view", 13)]), make_lead()
    judge(lead_ids=[lead.pk, colleague.pk, stranger.pk], as_of=NOW)
    Handoff.objects.all().delete()
    assert judge_day_change(NOW + dt.timedelta(hours=23)) == 0
    assert judge_day_change(NOW + dt.timedelta(days=1)) == 2
    assert {reason(lead), reason(colleague)} == {"below_threshold"}


def test_automated_activities_change_nothing(team):
    put_in_force(SMALL)
    lead = make_lead(actions=[("inquiry", 29)])
    Activity.objects.update(automated=True)
    judge(lead_ids=[lead.pk], as_of=NOW)
    assert judge_day_change(NOW + dt.timedelta(days=2)) == 0


def test_what_sales_has_is_left_alone_until_it_comes_back(team, rep):
    put_in_force(LARGE.with_changes(windows=(window(),)))
    lead = make_lead(attribute=80, behaviour=80)
    judged_at(BEFORE, lead)
    assert lead.handoffs.count() == 1
    assert judge_day_change(at(OPEN)) == 0
    came_back = at("2026-11-25T09:00")
    lead.handoffs.update(state=Handoff.State.SENT_BACK)
    QueueEntry.objects.create(
        lead=lead, team=team, state="claimed", owner=rep, entered_at=came_back, due_at=came_back, score=0,
        returned_from=lead.handoffs.get(),
    )  # fmt: skip
    assert judge_day_change(came_back + dt.timedelta(minutes=5)) == 1
    assert judge_day_change(came_back + dt.timedelta(minutes=10)) == 0


def test_a_judgement_of_an_earlier_moment_is_caught_up_although_the_sweep_went_past_it(team):
    put_in_force(LARGE.with_changes(windows=(window(behaviour_min=1),)))
    lead = make_lead()
    judged_at(BEFORE, lead)
    assert judge_day_change(at(OPEN)) == 1
    Verdict.objects.update(as_of=at("2026-11-19T23:55"))  # a long run over all leads has just come to it
    assert judge_day_change(at("2026-11-20T01:30")) == 1


def test_without_a_verdict_there_is_nothing_to_do():
    assert judge_day_change(NOW) == 0


def test_beat_runs_it_every_hour(team):
    [entry] = [entry for entry in app.conf.beat_schedule.values() if entry["task"] == task.name]
    assert entry["schedule"] <= 3600
    put_in_force(LARGE.with_changes(windows=(window(),)))
    lead = make_lead(external_id=f"T{next(numbers)}")
    judged_at(BEFORE, lead)
    task(f"{OPEN}+09:00")
    assert reason(lead) == "campaign_window"
