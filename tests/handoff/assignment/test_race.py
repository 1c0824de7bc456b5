"""Two managers, two workers: with real threads every toss-up is assigned once, and the loads stay even."""

from collections import Counter

import pytest
from django.utils import timezone

from handoff.approving.deciding import Deciding, approve_many, reassign_many
from handoff.models import AssignmentPolicy, Event, Handoff
from handoff.words.people import person_name
from tests.conftest import person
from tests.handoff.assignment.test_many_decisions import waiting
from tests.handoff.test_handoff_automatic import make_target
from tests.handoff.test_handoff_race import at_once
from tests.handoff.toss_ups import make_entry, use_profile

pytestmark = pytest.mark.django_db(transaction=True)


def loads() -> Counter:
    return Counter(Handoff.objects.exclude(assignee=None).values_list("assignee", flat=True))


def is_even(size: int) -> bool:
    found = loads()
    return len(found) == size and max(found.values()) - min(found.values()) <= 1


@pytest.fixture
def sellers(team):
    return [person(f"s{n}@example.jp", f"売{n}", team, "sales_rep") for n in range(3)]


def test_two_managers_approve_the_same_and_different_toss_ups(team, manager, admin, sellers):
    pks = waiting(team, 60)
    results = {}

    def approve(by, chosen):
        def act():
            results[by.pk] = approve_many(chosen, Deciding(by, timezone.now()), priority=2)

        return act

    assert at_once(approve(manager, pks[:40]), approve(admin, pks[20:])) == ["done", "done"]
    assert is_even(3)
    outcomes = Counter(each.outcome for found in results.values() for each in found)
    assert outcomes == {"assigned": 60, "changed": 20}
    assert Event.objects.filter(kind="assigned", handoff__isnull=False).count() == 60


def test_two_workers_assign_while_a_manager_does(team, manager, sellers):
    use_profile("large", thresholds={"attribute_min": 30, "behaviour_min": 40})
    AssignmentPolicy.objects.create(team=team, automatic="rules")
    leads = [make_target().pk for _ in range(12)]
    pks, now = waiting(team, 12), timezone.now()
    assert (
        at_once(
            lambda: Handoff.objects.submit_automatic(leads[:6], now),
            lambda: Handoff.objects.submit_automatic(leads[6:], now),
            lambda: approve_many(pks, Deciding(manager, now), priority=2),
        )
        == ["done"] * 3
    )
    assert Handoff.objects.filter(state="assigned").count() == 24
    assert is_even(3)


def test_reps_whose_toss_ups_are_assigned_at_once(team, rep, other_rep, sellers):
    AssignmentPolicy.objects.create(team=team, automatic="all")
    use_profile("small")
    entries = [make_entry(team, owner) for owner in (rep, other_rep, rep, other_rep, rep, other_rep)]

    def submit(entry):
        return lambda: Handoff.objects.submit(entry, by=entry.owner, at=timezone.now(), reason_text="基準")

    assert at_once(*[submit(entry) for entry in entries]) == ["done"] * 6
    assert sorted(loads().values()) == [2, 2, 2]


def test_approval_against_return_of_many(team, manager, admin, rep, sellers):
    from handoff.approving.deciding import return_many

    pks, now = waiting(team, 8), timezone.now()
    assert at_once(
        lambda: approve_many(pks, Deciding(manager, now), priority=2),
        lambda: return_many(pks[::-1], Deciding(admin, now), reason="other", comment="再確認"),
    ) == ["done", "done"]
    assert set(Handoff.objects.values_list("state", flat=True)) <= {"assigned", "returned"}
    decided = Event.objects.filter(kind__in=["approved", "returned"], handoff__isnull=False)
    assert sorted(decided.values_list("handoff", flat=True)) == sorted(pks)


def test_a_toss_up_passed_on_by_two_is_with_whom_the_last_one_said(team, manager, admin, sellers):
    pks = waiting(team, 6)
    approve_many(pks, Deciding(manager, timezone.now()), priority=2)
    assert at_once(
        lambda: reassign_many(pks, Deciding(manager, timezone.now())),
        lambda: reassign_many(pks, Deciding(admin, timezone.now())),
    ) == ["done", "done"]
    for handoff in Handoff.objects.select_related("assignee"):
        told = list(Event.objects.filter(handoff=handoff, kind="assigned").order_by("pk"))
        assert [bool(event.data.get("again")) for event in told] == [False, True, True]
        assert told[-1].data["assignee"] == person_name(handoff.assignee)
        assert handoff.clocks.get(kind="sales_acceptance").state == "running"
