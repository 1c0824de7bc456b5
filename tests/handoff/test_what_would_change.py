import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.criteria.document import Condition, Segment
from handoff.criteria.profiles import LARGE, MID
from handoff.judging.verdicts import judge
from handoff.judging.what_would_change import what_would_change
from tests.handoff.judging import make_lead, opportunity, put_in_force

pytestmark = pytest.mark.django_db


def judged(lead):
    judge(lead_ids=[lead.pk], as_of=timezone.now())
    lead.refresh_from_db()
    return what_would_change(lead, lead.verdict.trace())


def test_it_lists_what_is_missing_for_each_rule_the_shortest_first():
    put_in_force(MID)
    change = judged(make_lead())
    assert [len(way.steps) for way in change.ways] == sorted(len(way.steps) for way in change.ways)
    assert any("行動スコア" in step for way in change.ways for step in way.steps)


def test_a_loss_holds_the_lead_until_it_has_cooled():
    put_in_force(LARGE.with_changes(cooling_days=30))
    lead = make_lead()
    today = timezone.localdate()
    opportunity(lead, "lost", closed_on=today - dt.timedelta(days=10))
    change = judged(lead)
    assert "失注" in change.held_by
    assert change.ways == []
    assert change.back_on == today + dt.timedelta(days=20)


def test_a_loss_without_a_day_has_no_end():
    put_in_force(LARGE.with_changes(cooling_days=30))
    lead = make_lead()
    opportunity(lead, "lost", closed_on=None)
    assert judged(lead).back_on is None


def test_nothing_has_to_change_for_a_target():
    put_in_force(LARGE)
    assert judged(make_lead(company={"is_customer": True, "account_owner": "a@example.jp"})).is_target


def test_every_role_reads_segment_and_what_would_change(login, sales):
    segment = Segment("大手", (Condition("employees", "at_least", 1000),), LARGE.as_table())
    put_in_force(LARGE.with_changes(segments=(segment,)))
    lead = make_lead(company={"employees": 5000})
    judged(lead)
    shown = login(sales).get(reverse("lead_trace", args=[lead.pk])).content.decode()
    assert "結果を変えるには" in shown
    assert "従業員数が 1,000 人以上" in shown
    assert "大手" in login(sales).get(reverse("lead", args=[lead.pk])).content.decode()
