"""The next action of a deal: planned for a day, the deal's place on the board by it, and one reminder on the day."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from feedback.models import Outcome
from feedback.next_actions.reminding import remind_of_next_actions
from handoff.deadlines.business_days import Calendar
from handoff.models import Event, Notice
from handoff.transition import Lost
from tests.handoff.entries import tokyo
from tests.handoff.toss_ups import assigned

DAY = dt.date(2026, 11, 26)  # a Thursday
BEFORE, MORNING = tokyo("2026-11-25T23:59"), tokyo("2026-11-26T00:00")


@pytest.fixture
def deal(team, rep, manager, sales):
    deal = assigned(team, rep, manager, sales)
    Outcome.of(deal).accept(by=sales, at=timezone.now())
    return deal


def plan(deal, by, day, at=BEFORE):
    Outcome.of(deal).plan_next_action(by=by, at=at, next_action_on=day)


def send(client, deal, **values):
    data = {f"next-{name}": value for name, value in values.items()}
    return client.post(reverse("next_action_create", args=[deal.pk]), data)


def places(client) -> dict:
    sections = client.get(reverse("deals")).context["sections"]
    return {deal.pk: section.name for section in sections for deal in section.deals}


def test_a_day_is_kept_with_its_event(login, sales, deal):
    day = timezone.localdate() + dt.timedelta(days=4)
    assert send(login(sales), deal, next_in="own", next_action_on=day.isoformat()).status_code == 302
    assert Outcome.of(deal).next_action_on == day
    assert Event.objects.get(kind=Event.Kind.NEXT_ACTION_SET).data == {"day": day.isoformat()}


@pytest.mark.parametrize("days", [1, 3, 5])
def test_a_preset_counts_business_days(login, sales, deal, days):
    send(login(sales), deal, next_in=str(days))
    ahead = Calendar().business_days_after(timezone.localdate())
    assert Outcome.of(deal).next_action_on == [next(ahead) for _ in range(days)][-1]


@pytest.mark.parametrize(
    "wrong", [{"next_in": "own"}, {"next_in": "own", "next_action_on": "2020-01-01"}, {"next_in": "2"},
              {"next_in": "own", "next_action_on": "9999-01-01"}, {"next_in": "own", "next_action_on": "x"}]
)  # fmt: skip
def test_what_cannot_be_meant_comes_back_with_the_form_open(login, sales, deal, wrong):
    response = send(login(sales), deal, **wrong)
    assert response.status_code == 422
    assert "field-error" in response.text
    assert not Event.objects.filter(kind=Event.Kind.NEXT_ACTION_SET).exists()


def test_saying_the_same_again_writes_nothing(sales, deal):
    plan(deal, sales, DAY), plan(deal, sales, DAY)
    assert Event.objects.filter(kind=Event.Kind.NEXT_ACTION_SET).count() == 1


def test_only_who_has_the_deal_plans(other_sales, deal):
    with pytest.raises(Lost):
        plan(deal, other_sales, DAY)


def test_planned_for_later_it_waits_and_without_a_plan_it_is_to_be_acted_on(login, sales, deal):
    client, today, now = login(sales), timezone.localdate(), timezone.now()
    assert places(client) == {deal.pk: "to_act"}
    plan(deal, sales, today + dt.timedelta(days=1), now)
    assert places(client) == {deal.pk: "to_act"}  # it still owes its first action
    Outcome.of(deal).log_action(by=sales, at=now, kind="call", next_action_on=today + dt.timedelta(days=1))
    assert places(client) == {deal.pk: "waiting"}
    plan(deal, sales, today, now)
    assert places(client) == {deal.pk: "to_act"}
    plan(deal, sales, None, now)
    assert places(client) == {deal.pk: "to_act"}


def test_the_salesperson_is_reminded_once_on_the_day_and_reads_it_in_open_hours(sales, rep, manager, deal):
    plan(deal, sales, DAY)
    assert remind_of_next_actions(BEFORE) == 0
    assert remind_of_next_actions(MORNING) == 1
    assert remind_of_next_actions(tokyo("2026-11-27T10:00")) == 0
    notice = Notice.objects.get(event__kind=Event.Kind.NEXT_ACTION_DUE)
    assert (notice.recipient, notice.visible_at) == (sales, tokyo("2026-11-26T09:00"))


def test_another_day_is_reminded_of_again(sales, deal):
    plan(deal, sales, DAY)
    remind_of_next_actions(MORNING)
    plan(deal, sales, DAY + dt.timedelta(days=1), MORNING)
    assert remind_of_next_actions(MORNING) == 0
    assert remind_of_next_actions(tokyo("2026-11-27T00:00")) == 1


def test_what_is_won_or_given_to_somebody_else_is_not_reminded_of(sales, other_sales, manager, deal):
    plan(deal, sales, DAY)
    deal.refresh_from_db()
    deal.reassign(by=manager, at=BEFORE, assignee=other_sales)
    assert remind_of_next_actions(MORNING) == 0
    Outcome.of(deal).accept(by=other_sales, at=MORNING)
    assert remind_of_next_actions(MORNING) == 1
    assert Notice.objects.get(event__kind=Event.Kind.NEXT_ACTION_DUE).recipient == other_sales


def test_the_card_unfolds_what_is_recorded_most_often(login, sales, other_sales, deal):
    response = login(sales).get(reverse("deal_quick", args=[deal.pk]), headers={"HX-Request": "true"})
    for name in ("sales_action_create", "next_action_create", "opportunity_create", "feedback_create"):
        assert reverse(name, args=[deal.pk]) in response.text
    assert login(other_sales).get(reverse("deal_quick", args=[deal.pk])).status_code == 404


def test_two_unfolded_cards_do_not_share_their_fields(login, sales, rep, manager, team, deal):
    other = assigned(team, rep, manager, sales)
    Outcome.of(other).accept(by=sales, at=timezone.now())
    client, hx = login(sales), {"HX-Request": "true"}
    first, second = (client.get(reverse("deal_quick", args=[each.pk]), headers=hx).text for each in (deal, other))
    ids = [set(re.findall(r' id="([^"]+)"', text)) for text in (first, second)]
    assert ids[0] and ids[1]
    assert not ids[0] & ids[1]


def test_a_logged_action_leaves_a_later_day_planned_unless_another_is_said(login, sales, deal):
    day = timezone.localdate() + dt.timedelta(days=9)
    plan(deal, sales, day, timezone.now())
    form = login(sales).get(reverse("deal", args=[deal.pk])).context["action_form"]
    assert (form["next_in"].value(), form["next_action_on"].value()) == ("own", day)


def test_without_scripts_the_card_leads_to_the_deals_page(login, sales, deal):
    response = login(sales).get(reverse("deal_quick", args=[deal.pk]))
    assert response.url == reverse("deal", args=[deal.pk])


def test_what_is_done_on_the_board_comes_back_to_the_board(login, sales, deal):
    data = {"action-kind": "call", "action-next_in": "1", "next": reverse("deals")}
    response = login(sales).post(reverse("sales_action_create", args=[deal.pk]), data)
    assert response.url == reverse("deals")


@pytest.mark.django_db(transaction=True)
def test_four_reminders_at_once_tell_of_each_once(team, rep, manager, sales):
    for _ in range(5):
        deal = assigned(team, rep, manager, sales)
        Outcome.of(deal).accept(by=sales, at=timezone.now())
        plan(deal, sales, DAY)

    def remind(_number):
        try:
            return remind_of_next_actions(MORNING)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(remind, range(4))) + remind_of_next_actions(MORNING)
    assert told == Event.objects.filter(kind=Event.Kind.NEXT_ACTION_DUE).count() == 5
