"""What the rules assign by themselves, and why, told on every page."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.assignment.waiting import assign_waiting
from handoff.judging.verdicts import judge
from handoff.models import Absence, AssignmentPolicy, AssignmentRule, Clock, Event, Handoff, Member, Notice
from tests.handoff.test_handoff_automatic import make_target
from tests.handoff.toss_ups import assigned, make_entry, make_lead, toss_up, use_profile


def rule(team, *people, kind="territory", name="関東", **conditions):
    made = AssignmentRule.objects.create(team=team, kind=kind, name=name, **conditions)
    made.people.set([person.member for person in people])
    return made


def away(person, manager):
    Absence.begin(person, first_day=timezone.localdate(), last_day=None, by=manager, at=timezone.now())


@pytest.fixture
def by_rules(team):
    return AssignmentPolicy.objects.create(team=team, automatic="rules")


@pytest.fixture
def large(db):
    return use_profile("large", thresholds={"attribute_min": 30, "behaviour_min": 40})


def run(*leads):
    judge(lead_ids=[lead.pk for lead in leads], as_of=timezone.now())


def test_automatic_toss_ups_go_to_the_territory(large, by_rules, team, sales, other_sales, manager):
    rule(team, other_sales, prefectures=["東京都"])
    leads = [make_target(), make_target(), make_target(prefecture="大阪府")]
    run(*leads)
    found = {each.lead.company.prefecture: each for each in Handoff.objects.all()}
    assert Handoff.objects.filter(lead__company__prefecture="東京都", assignee=other_sales).count() == 2
    assert found["大阪府"].assignee == sales
    event = Event.objects.get(handoff=found["大阪府"], kind="assigned")
    assert (event.actor, event.data["automatic"]) == (None, True)
    assert event.data["choice"]["against"] == [{"person": "辻 凛", "why": "fewest_deals", "open": 2}]
    assert set(Clock.objects.values_list("kind", flat=True)) == {"sales_acceptance"}
    assert not Notice.objects.filter(recipient=manager).exists()


def test_without_the_switch_a_manager_assigns(large, team, sales, manager):
    run(make_target())
    assert Handoff.objects.get().state == "awaiting_assignment"


def test_the_switch_for_rules_leaves_what_people_toss_up(by_rules, team, rep, sales):
    use_profile("small")
    assert toss_up(team, rep).state == "awaiting_assignment"


def test_the_switch_for_all_assigns_what_needs_no_approval(team, rep, sales, other_sales):
    AssignmentPolicy.objects.create(team=team, automatic="all")
    handoff = toss_up(team, rep, suggested_assignee=other_sales)
    assert (handoff.state, handoff.assignee) == ("awaiting_approval", None)
    use_profile("small")
    handoff = toss_up(team, rep, suggested_assignee=other_sales)
    assert (handoff.state, handoff.assignee) == ("assigned", other_sales)


def test_an_account_owner_who_is_away_does_not_get_it(team, rep, sales, other_sales, manager):
    use_profile("small")
    away(sales, manager)
    lead = make_lead()
    lead.company.account_owner = sales.email
    lead.company.save()
    assert toss_up(team, rep, lead).state == "awaiting_assignment"


def test_when_the_rules_find_nobody_it_waits_with_the_reason_and_a_way_out(
    large,
    by_rules,
    team,
    sales,
    manager,
    login,
):
    away(sales, manager)
    run(make_target())
    page = login(manager).get(reverse("approvals"), {"tab": "assignment"})
    assert "全員不在です" in page.text
    assert f'href="{reverse("team")}"' in page.text
    Absence.end(sales, day=timezone.localdate(), at=timezone.now())
    page = login(manager).get(reverse("approvals"), {"tab": "assignment"})
    assert page.context["handoffs"][0].suggestion.assignee == sales


@pytest.mark.parametrize(("leaves", "found"), [(True, True), (False, False)])
def test_nobody_of_the_territory_here(team, rep, sales, other_sales, manager, login, leaves, found):
    AssignmentPolicy.objects.create(team=team, leaves_territory=leaves)
    rule(team, sales, name="全国")
    away(sales, manager)
    toss_up(team, rep)
    page = login(manager).get(reverse("approvals"))
    suggestion = page.context["handoffs"][0].suggestion
    assert suggestion.assignee == (other_sales if found else None)
    assert ("担当範囲「全国」には" in page.text) is not found


def by_hand(client, tab, handoff):
    """What the list offers for a toss-up that the rules have nobody for: its action and the salespeople."""
    row = client.get(reverse("approvals"), {"tab": tab}).text.split(f'id="toss-up-{handoff.pk}"')[1]
    form = row.split('class="by-hand"')[1].split("</form>")[0]
    values = {name: value for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form) if name != "list"}
    return re.search(r'action="([^"]+)"', form)[1], values, re.findall(r'<option value="(\d*)"', form)


@pytest.mark.parametrize("profile", ["mid", "small"])
def test_when_everybody_has_had_a_weeks_worth_the_manager_decides_in_one_step(
    login, team, rep, manager, sales, other_sales, profile
):
    use_profile(profile)
    Member.objects.filter(user__in=[sales, other_sales]).update(weekly_capacity=0)
    first, second = toss_up(team, rep), toss_up(team, rep)
    client, tab = login(manager), {"mid": "approval", "small": "assignment"}[profile]
    action, values, people = by_hand(client, tab, first)
    assert {str(sales.pk), str(other_sales.pk)} <= set(people)
    client.post(action, values | {f"decision-{first.pk}-assignee": sales.pk})
    first.refresh_from_db()
    assert (first.state, first.assignee) == ("assigned", sales)
    assert "ルールに合う営業担当はいませんでした" in client.get(reverse("assignment_why", args=[first.pk])).text
    if profile == "mid":
        action, values, people = by_hand(client, tab, second)
        client.post(action, values | {f"decision-{second.pk}-assignee": people[0]})
        second.refresh_from_db()
        assert (second.state, second.assignee) == ("awaiting_assignment", None)


def test_a_priority_that_was_set_before_is_kept_by_approving(login, team, rep, manager, sales):
    first, second = toss_up(team, rep), toss_up(team, rep)
    client = login(manager)
    client.post(reverse("priorities_bulk"), {"handoffs": [first.pk, second.pk], "tab": "approval", "priority": 1})
    page = client.get(reverse("approval", args=[first.pk]))
    assert page.context["decision"]["priority"].value() == 1
    client.post(reverse("approvals_bulk"), {"handoffs": [first.pk, second.pk], "tab": "approval", "assignee": ""})
    assert set(Handoff.objects.values_list("state", "priority")) == {("assigned", 1)}


def test_a_capacity_counts_what_was_taken_this_week(team, rep, manager, sales, other_sales, login):
    sales.member.weekly_capacity = 1
    sales.member.save()
    given = assigned(team, rep, manager, sales)
    given.decline(by=sales, at=timezone.now(), reason="other", comment="不要")
    waiting = toss_up(team, rep)
    why = login(manager).get(reverse("assignment_why", args=[waiting.pk])).text
    assert "ルールによる候補は 辻 凛さんです" in why
    assert "今週の上限に到達（1 / 1 件）" in why
    Handoff.objects.filter(pk=given.pk).update(assigned_at=timezone.now() - dt.timedelta(days=8))
    assert "今週の上限" not in login(manager).get(reverse("assignment_why", args=[waiting.pk])).text


def test_the_reason_is_told_as_it_was_when_it_was_decided(login, team, rep, manager, sales, other_sales):
    handoff = toss_up(team, rep)
    client = login(manager)
    url = reverse("approval_create", args=[handoff.pk])
    suggested = client.get(reverse("approvals")).context["handoffs"][0].suggestion.assignee
    other = ({sales, other_sales} - {suggested}).pop()
    client.post(url, {f"decision-{handoff.pk}-assignee": other.pk, f"decision-{handoff.pk}-priority": 2})
    suggested.last_name = "改名"
    suggested.save()
    page = login(other).get(reverse("assignment_why", args=[handoff.pk]))
    told = page.context["story"]
    assert "岡 誠さんが" in told.head
    assert "改名" not in page.text
    assert "抽選" in page.text
    assert login(other).get(reverse("handoff", args=[handoff.pk])).status_code == 200


def test_what_was_assigned_before_reasons_were_kept_names_who_did_it(login, team, rep, manager, sales):
    handoff = assigned(team, rep, manager, sales)
    page = login(sales).get(reverse("assignment_why", args=[handoff.pk]))
    assert "岡 誠さんが 関 翔さんに割り振りました" in page.text


def test_the_toss_up_screen_says_whom_and_why(login, team, rep, sales, other_sales, manager):
    rule(team, sales, name="全国")
    entry = make_entry(team, rep)
    page = login(rep).get(reverse("handoff_new", args=[entry.pk]))
    assert "担当範囲「全国」" in page.text
    assert "担当範囲「全国」の担当ではない" in page.text


def test_a_suggestion_is_the_same_in_the_list_and_in_its_row(login, team, rep, manager, sales, other_sales):
    for _ in range(4):
        toss_up(team, rep)
    client = login(manager)
    listed = client.get(reverse("approvals")).context["handoffs"]
    for handoff in listed:
        opened = client.get(reverse("approval", args=[handoff.pk])).context["handoff"]
        assert opened.suggestion.assignee == handoff.suggestion.assignee


def test_what_found_nobody_is_assigned_when_somebody_is_back(large, by_rules, team, sales, manager):
    away(sales, manager)
    run(make_target(), make_target())
    assert assign_waiting(timezone.now()) == 0
    Absence.end(sales, day=timezone.localdate(), at=timezone.now())
    Handoff.objects.filter(pk=Handoff.objects.first().pk).update(priority=1)
    assert assign_waiting(timezone.now()) == 2
    assert assign_waiting(timezone.now()) == 0
    assert set(Handoff.objects.values_list("state", "assignee", "priority")) == {
        ("assigned", sales.pk, 1), ("assigned", sales.pk, 2),
    }  # fmt: skip
    assert set(Clock.objects.values_list("kind", "state")) == {("approval", "met"), ("sales_acceptance", "running")}
    assert Event.objects.filter(kind="assigned", actor=None).count() == 2


def test_those_for_whom_there_is_nobody_keep_nobody_else_waiting(
    monkeypatch, large, by_rules, team, sales, other_sales, manager
):
    monkeypatch.setattr("handoff.assignment.waiting.STEP", 1)
    by_rules.leaves_territory = False
    by_rules.save()
    rule(team, sales, prefectures=["東京都"])
    rule(team, other_sales, name="関西", prefectures=["大阪府"])
    away(sales, manager)
    away(other_sales, manager)
    run(make_target())
    run(make_target(prefecture="大阪府"))
    Absence.end(other_sales, day=timezone.localdate(), at=timezone.now())
    assert assign_waiting(timezone.now()) == 1
    assert Handoff.objects.get(state="assigned").assignee == other_sales


def test_what_a_manager_approved_for_later_stays_with_the_manager(team, rep, sales, manager):
    AssignmentPolicy.objects.create(team=team, automatic="all")
    toss_up(team, rep).approve(by=manager, at=timezone.now())
    assert assign_waiting(timezone.now()) == 0
