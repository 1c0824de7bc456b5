import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse

from handoff.criteria.profiles import LARGE, SMALL
from handoff.judging.verdicts import judge
from handoff.models import CriteriaVersion, Discretion, Event, SalesRequest
from handoff.models.human_decision import Refused
from tests.conftest import NOW
from tests.handoff.judging import make_lead, opportunity, put_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def small():
    return put_in_force(SMALL)


@pytest.fixture
def large():
    return put_in_force(LARGE.with_changes(quota=2))


def judged_lead(**values):
    lead = make_lead(**values)
    judge(lead_ids=[lead.pk], as_of=NOW)
    return lead


def ask(lead, team, by, at=NOW):
    return SalesRequest.ask(lead, team=team, by=by, reason="重点エリア", at=at)


def test_a_decision_makes_the_lead_a_target_with_its_reason_kept(small, team, marketer):
    lead = judged_lead()
    Discretion.use(lead, by=marketer, reason="展示会で強い関心", at=NOW)
    lead.verdict.refresh_from_db()
    assert (lead.verdict.flag, lead.verdict.reason) == ("target", "discretion")
    event = Event.objects.get(kind="discretion_used")
    assert (event.actor, event.data["comment"]) == (marketer, "展示会で強い関心")
    assert lead.queue_entries.get().state == "waiting"


def test_a_second_decision_is_refused_and_says_who_was_first(small, team, marketer, rep):
    lead = judged_lead()
    Discretion.use(lead, by=marketer, reason="展示会で強い関心", at=NOW)
    with pytest.raises(Refused, match="展示会で強い関心"):
        Discretion.use(lead, by=rep, reason="別の理由", at=NOW)
    assert Event.objects.filter(kind="discretion_used").count() == 1


def test_a_decision_that_would_change_nothing_is_refused(small, team, marketer):
    lead = judged_lead(title_rank=4, company={"employees": 50}, actions=[("trial", 1), ("event", 1)])
    with pytest.raises(Refused, match="チェックリスト"):
        Discretion.use(lead, by=marketer, reason="念のため", at=NOW)
    assert not Discretion.objects.exists()
    assert not Event.objects.filter(kind="discretion_used").exists()


def test_a_request_tosses_the_lead_up_for_approval(large, team, sales):
    lead = judged_lead()
    ask(lead, team, sales)
    assert lead.handoffs.get().state == "awaiting_approval"
    assert Event.objects.get(kind="sales_requested").actor == sales


def test_the_request_beyond_the_quota_is_refused_with_who_used_it(large, team, sales, other_sales):
    ask(judged_lead(), team, sales)
    ask(judged_lead(), team, other_sales)
    with pytest.raises(Refused) as refused:
        ask(judged_lead(), team, sales)
    assert "2 件" in refused.value.message
    assert "関 翔（1 件）" in refused.value.message
    assert "辻 凛（1 件）" in refused.value.message
    assert SalesRequest.objects.count() == 2


def test_the_quota_is_of_the_team_and_the_calendar_month(large, team, other_team, sales):
    ask(judged_lead(), team, sales)
    ask(judged_lead(), team, sales)
    ask(judged_lead(), other_team, sales)
    december = dt.datetime(2026, 12, 1, tzinfo=NOW.tzinfo)
    with pytest.raises(Refused):
        ask(judged_lead(), team, sales, at=december - dt.timedelta(seconds=1))
    assert ask(judged_lead(), team, sales, at=december)


def test_a_request_that_cannot_help_uses_no_quota(large, team, sales):
    lead = make_lead()
    opportunity(lead, "lost")
    judge(lead_ids=[lead.pk], as_of=NOW)
    with pytest.raises(Refused, match="過去に失注"):
        ask(lead, team, sales)
    assert SalesRequest.used(team, NOW) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_both_take_the_last_one(team, sales):
    put_in_force(LARGE.with_changes(quota=1))
    leads = [judged_lead(), judged_lead()]
    start, refused = threading.Barrier(2), []

    def work(lead):
        start.wait()
        try:
            ask(lead, team, sales)
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=[lead]) for lead in leads]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(refused) == 1
    assert SalesRequest.objects.count() == 1


def test_the_page_asks_for_a_reason(small, team, login, marketer):
    lead = judged_lead()
    answer = login(marketer).post(reverse("discretion_create", args=[lead.pk]), {"reason": " "})
    assert answer.status_code == 422
    assert not Discretion.objects.exists()


def test_the_page_shows_a_refusal_and_keeps_what_was_typed(large, team, login, sales):
    lead = make_lead()
    opportunity(lead, "lost")
    judge(lead_ids=[lead.pk], as_of=NOW)
    answer = login(sales).post(reverse("sales_request_create", args=[lead.pk]), {"reason": "重点エリア"})
    assert answer.status_code == 409
    assert "重点エリア" in answer.content.decode()
    assert "過去に失注" in answer.content.decode()


def test_sales_asks_from_the_page(large, team, login, sales):
    lead = judged_lead()
    answer = login(sales).post(reverse("sales_request_create", args=[lead.pk]), {"reason": "重点エリア"})
    assert answer.url == reverse("lead", args=[lead.pk])
    assert SalesRequest.objects.get().by == sales
    assert CriteriaVersion.active().profile == "large"
