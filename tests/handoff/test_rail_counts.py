from django.urls import reverse

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
