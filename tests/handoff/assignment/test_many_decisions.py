"""Many toss-ups decided at once: fair, each with its result, none lost."""

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff import package
from handoff.approving.deciding import Deciding, approve_many
from handoff.approving.running import begin
from handoff.models import Clock, CriteriaVersion, Event, Handoff, HandoffPackage, Notice, QueueEntry
from leads.background import perform_at_once
from leads.models import BackgroundRun, Lead
from tests.conftest import person
from tests.handoff.toss_ups import assigned, make_lead, toss_up

WAITING = "awaiting_approval"


def waiting(team, number: int, state=WAITING) -> list[int]:
    """Toss-ups without what a decision does not read."""
    now = timezone.now()
    document = package.build(make_lead(), now, criteria=CriteriaVersion.active())
    leads = Lead.objects.bulk_create(
        [Lead(external_id=f"M{n}", person_key=f"M{n}", name=f"山田 {n}") for n in range(number)]
    )
    made = Handoff.objects.bulk_create(
        [Handoff(lead=each, team=team, state=state, reason="score_met", submitted_at=now) for each in leads]
    )
    criteria = CriteriaVersion.active()
    HandoffPackage.objects.bulk_create(
        [HandoffPackage(handoff=each, document=document, criteria=criteria, as_of=now) for each in made]
    )
    Clock.objects.start_for_handoffs([each.pk for each in made], Clock.Kind.APPROVAL, now)
    return [each.pk for each in made]


def send(client, name, pks, **values):
    return client.post(reverse(name), {"handoffs": pks, "tab": "approval"} | values, follow=True)


def test_a_thousand_at_once_leave_loads_within_one(team, manager, django_assert_max_num_queries):
    sellers = [person(f"s{n}@example.jp", f"売{n}", team, "sales_rep") for n in range(7)]
    pks = waiting(team, 1000)
    with django_assert_max_num_queries(70):
        results = approve_many(pks, Deciding(manager, timezone.now()), priority=2)
    assert {each.outcome for each in results} == {"assigned"}
    loads = Counter(Handoff.objects.filter(pk__in=pks).values_list("assignee", flat=True))
    assert set(loads) == {each.pk for each in sellers}
    assert max(loads.values()) - min(loads.values()) <= 1
    events = Counter(Event.objects.filter(handoff__in=pks).values_list("kind", flat=True))
    assert events == {"approved": 1000, "assigned": 1000}
    clocks = Counter(Clock.objects.filter(handoff__in=pks).values_list("kind", "state"))
    assert clocks == {("approval", "met"): 1000, ("sales_acceptance", "running"): 1000}


def test_each_has_its_reason_and_each_person_one_notice_of_many(team, manager, sales, other_sales):
    approve_many(waiting(team, 30), Deciding(manager, timezone.now()), priority=1)
    kept = Event.objects.filter(kind="assigned", handoff__isnull=False).values_list("data", flat=True)
    assert {data["choice"]["person"] for data in kept} == {"関 翔", "辻 凛"}
    assert all(len(data["choice"]["against"]) == 1 for data in kept)
    told = Notice.objects.filter(event__kind="assigned")
    assert sorted(each.event.data["count"] for each in told) == [15, 15]
    assert set(Handoff.objects.values_list("priority", flat=True)) == {1}


def test_who_has_had_a_weeks_worth_is_left_out_and_the_rest_is_told(login, team, manager, sales, other_sales):
    sales.member.weekly_capacity = 2
    sales.member.save()
    other_sales.member.weekly_capacity = 3
    other_sales.member.save()
    response = send(login(manager), "approvals_bulk", waiting(team, 7), priority=2, assignee="")
    assert Counter(Handoff.objects.values_list("state", "assignee")) == {
        ("assigned", sales.pk): 2, ("assigned", other_sales.pk): 3, ("awaiting_assignment", None): 2,
    }  # fmt: skip
    assert [result.done for result in response.context["results"]] == [True] * 7
    assert response.text.count("今週の対応可能件数に達しています") == 2


def test_all_that_stand_under_the_tab_are_decided_in_the_background(login, team, manager, sales, rep):
    pks = waiting(team, 120)
    response = send(login(manager), "approvals_bulk", [], priority=2, assignee="", everything="1")
    run = BackgroundRun.objects.get()
    assert (run.state, len(run.parameters["toss_ups"])) == ("queued", 120)
    assert "待機中" in response.text or "待ち" in response.text
    perform_at_once(run)
    page = login(manager).get(reverse("approvals_result", args=[run.pk]))
    assert len(page.context["results"]) == 120
    assert Handoff.objects.filter(pk__in=pks, state="assigned").count() == 120


def test_a_worker_that_takes_over_goes_on_where_the_dead_one_stopped(team, manager, sales, monkeypatch):
    monkeypatch.setattr("handoff.approving.running.STEP", 2)
    pks = waiting(team, 101)
    run = begin("approval", pks, by=manager, tab="approval", priority=2, assignee=None)
    run.claim(at=timezone.now())
    first = approve_many(pks[:2], Deciding(manager, timezone.now()), priority=2)
    run.keep(results=[{"pk": each.pk, "outcome": each.outcome} for each in first])
    BackgroundRun.objects.filter(pk=run.pk).update(state="queued")
    run.refresh_from_db()
    perform_at_once(run)
    run.refresh_from_db()
    assert [each["pk"] for each in run.result["results"]] == pks
    assert Event.objects.filter(kind="assigned", handoff__isnull=False).count() == 101


def test_many_are_returned_each_to_its_rep(login, team, rep, other_rep, manager):
    handoffs = [toss_up(team, rep), toss_up(team, other_rep)]
    gone = toss_up(team, rep)
    gone.send_back(by=manager, at=timezone.now(), reason="other", comment="先に")
    pks = [each.pk for each in [*handoffs, gone]]
    response = send(login(manager), "returns_bulk", pks, reason="timing_too_far", comment="時期が先です")
    assert [result.done for result in response.context["results"]] == [True, True, False]
    owners = QueueEntry.objects.open().filter(returned_from__in=handoffs).values_list("owner", flat=True)
    assert set(owners) == {rep.pk, other_rep.pk}


def test_a_run_that_could_change_nothing_does_not_look_like_a_success(login, team, rep, manager, sales):
    gone, good = toss_up(team, rep), toss_up(team, rep)
    gone.send_back(by=manager, at=timezone.now(), reason="other", comment="先に")
    assert 'class="note warning"' in send(login(manager), "approvals_bulk", [gone.pk]).text
    assert 'class="note success"' in send(login(manager), "approvals_bulk", [gone.pk, good.pk]).text


def test_a_return_of_many_needs_a_reason_and_keeps_what_was_ticked(login, team, rep, manager):
    handoff = toss_up(team, rep)
    response = send(login(manager), "returns_bulk", [handoff.pk], reason="other", comment=" ")
    assert response.status_code == 422
    assert "field-error" in response.text
    assert f'value="{handoff.pk}" form="bulk" data-select checked' in response.text
    assert Handoff.objects.get().state == WAITING


def test_the_priority_of_many_is_set_and_the_salesperson_hears_of_it(login, team, rep, manager, sales):
    with_sales, undecided = assigned(team, rep, manager, sales), toss_up(team, rep)
    response = send(login(manager), "priorities_bulk", [with_sales.pk, undecided.pk], priority=1)
    assert [result.done for result in response.context["results"]] == [True, True]
    assert set(Handoff.objects.values_list("priority", flat=True)) == {1}
    assert Notice.objects.get(event__kind="priority_set").recipient == sales
    again = send(login(manager), "priorities_bulk", [with_sales.pk], priority=1)
    assert [result.done for result in again.context["results"]] == [False]


def test_many_pass_to_somebody_else_by_the_rules(login, team, rep, manager, sales, other_sales):
    handoffs = [assigned(team, rep, manager, sales) for _ in range(3)]
    handoffs[0].accept(by=sales, at=timezone.now())
    send(login(manager), "reassignments_bulk", [each.pk for each in handoffs], assignee="")
    assert set(Handoff.objects.values_list("assignee", "state", "accepted_at")) == {(other_sales.pk, "assigned", None)}
    clocks = set(Clock.objects.exclude(kind="first_response").values_list("kind", "state"))
    assert clocks == {("approval", "met"), ("sales_acceptance", "running"), ("first_sales_action", "cancelled")}


def test_what_was_accepted_since_the_list_was_read_stays(login, team, rep, manager, sales, other_sales):
    accepted, other = [assigned(team, rep, manager, sales) for _ in range(2)]
    accepted.accept(by=sales, at=timezone.now())
    pks = [accepted.pk, other.pk]
    response = send(login(manager), "reassignments_bulk", pks, tab="acceptance", assignee=other_sales.pk)
    assert [result.done for result in response.context["results"]] == [False, True]
    accepted.refresh_from_db()
    assert (accepted.assignee, accepted.state) == (sales, "accepted")


@pytest.mark.parametrize("values", [{"priority": "9"}, {"priority": "high"}, {"priority": 2, "assignee": "99999"}])
def test_bad_input_changes_nothing(login, team, rep, manager, sales, values):
    handoff = toss_up(team, rep)
    assert send(login(manager), "approvals_bulk", [handoff.pk], **values).status_code == 422
    assert send(login(manager), "approvals_bulk", ["x"], priority=2).status_code == 422
    assert send(login(manager), "priorities_bulk", [handoff.pk], priority="").status_code == 422
    assert Handoff.objects.get().state == WAITING


def test_more_than_one_run_takes_are_told(login, team, manager, sales, monkeypatch):
    for module in ("handoff.forms.many_decisions", "handoff.views.many_approvals"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    waiting(team, 3)
    page = send(login(manager), "approvals_bulk", [], everything="1", assignee="")
    assert "一度に処理できるのは 2 件まで" in page.text
    assert Handoff.objects.filter(state="assigned").count() == 2


def test_another_managers_results_are_not_shown(login, team, rep, manager, stranger, sales):
    send(login(manager), "approvals_bulk", [toss_up(team, rep).pk], priority=2, assignee="")
    url = reverse("approvals_result", args=[BackgroundRun.objects.get().pk])
    assert login(stranger).get(url).status_code == 404
