import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import Outcome, SalesAction
from handoff.models import Clock, Event, Notice, Verdict
from leads.models import PastOpportunity
from tests.handoff.toss_ups import assigned, make_lead, use_profile
from tests.leads.naughty import NAUGHTY


@pytest.fixture
def deal(team, rep, manager, sales):
    handoff = assigned(team, rep, manager, sales)
    Outcome.of(handoff).accept(by=sales, at=timezone.now())
    return handoff


def send(client, deal, name, prefix, **values):
    values = {f"{prefix}-{field}": value for field, value in values.items()}
    return client.post(reverse(name, args=[deal.pk]), values)


def day(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def timeline(client, deal) -> str:
    return client.get(reverse("lead", args=[deal.lead_id])).text


def test_an_action_is_logged_with_its_day_and_the_next_one(login, sales, deal):
    client = login(sales)
    send(
        client,
        deal,
        "sales_action_create",
        "action",
        kind="meeting",
        note="デモを実施",
        on=day(-1),
        next_action_on=day(3),
    )
    action = SalesAction.objects.get()
    assert (action.kind, action.note, timezone.localdate(action.at).isoformat()) == ("meeting", "デモを実施", day(-1))
    assert Outcome.objects.get().next_action_on.isoformat() == day(3)
    assert Clock.objects.get(handoff=deal, kind="first_sales_action").state == "met"
    assert "デモを実施" in timeline(client, deal)


@pytest.mark.parametrize(
    "wrong", [{"on": 1}, {"on": "2026-02-30"}, {"on": "0001-01-01"}, {"next_action_on": -1}, {"kind": "x"},
              {"next_action_on": "9999-12-31"}]
)  # fmt: skip
def test_an_impossible_action_is_refused_with_what_was_typed(login, sales, deal, wrong):
    wrong = {name: day(value) if isinstance(value, int) else value for name, value in wrong.items()}  # from now on
    values = {"kind": "call", "note": "書いたこと", "on": day(0)} | wrong
    response = send(login(sales), deal, "sales_action_create", "action", **values)
    assert response.status_code == 422
    assert "書いたこと" in response.text
    assert not SalesAction.objects.exists()


def test_an_opportunity_is_recorded_and_the_rep_is_told(login, sales, rep, deal):
    client = login(sales)
    send(client, deal, "opportunity_create", "opportunity", comment="見積もり依頼あり")
    outcome = Outcome.objects.get()
    assert (outcome.stage, outcome.comment) == ("opportunity", "見積もり依頼あり")
    assert Notice.objects.get(event__kind="opportunity").recipient == rep
    assert "見積もり依頼あり" in timeline(client, deal)


def test_an_opportunity_is_made_once(login, sales, deal):
    client = login(sales)
    for _ in range(2):
        send(client, deal, "opportunity_create", "opportunity")
    assert Event.objects.filter(kind="opportunity").count() == 1


def test_a_won_company_is_a_customer_with_this_account_owner(
    login, sales, rep, deal, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(login(sales), deal, "won_create", "won", comment="事例が決め手")
    deal.refresh_from_db()
    company = deal.lead.company
    company.refresh_from_db()
    assert (deal.state, company.is_customer, company.account_owner) == ("closed", True, sales.email)
    past = PastOpportunity.objects.get()
    assert (past.result, past.source, past.lead, past.company) == ("won", f"handoff:{deal.pk}", deal.lead, company)
    outcome = Outcome.objects.get()
    assert (outcome.stage, outcome.opportunity_at is not None) == ("won", True)
    assert Notice.objects.get(event__kind="won").recipient == rep


def test_a_loss_counts_for_the_whole_company_at_once(login, sales, deal, django_capture_on_commit_callbacks):
    use_profile("large")
    colleague = make_lead(company=deal.lead.company)
    with django_capture_on_commit_callbacks(execute=True):
        send(login(sales), deal, "lost_create", "lost", reason="price", comment="予算超過")
    assert Verdict.objects.get(lead=colleague).reason == "lost_before"
    past = PastOpportunity.objects.get()
    assert (past.result, past.reason) == ("lost", "price")


def test_a_loss_needs_a_reason(login, sales, deal):
    response = send(login(sales), deal, "lost_create", "lost", comment="書いたこと")
    assert response.status_code == 422
    assert "書いたこと" in response.text
    assert not PastOpportunity.objects.exists()


def test_after_the_outcome_feedback_is_asked_for(login, sales, deal):
    client = login(sales)
    page = client.get(send(client, deal, "lost_create", "lost", reason="price").url)
    assert '<details class="panel next-day" id="feedback" open>' in page.text


def test_what_is_closed_stays_closed(login, sales, deal):
    client = login(sales)
    send(client, deal, "lost_create", "lost", reason="price")
    response = client.post(reverse("won_create", args=[deal.pk]), follow=True)
    assert "先に" in response.text
    assert Outcome.objects.get().stage == "lost"
    assert PastOpportunity.objects.count() == 1


def test_feedback_names_what_was_wrong_and_reaches_the_rep(login, sales, rep, deal):
    client = login(sales)
    codes = ["low_temperature", "not_decision_maker"]
    send(client, deal, "feedback_create", "feedback", codes=codes, text="次回は部長に")
    outcome = Outcome.objects.get()
    assert (outcome.feedback, outcome.feedback_text) == (codes, "次回は部長に")
    assert Notice.objects.get(event__kind="feedback").recipient == rep
    assert "温度感が低かった" in timeline(client, deal)


def test_feedback_may_still_be_given_after_the_outcome(login, sales, deal):
    client = login(sales)
    send(client, deal, "won_create", "won")
    send(client, deal, "feedback_create", "feedback", codes=["good"])
    assert Outcome.objects.get().feedback == ["good"]


def test_empty_feedback_is_refused(login, sales, deal):
    assert send(login(sales), deal, "feedback_create", "feedback", text="  ").status_code == 422


def test_nothing_is_recorded_before_the_deal_is_accepted(login, sales, rep, manager, team):
    handoff = assigned(team, rep, manager, sales)
    response = login(sales).post(reverse("won_create", args=[handoff.pk]), follow=True)
    assert "先に" in response.text
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_any_note_is_taken_as_text(login, sales, deal, text):
    client = login(sales)
    send(client, deal, "sales_action_create", "action", kind="call", note=text)
    send(client, deal, "feedback_create", "feedback", text=text, codes=["good"])
    send(client, deal, "lost_create", "lost", reason="other", comment=text)
    page = client.get(reverse("deal", args=[deal.pk]))
    assert page.status_code == 200
    assert "<script>alert" not in page.text + timeline(client, deal)
    deal.refresh_from_db()
    assert deal.state == "closed"
