import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.doctor import CLOCKS
from handoff.tasks import sweep_clocks
from leads.models import Sweep
from tests.handoff.entries import make_entry, make_handoff


def counts(client) -> str:
    return client.get(reverse("rail_counts"), headers={"HX-Request": "true"}).text


def test_a_rep_sees_how_many_leads_wait_for_somebody(login, rep, team):
    make_entry(team)
    make_entry(team, owner=rep)
    assert 'id="rail-count-queue" hx-swap-oob="true">1<' in counts(login(rep))


def test_a_manager_sees_the_toss_ups_to_decide(login, manager, rep, team):
    make_handoff(team, submitted_by=rep)
    make_handoff(team, submitted_by=rep, state="assigned")
    assert 'id="rail-count-approvals" hx-swap-oob="true">1<' in counts(login(manager))


def test_a_salesperson_sees_what_is_to_be_accepted(login, sales, other_sales, team):
    for person in (sales, other_sales):
        make_handoff(team, state="assigned", assignee=person)
    assert 'id="rail-count-deals" hx-swap-oob="true">1<' in counts(login(sales))


def test_nothing_waiting_shows_no_number(login, rep):
    assert 'id="rail-count-queue" hx-swap-oob="true"><' in counts(login(rep))


@pytest.mark.parametrize(("minutes", "shown"), [(0, False), (1, False), (3, True), (24 * 60, True), (-5, False)])
def test_pages_say_that_background_work_is_late_until_a_sweep_has_been(login, rep, minutes, shown):
    Sweep.objects.create(name=CLOCKS, as_of=timezone.now() - dt.timedelta(minutes=minutes))
    client = login(rep)
    words = "バックグラウンド処理が遅れています"
    assert '<div class="behind" id="behind"></div>' in client.get(reverse("queue")).text
    assert (words in counts(client)) == shown
    sweep_clocks()
    assert '<div class="behind" id="behind" hx-swap-oob="true"></div>' in counts(client)


def test_an_installation_that_was_just_made_is_not_called_late(login, rep):
    assert '<div class="behind" id="behind" hx-swap-oob="true"></div>' in counts(login(rep))


def test_the_rail_asks_no_more_for_more_work(login, manager, rep, team, django_assert_max_num_queries):
    client = login(manager)
    for _each in range(5):
        make_handoff(team, submitted_by=rep)
    with django_assert_max_num_queries(7):
        counts(client)
