"""Two people before the same inbox: who comes second is told so, and takes nothing away."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.handoff.toss_ups import assigned, toss_up

HTMX = {"HX-Request": "true"}


def buttons(client, url, action: str) -> list[dict]:
    """What each form of the page for this action would send."""
    page = client.get(url).text
    forms = re.findall(rf'<form[^>]*action="{action}".*?</form>', page, re.S)
    fields = r'<input type="hidden" name="([^"]+)" value="([^"]*)"'
    return [dict(re.findall(fields, form)) for form in forms]


@pytest.fixture
def waiting(team, rep, manager):
    """Approved, and waiting for a salesperson."""
    handoff = toss_up(team, rep)
    handoff.approve(by=manager, at=timezone.now())
    return handoff


def test_a_press_on_an_old_page_does_not_take_a_deal_away_again(login, manager, admin, sales, other_sales, waiting):
    client, url = login(manager), reverse("assignment_create", args=[waiting.pk])
    seen = buttons(client, f"{reverse('approvals')}?tab=assignment", url)[0]
    waiting.assign(by=admin, at=timezone.now(), assignee=sales)
    waiting.accept(by=sales, at=timezone.now())
    seen[f"decision-{waiting.pk}-assignee"] = other_sales.pk
    response = client.post(url, seen, headers=HTMX)
    assert "先にほかの方が" in response.text
    waiting.refresh_from_db()
    assert (waiting.state, waiting.assignee) == ("accepted", sales)


def test_the_second_of_two_equal_presses_is_told_that_it_was_the_second(login, manager, admin, sales, team, rep):
    handoff = toss_up(team, rep)
    client, url = login(manager), reverse("approval_create", args=[handoff.pk])
    seen = buttons(client, reverse("approvals"), url)[0]
    handoff.approve(by=admin, at=timezone.now(), assignee=sales)
    response = client.post(url, seen, headers=HTMX)
    assert (response.status_code, "先にほかの方が" in response.text) == (200, True)


def test_the_page_of_a_deal_does_not_take_it_from_whom_it_has_not_shown(
    login, manager, admin, sales, other_sales, team, rep
):
    deal = assigned(team, rep, manager, sales)
    client, url = login(manager), reverse("assignment_create", args=[deal.pk])
    seen = buttons(client, reverse("deal", args=[deal.pk]), url)[0]
    third = sales.__class__.objects.create_user("third", "third@example.com", first_name="三", last_name="郎")
    deal.reassign(by=admin, at=timezone.now(), assignee=other_sales)
    response = client.post(url, seen | {f"decision-{deal.pk}-assignee": third.pk}, follow=True)
    assert "先にほかの方が" in response.text
    deal.refresh_from_db()
    assert deal.assignee == other_sales


def test_what_was_written_with_a_return_that_came_too_late_can_be_copied(login, manager, admin, sales, team, rep):
    handoff = toss_up(team, rep)
    handoff.approve(by=admin, at=timezone.now(), assignee=sales)
    values = {f"return-{handoff.pk}-reason": "other", f"return-{handoff.pk}-comment": "予算を\n確認してください"}
    response = login(manager).post(reverse("return_create", args=[handoff.pk]), values, headers=HTMX)
    assert "予算を\n確認してください" in response.text.replace("\r", "")


def test_without_scripts_a_decision_leads_back_to_its_tab(login, manager, sales, waiting):
    url = reverse("assignment_create", args=[waiting.pk])
    seen = buttons(login(manager), f"{reverse('approvals')}?tab=assignment", url)[0]
    response = login(manager).post(url, seen)
    assert response.url == f"{reverse('approvals')}?tab=assignment"


def test_a_decision_lets_the_rail_count_again(login, manager, sales, team, rep):
    handoff = toss_up(team, rep)
    values = {f"decision-{handoff.pk}-assignee": sales.pk, f"decision-{handoff.pk}-priority": 2}
    response = login(manager).post(reverse("approval_create", args=[handoff.pk]), values, headers=HTMX)
    assert "rail-changed" in response["HX-Trigger"]
