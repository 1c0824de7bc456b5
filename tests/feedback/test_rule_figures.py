import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import Outcome
from feedback.rule_figures import rule_figures
from handoff.criteria.document import Condition, Segment
from handoff.criteria.profiles import LARGE
from handoff.judging.verdicts import judge
from handoff.models import CriteriaVersion, Handoff
from leads.models import Lead
from tests.handoff.judging import make_lead, put_in_force

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LAST = len(LARGE.rules)  # otherwise: nurture


@pytest.fixture
def criteria():
    document = LARGE.with_changes(
        segments=(Segment("大手", (Condition("employees", "at_least", 1000),), LARGE.as_table()),)
    )
    return put_in_force(document)


def judged(count: int, at=None, **values) -> list[Lead]:
    leads = [make_lead(**values) for _number in range(count)]
    judge(lead_ids=[lead.pk for lead in leads], as_of=at or timezone.now())
    return leads


def toss_up(lead, team, reason="score_met", state="closed", opportunity=False):
    handoff = Handoff.objects.create(
        lead=lead, team=team, state=state, reason=reason, submitted_at=timezone.now() - DAY
    )
    if opportunity:
        Outcome.objects.create(handoff=handoff, opportunity_at=timezone.now())


def of_position(position: int):
    figures = rule_figures(CriteriaVersion.active(), timezone.now())
    return next(each for each in figures if each.count.position == position)


def test_it_counts_the_leads_that_a_rule_decides_now_by_the_table_of_their_segment(criteria, team):
    judged(2)
    judged(1, company={"employees": 5000})
    assert of_position(LAST).count.now == 2
    assert of_position(2 * LAST).count.now == 1
    assert of_position(2 * LAST).count.segment == "大手"
    assert of_position(2 * LAST).count.number == LAST


def test_lately_counts_each_lead_once_and_nobody_from_before(criteria, team):
    [old] = judged(1, at=timezone.now() - 40 * DAY)
    [again] = judged(1)
    old.company.is_customer = True
    old.company.save()
    judge(lead_ids=[old.pk], as_of=timezone.now())
    judge(lead_ids=[again.pk], as_of=timezone.now())
    assert of_position(LAST).count.lately == 1
    assert of_position(2).count.lately == 1


def test_the_conversion_counts_toss_ups_whose_result_is_known(criteria, team):
    first, second, third, other = judged(4)
    toss_up(first, team, opportunity=True, state="accepted")
    toss_up(second, team)
    toss_up(third, team, state="accepted")
    toss_up(other, team, reason="sales_request")
    met = next(each for each in rule_figures(criteria, timezone.now()) if each.line.rule.outcome.reason == "score_met")
    assert (met.conversion.part, met.conversion.whole, met.open) == (1, 2, 1)


def test_the_criteria_page_loads_them_and_links_to_them_without_scripts(criteria, login, marketer, team):
    judged(3)
    client = login(marketer)
    address = reverse("rule_figures")
    shown = client.get(reverse("criteria")).content.decode()
    assert f'hx-get="{address}"' in shown
    assert f'href="{address}"' in shown
    assert 'id="rule-figures-16"' in shown
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'id="rule-figures-8" hx-swap-oob="true"' in fragment
    assert "3 件" in fragment
    assert "<html" in client.get(address).content.decode()


def test_what_sales_asked_for_stands_against_all_others(criteria, team, login, sales):
    first, second, third = judged(3)
    toss_up(first, team, reason="sales_request", opportunity=True)
    toss_up(second, team, reason="sales_request")
    toss_up(third, team, opportunity=True)
    client = login(sales)
    shown = client.get(reverse("request_figures")).content.decode()
    assert "商談化 1 件／2 件" in shown
    assert "商談化 1 件／1 件" in shown
    assert reverse("request_figures") in client.get(reverse("quota")).content.decode()


def test_the_ledger_compares_only_the_own_team(criteria, team, other_team, login, sales):
    [lead] = judged(1)
    toss_up(lead, other_team, reason="sales_request", opportunity=True)
    assert "商談化 1 件" not in login(sales).get(reverse("request_figures")).content.decode()
