import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Clock, Event, Handoff, Notice, QueueEntry
from tests.handoff.toss_ups import assigned, toss_up
from tests.leads.naughty import NAUGHTY

HTMX = {"HX-Request": "true"}


@pytest.fixture
def handoff(team, rep):
    return toss_up(team, rep)


def decide(client, handoff, name="approval_create", headers=None, **values):
    values = {f"decision-{handoff.pk}-{field}": value for field, value in values.items()}
    return client.post(reverse(name, args=[handoff.pk]), values, headers=headers)


def send_back(client, handoff, reason="hearing_insufficient", comment="決裁者を確認してください", headers=None):
    values = {f"return-{handoff.pk}-reason": reason, f"return-{handoff.pk}-comment": comment}
    return client.post(reverse("return_create", args=[handoff.pk]), values, headers=headers)


def test_the_inbox_says_of_each_toss_up_what_a_decision_needs(login, manager, sales, handoff):
    response = login(manager).get(reverse("approvals"))
    row = response.context["handoffs"][0]
    assert (row.behaviour, row.attribute >= 0, row.completeness > 0, row.flag) == (110, True, True, "target")
    assert row.suggestion.assignee == sales
    assert "スコアとヒアリングが基準以上" in response.text
    assert "残り" in response.text or "本日" in response.text


def test_the_tabs_count_what_waits_for_what(login, manager, sales, rep, team, handoff):
    assigned(team, rep, manager, sales)
    toss_up(team, rep).send_back(by=manager, at=timezone.now(), reason="other", comment="再確認")
    response = login(manager).get(reverse("approvals"))
    assert [count for _tab, count in response.context["tabs"]] == [1, 0, 1, 1]


def test_the_list_needs_the_same_queries_for_one_and_for_many(
    login, manager, sales, rep, team, handoff, django_assert_max_num_queries
):
    client = login(manager)
    for _ in range(5):
        toss_up(team, rep)
    with django_assert_max_num_queries(24):
        client.get(reverse("approvals"))


def test_a_long_list_suggests_everybody_in_turn(login, manager, sales, other_sales, rep, team):
    for _ in range(4):
        toss_up(team, rep)
    handoffs = login(manager).get(reverse("approvals")).context["handoffs"]
    first, second, *rest = [each.suggestion.assignee for each in handoffs]
    assert {first, second} == {sales, other_sales}  # the lot decides who begins
    assert rest == [first, second]


def test_the_next_page_begins_where_this_one_ends(login, manager, rep, team, monkeypatch):
    monkeypatch.setattr("handoff.approving.inbox.PAGE", 2)
    now = timezone.now()
    made = [toss_up(team, rep, at=now - dt.timedelta(minutes=number)).pk for number in range(5)]
    client, url, seen = login(manager), reverse("approvals"), []
    while url:
        page = client.get(url, headers=HTMX)
        seen += [each.pk for each in page.context["handoffs"]]
        after = page.context["next_after"]
        url = f"{reverse('approvals')}?tab=approval&after={after}" if after else None
    assert seen == made[::-1]


@pytest.mark.parametrize(
    "after", ["x", "2026-13-01_1", "_", "2026-01-01T00:00:00Z_999999999999999999999", "0001-01-01_1"]
)
def test_an_odd_position_shows_the_first_page(login, manager, handoff, after):
    assert len(login(manager).get(reverse("approvals"), {"after": after}).context["handoffs"]) == 1


def test_a_row_opens_in_the_list_and_folds_again(login, manager, handoff):
    client, url = login(manager), reverse("approval", args=[handoff.pk])
    opened = client.get(url, headers=HTMX)
    assert opened.text.strip().startswith("<tbody")
    assert "手作業が多い" in opened.text
    assert "手作業が多い" not in client.get(url, {"fold": ""}, headers=HTMX).text
    assert "<html" in client.get(url).text


def test_approving_assigns_and_starts_the_salespersons_clock(login, manager, sales, rep, handoff):
    response = decide(login(manager), handoff, assignee=sales.pk, priority=1, comment="急ぎでお願いします")
    assert response.url == reverse("approvals")
    handoff.refresh_from_db()
    assert (handoff.state, handoff.assignee, handoff.priority, handoff.decided_by) == ("assigned", sales, 1, manager)
    assert Clock.objects.get(handoff=handoff, kind="approval").state == "met"
    assert Clock.objects.get(handoff=handoff, kind="sales_acceptance").state == "running"
    told = set(Notice.objects.filter(event__kind__in=["approved", "assigned"]).values_list("event__kind", "recipient"))
    assert told == {("approved", rep.pk), ("assigned", sales.pk)}
    assert Event.objects.get(kind="approved").data["comment"] == "急ぎでお願いします"


def test_approving_without_a_salesperson_waits_for_assignment(login, manager, sales, handoff):
    client = login(manager)
    decide(client, handoff, priority=2)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.assignee) == ("awaiting_assignment", None)
    assert Clock.objects.get(handoff=handoff).state == "running"
    decide(client, handoff, "assignment_create", assignee=sales.pk, priority=3)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.assignee, handoff.priority) == ("assigned", sales, 3)


def test_in_the_list_the_answer_is_the_row_the_counts_and_a_message(login, manager, sales, handoff):
    response = decide(login(manager), handoff, headers=HTMX, assignee=sales.pk, priority=2)
    assert f'<tbody id="toss-up-{handoff.pk}"' in response.text
    assert 'id="inbox-tabs"' in response.text
    assert 'id="inbox-loads" hx-swap-oob="true"' in response.text
    assert "割り振りました" in response.text


def test_the_second_decision_is_told_and_changes_nothing(login, manager, admin, sales, other_sales, handoff):
    decide(login(manager), handoff, assignee=sales.pk, priority=2)
    response = decide(login(admin), handoff, headers=HTMX, assignee=other_sales.pk, priority=2)
    assert "先に" in response.text
    handoff.refresh_from_db()
    assert handoff.assignee == sales


def test_only_a_salesperson_of_the_team_can_be_chosen(login, manager, rep, handoff):
    response = decide(login(manager), handoff, headers=HTMX, assignee=rep.pk, priority=2)
    assert response.status_code == 422
    handoff.refresh_from_db()
    assert handoff.state == "awaiting_approval"


def test_a_returned_toss_up_is_its_reps_again_with_the_comment(login, manager, rep, handoff):
    send_back(login(manager), handoff)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.return_reason, handoff.decided_by) == ("returned", "hearing_insufficient", manager)
    entry = QueueEntry.objects.open().get(lead=handoff.lead)
    assert (entry.owner, entry.state, entry.returned_from, entry.disposition) == (rep, "claimed", handoff, "")
    clock = Clock.objects.get(entry=entry)
    assert (clock.business_days, clock.due_at) == (1, entry.due_at)
    assert Event.objects.get(kind="returned").entry == entry
    assert Notice.objects.get(event__kind="returned").recipient == rep
    page = login(rep).get(reverse("handoff_new", args=[entry.pk]))
    assert "決裁者を確認してください" in page.text


def test_what_came_back_can_be_tossed_up_again(manager, rep, handoff):
    handoff.send_back(by=manager, at=timezone.now(), reason="other", comment="再確認")
    entry = QueueEntry.objects.open().get(lead=handoff.lead)
    again = Handoff.objects.submit(entry, by=rep, at=timezone.now(), reason_text="確認済み", comment="")
    assert [row["kind"] for row in again.package.document["history"]] == ["returned"]


def test_when_the_rep_has_left_the_entry_is_everybodys(manager, rep, handoff):
    rep.is_active = False
    rep.save()
    handoff.refresh_from_db()
    handoff.send_back(by=manager, at=timezone.now(), reason="other", comment="再確認")
    entry = QueueEntry.objects.open().get(lead=handoff.lead)
    assert (entry.state, entry.owner) == ("waiting", None)


@pytest.mark.parametrize(("reason", "comment"), [("", "x"), ("nonsense", "x"), ("other", "  ")])
def test_a_return_needs_a_reason_and_a_comment(login, manager, handoff, reason, comment):
    assert send_back(login(manager), handoff, reason, comment, headers=HTMX).status_code == 422
    handoff.refresh_from_db()
    assert handoff.state == "awaiting_approval"


def test_another_salesperson_can_be_chosen_until_it_is_closed(login, manager, rep, sales, other_sales, team):
    handoff = assigned(team, rep, manager, sales)
    handoff.accept(by=sales, at=timezone.now())
    decide(login(manager), handoff, "assignment_create", assignee=other_sales.pk)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.assignee, handoff.accepted_at) == ("assigned", other_sales, None)
    states = dict(Clock.objects.filter(handoff=handoff).values_list("kind", "state"))
    assert states == {"approval": "met", "sales_acceptance": "running", "first_sales_action": "cancelled"}


def test_many_are_approved_at_once_each_with_its_result(login, manager, admin, sales, other_sales, rep, team):
    handoffs = [toss_up(team, rep) for _ in range(3)]
    handoffs[1].approve(by=admin, at=timezone.now(), assignee=None)
    handoffs[2].send_back(by=admin, at=timezone.now(), reason="other", comment="再確認")
    values = {"handoffs": [each.pk for each in handoffs], "priority": 2, "assignee": ""}
    response = login(manager).post(reverse("approvals_bulk"), values, follow=True)
    assert [result.done for result in response.context["results"]] == [True, True, False]
    assert [Handoff.objects.get(pk=each.pk).state for each in handoffs] == ["assigned", "assigned", "returned"]
    assert all(each.lead.name in response.text for each in handoffs)


def test_ticking_nothing_is_answered_in_words(login, manager, sales, handoff):
    response = login(manager).post(reverse("approvals_bulk"), {"priority": 2, "tab": "approval"})
    assert response.status_code == 422
    assert "チェック" in response.text


def test_another_teams_toss_ups_cannot_be_ticked(login, stranger, handoff):
    values = {"handoffs": [handoff.pk], "priority": 2}
    assert login(stranger).post(reverse("approvals_bulk"), values).status_code == 422
    handoff.refresh_from_db()
    assert handoff.state == "awaiting_approval"


def test_an_empty_inbox_and_a_team_without_salespeople_say_what_to_do(login, manager):
    response = login(manager).get(reverse("approvals"))
    assert "承認待ちはありません" in response.text
    assert "営業担当がいません" in response.text


@pytest.mark.parametrize("text", NAUGHTY)
def test_any_comment_is_taken_as_text(login, manager, team, rep, text):
    handoff = toss_up(team, rep)
    client = login(manager)
    send_back(client, handoff, comment=text)
    handoff.refresh_from_db()
    assert handoff.state == "returned"
    page = client.get(reverse("approvals"), {"tab": "returned"})
    assert page.status_code == 200
    assert "<script>alert" not in client.get(reverse("approval", args=[handoff.pk])).text
