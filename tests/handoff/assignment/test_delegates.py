"""While a manager is away, the person they have named decides, and the history says in whose place."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Absence, Event, Handoff, Notice
from handoff.notices.words import text
from handoff.words.events import describe
from tests.handoff.toss_ups import assigned, toss_up


def absent(manager, delegate, first=0, last=None):
    today = timezone.localdate()
    return Absence.begin(
        manager,
        first_day=today + dt.timedelta(days=first),
        last_day=None if last is None else today + dt.timedelta(days=last),
        by=manager,
        at=timezone.now(),
        delegate=delegate,
    )


@pytest.fixture
def handoff(team, rep):
    return toss_up(team, rep)


def approve(client, handoff, **values):
    values = {f"decision-{handoff.pk}-{name}": value for name, value in values.items()}
    return client.post(reverse("approval_create", args=[handoff.pk]), values)


def test_a_delegate_sees_and_decides_and_the_event_says_for_whom(login, manager, other_rep, sales, handoff):
    absent(manager, other_rep)
    client = login(other_rep)
    page = client.get(reverse("approvals"))
    assert [each.pk for each in page.context["handoffs"]] == [handoff.pk]
    assert "岡 誠さんは不在で" in page.text
    assert reverse("assignment_rules") not in page.text
    assert f'href="{reverse("approvals")}"' in client.get(reverse("leads")).text
    assert approve(client, handoff, assignee=sales.pk, priority=2).status_code == 302
    handoff.refresh_from_db()
    assert (handoff.state, handoff.decided_by) == ("assigned", other_rep)
    told = [describe(event).text for event in Event.objects.filter(kind__in=["approved", "assigned"]).order_by("pk")]
    assert all("原 陽（岡 誠さんの代理）" in words for words in told)
    assert "代理" in text(Notice.objects.get(event__kind="approved"))


def test_many_decisions_of_a_delegate_say_so_too(login, manager, other_rep, sales, handoff):
    absent(manager, other_rep)
    values = {"handoffs": [handoff.pk], "priority": 2, "tab": "approval"}
    login(other_rep).post(reverse("approvals_bulk"), values)
    assert set(Event.objects.filter(kind__in=["approved", "assigned"]).values_list("data__for", flat=True)) == {"岡 誠"}


def test_a_manager_of_another_team_decides_for_both(login, manager, stranger, team, other_team, rep, handoff):
    absent(manager, stranger)
    theirs = toss_up(other_team, stranger)
    client = login(stranger)
    assert {each.pk for each in client.get(reverse("approvals")).context["handoffs"]} == {handoff.pk, theirs.pk}
    for each in (handoff, theirs):
        approve(client, each, priority=2)
    assert Event.objects.get(handoff=handoff, kind="approved").data["for"] == "岡 誠"
    assert "for" not in Event.objects.get(handoff=theirs, kind="approved").data


def test_new_toss_ups_are_told_to_the_delegate(manager, other_rep, team, rep):
    absent(manager, other_rep)
    toss_up(team, rep)
    told = Notice.objects.filter(event__kind="tossed_up").values_list("recipient", flat=True)
    assert other_rep.pk in set(told)


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)])
def test_before_and_after_the_absence_nothing_is_delegated(login, manager, other_rep, handoff, first, last):
    absent(manager, other_rep, first, last)
    assert login(other_rep).get(reverse("approvals")).status_code == 403
    assert approve(login(other_rep), handoff, priority=2).status_code == 403


def test_back_early_the_manager_decides_again(login, manager, other_rep, handoff):
    absent(manager, other_rep)
    Absence.end(manager, day=timezone.localdate(), at=timezone.now())
    assert login(other_rep).get(reverse("approvals")).status_code == 403


def test_a_delegate_who_is_away_too_or_has_left_does_not_decide(login, manager, other_rep, handoff):
    absent(manager, other_rep)
    absent(other_rep, None)
    assert login(other_rep).get(reverse("approvals")).status_code == 403


def test_nobody_delegates_who_is_no_manager(login, rep, other_rep, handoff):
    absent(rep, other_rep)
    assert login(other_rep).get(reverse("approvals")).status_code == 403


def test_a_manager_names_the_delegate_with_the_absence(login, manager, other_rep, rep):
    client = login(manager)
    today = timezone.localdate()
    assert "代理" in client.get(reverse("absence_new", args=[manager.member.pk])).text
    client.post(reverse("absence_create", args=[manager.member.pk]), {"first_day": today, "delegate": other_rep.pk})
    assert Absence.objects.get().delegate == other_rep
    assert "原 陽" in client.get(reverse("team")).text
    assert "代理" not in login(rep).get(reverse("absence_new", args=[rep.member.pk])).text


@pytest.mark.parametrize("name", ["outsider", "manager"])
def test_only_a_colleague_can_be_named(login, manager, other_rep, outsider, name, request):
    client, someone = login(manager), request.getfixturevalue(name)
    values = {"first_day": timezone.localdate(), "delegate": someone.pk}
    assert client.post(reverse("absence_create", args=[manager.member.pk]), values).status_code == 422
    assert not Absence.objects.exists()


def test_the_priority_of_what_sales_has_is_changed_in_place(login, manager, team, rep, sales):
    handoff = assigned(team, rep, manager, sales)
    client = login(manager)
    url = reverse("priority_create", args=[handoff.pk])
    assert client.post(url, {f"priority-{handoff.pk}-priority": 7}).status_code == 422
    response = client.post(url, {f"priority-{handoff.pk}-priority": 1}, headers={"HX-Request": "true"})
    assert "優先度を「高」にしました" in response.text
    assert Handoff.objects.get().priority == 1
    assert "「中」から「高」に変更" in describe(Event.objects.get(kind="priority_set")).text
