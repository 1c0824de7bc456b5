import pytest
from django.utils import timezone

from handoff.judging.verdicts import judge
from handoff.models import Clock, Event, Handoff, Notice, QueueEntry
from leads.models import Company
from tests.handoff.toss_ups import HOT, make_entry, make_lead, toss_up, use_profile

GOOD = {"industry": "情報通信", "employees": 1200, "annual_revenue": 20_000_000_000, "prefecture": "東京都"}


@pytest.fixture
def large(db):
    return use_profile("large", thresholds={"attribute_min": 30, "behaviour_min": 40})


def make_target(**values):
    number = Company.objects.count()
    company = Company.objects.create(name=f"大手{number}", name_key=f"大手{number}", **GOOD | values)
    return make_lead(HOT, answers=None, company=company, department="営業企画部")


def run(*leads) -> dict:
    return judge(lead_ids=[lead.pk for lead in leads], as_of=timezone.now())


def test_a_rule_tosses_up_by_itself_without_approval(large, team, manager):
    lead = make_target()
    assert run(lead)["tossed_up"] == 1
    handoff = Handoff.objects.get()
    assert (handoff.state, handoff.automatic, handoff.reason, handoff.submitted_by) == (
        "awaiting_assignment", True, "score_met", None,
    )  # fmt: skip
    assert handoff.package.document["automatic"] is True
    assert Clock.objects.get(handoff=handoff).kind == "approval"
    assert Notice.objects.get().recipient == manager
    assert not QueueEntry.objects.exists()


def test_judging_again_tosses_up_nobody_twice(large, team):
    lead = make_target()
    run(lead)
    assert run(lead)["tossed_up"] == 0
    assert Handoff.objects.count() == Event.objects.filter(kind="tossed_up").count() == 1


def test_an_existing_customer_goes_straight_to_the_account_owner(large, sales, manager):
    run(make_target(is_customer=True, account_owner=sales.email))
    handoff = Handoff.objects.get()
    assert (handoff.state, handoff.assignee, handoff.reason) == ("assigned", sales, "existing_customer")
    assert Clock.objects.get(handoff=handoff).kind == "sales_acceptance"
    assert Notice.objects.get().recipient == sales


def test_an_owner_without_a_login_leaves_the_assignment_to_the_manager(large, team, manager):
    run(make_target(is_customer=True, account_owner="gone@example.jp"))
    assert Handoff.objects.get().state == "awaiting_assignment"


def test_a_lead_that_somebody_is_working_on_is_left_to_them(large, team, rep):
    lead = make_target()
    make_entry(team, rep, lead)
    run(lead)
    assert not Handoff.objects.exists()


def test_what_came_back_once_is_left_to_people(large, team, rep, manager):
    lead = make_target()
    toss_up(team, rep, lead).send_back(by=manager, at=timezone.now(), reason="other", comment="再確認")
    run(lead)
    assert Handoff.objects.open().count() == 0


def test_hundreds_take_as_many_statements_as_a_few(large, team, django_assert_max_num_queries):
    few, many = [make_target() for _ in range(2)], [make_target() for _ in range(60)]
    now = timezone.now()
    Handoff.objects.submit_automatic([few[0].pk, few[1].pk], now)
    with django_assert_max_num_queries(48):
        assert Handoff.objects.submit_automatic([lead.pk for lead in many], now) == 60


def test_a_manager_hears_of_many_in_one_notice(large, team, manager):
    run(*[make_target() for _ in range(12)])
    assert Notice.objects.get(recipient=manager).event.data["count"] == 12
