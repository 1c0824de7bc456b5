import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import Outcome
from handoff.models import Clock, Event, Handoff, Notice, QueueEntry
from tests.handoff.toss_ups import assigned


@pytest.fixture
def deal(team, rep, manager, sales):
    return assigned(team, rep, manager, sales)


def accepted(deal, by):
    Outcome.of(deal).accept(by=by, at=timezone.now())
    return Outcome.of(deal)


def names_by_section(response) -> dict:
    return {section.name: [deal.pk for deal in section.deals] for section in response.context["sections"]}


def test_the_board_follows_a_deal_through_its_stages(login, sales, deal):
    client, url, now = login(sales), reverse("deals"), timezone.now()
    assert names_by_section(client.get(url))["to_accept"] == [deal.pk]
    outcome = accepted(deal, sales)
    assert names_by_section(client.get(url))["to_act"] == [deal.pk]
    outcome.record_opportunity(by=sales, at=now)
    assert names_by_section(client.get(url))["opportunity"] == [deal.pk]
    outcome.record_won(by=sales, at=now)
    assert names_by_section(client.get(url))["done"] == [deal.pk]


def test_a_card_has_the_phone_the_reason_and_the_deadline(login, sales, deal):
    page = login(sales).get(reverse("deals")).text
    assert 'href="tel:03-0000-0001"' in page
    assert "スコアとヒアリングが基準以上" in page
    assert reverse("acceptance_create", args=[deal.pk]) in page


def test_what_is_due_next_stands_first(login, sales, rep, manager, team, deal):
    later, sooner = deal, assigned(team, rep, manager, sales)
    today = timezone.localdate()
    for each, days in ((later, 9), (sooner, 2)):
        outcome = accepted(each, sales)
        outcome.log_action(by=sales, at=timezone.now(), kind="call", next_action_on=today + dt.timedelta(days=days))
    assert names_by_section(login(sales).get(reverse("deals")))["waiting"] == [sooner.pk, later.pk]


def test_an_overdue_acceptance_stands_before_one_of_high_priority(login, sales, rep, manager, team, deal):
    urgent, overdue = deal, assigned(team, rep, manager, sales)
    Handoff.objects.filter(pk=urgent.pk).update(priority=Handoff.Priority.HIGH)
    url = reverse("deals")
    assert names_by_section(login(sales).get(url))["to_accept"] == [urgent.pk, overdue.pk]
    Clock.objects.filter(handoff=overdue).update(due_at=timezone.now() - dt.timedelta(days=1))
    assert names_by_section(login(sales).get(url))["to_accept"] == [overdue.pk, urgent.pk]


def test_a_salesperson_sees_only_own_deals(login, other_sales, deal):
    client = login(other_sales)
    assert names_by_section(client.get(reverse("deals")))["to_accept"] == []
    assert client.get(reverse("deal", args=[deal.pk])).status_code == 404


def test_a_manager_sees_the_teams_and_may_choose_one_person(login, manager, sales, other_sales, rep, team, deal):
    other = assigned(team, rep, manager, other_sales)
    client, url = login(manager), reverse("deals")
    assert set(names_by_section(client.get(url))["to_accept"]) == {deal.pk, other.pk}
    assert names_by_section(client.get(url, {"assignee": other_sales.pk}))["to_accept"] == [other.pk]
    assert client.get(url, {"assignee": "1' OR 1=1"}).status_code == 200


def test_a_manager_reads_and_reassigns_but_does_not_work_the_deal(login, manager, other_sales, deal):
    client = login(manager)
    page = client.get(reverse("deal", args=[deal.pk]))
    assert reverse("acceptance_create", args=[deal.pk]) not in page.text
    assert client.post(reverse("acceptance_create", args=[deal.pk])).status_code == 403
    values = {f"decision-{deal.pk}-assignee": other_sales.pk, "next": "deal"}
    response = client.post(reverse("assignment_create", args=[deal.pk]), values)
    assert response.url == reverse("deal", args=[deal.pk])
    deal.refresh_from_db()
    assert deal.assignee == other_sales


def test_the_board_needs_the_same_queries_for_one_and_for_many(
    login, sales, rep, manager, team, deal, django_assert_max_num_queries
):
    client = login(sales)
    for _ in range(4):
        assigned(team, rep, manager, sales)
    with django_assert_max_num_queries(22):
        client.get(reverse("deals"))


def test_accepting_meets_one_promise_and_starts_the_next(login, sales, rep, deal):
    response = login(sales).post(reverse("acceptance_create", args=[deal.pk]))
    assert response.url == reverse("deal", args=[deal.pk])
    deal.refresh_from_db()
    assert deal.state == "accepted"
    states = dict(Clock.objects.filter(handoff=deal).values_list("kind", "state"))
    assert states == {"approval": "met", "sales_acceptance": "met", "first_sales_action": "running"}
    assert Notice.objects.get(event__kind="accepted").recipient == rep


def test_accepting_twice_is_told(login, sales, deal):
    client = login(sales)
    client.post(reverse("acceptance_create", args=[deal.pk]))
    response = client.post(reverse("acceptance_create", args=[deal.pk]), follow=True)
    assert "先に" in response.text
    assert Event.objects.filter(kind="accepted").count() == 1


def test_sending_back_returns_it_to_its_rep_with_reason_and_comment(login, sales, rep, manager, deal):
    values = {"decline-reason": "low_temperature", "decline-comment": "情報収集の段階でした"}
    response = login(sales).post(reverse("decline_create", args=[deal.pk]), values)
    assert response.url == reverse("deals")
    deal.refresh_from_db()
    assert (deal.state, deal.return_reason, deal.return_comment) == (
        "sent_back",
        "low_temperature",
        "情報収集の段階でした",
    )
    assert QueueEntry.objects.open().get(lead=deal.lead).owner == rep
    assert set(Notice.objects.filter(event__kind="sent_back").values_list("recipient", flat=True)) == {
        rep.pk,
        manager.pk,
    }
    assert not Clock.objects.filter(handoff=deal, stopped_at=None).exists()


def test_sending_back_needs_a_comment_and_keeps_the_choice(login, sales, deal):
    response = login(sales).post(reverse("decline_create", args=[deal.pk]), {"decline-reason": "duplicate"})
    assert response.status_code == 422
    assert 'value="duplicate" ' in response.text
    deal.refresh_from_db()
    assert deal.state == "assigned"


def test_a_reassigned_deal_is_gone_for_the_one_before(login, sales, manager, other_sales, deal):
    deal.reassign(by=manager, at=timezone.now(), assignee=other_sales)
    assert login(sales).post(reverse("acceptance_create", args=[deal.pk])).status_code == 404
    assert Handoff.objects.get(pk=deal.pk).assignee == other_sales
