import datetime as dt
import threading

import pytest
from django.db import connection

from handoff.criteria.profiles import LARGE
from handoff.judging.verdicts import judge
from handoff.models import Event, Notice, StrategicTarget
from handoff.transition import Lost
from tests.conftest import NOW
from tests.handoff.judging import make_company, make_lead, put_in_force

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
A_WEEK = TODAY + dt.timedelta(days=7)


@pytest.fixture
def large():
    return put_in_force(LARGE)


def judged_lead(**values):
    lead = make_lead(**values)
    judge(lead_ids=[lead.pk], as_of=NOW)
    return lead


def verdict(lead) -> str:
    lead.verdict.refresh_from_db()
    return lead.verdict.reason


def add(thing, owner, by, at=NOW, expires_on=A_WEEK):
    return StrategicTarget.add(thing, owner=owner, reason="来期の重点", expires_on=expires_on, by=by, at=at)


def test_a_lead_made_a_strategic_target_is_judged_so_at_once(large, team, sales, manager):
    lead = judged_lead()
    add(lead, sales, manager)
    assert verdict(lead) == "strategic_target"
    assert lead.queue_entries.get().state == "waiting"
    event = Event.objects.get(kind="strategic_added")
    assert (event.lead, event.actor, event.data["last_day"]) == (lead, manager, A_WEEK.isoformat())


def test_a_company_takes_all_of_its_leads_with_it(large, team, sales, manager):
    company = make_company()
    leads = [judged_lead(company=company), judged_lead(company=company)]
    elsewhere = judged_lead()
    add(company, sales, manager)
    assert [verdict(lead) for lead in leads] == ["strategic_target"] * 2
    assert verdict(elsewhere) == "below_threshold"


def test_the_person_in_charge_hears_of_it(large, team, sales, manager):
    add(judged_lead(), sales, manager)
    assert Notice.objects.get(event__kind="strategic_added").recipient == sales


def test_an_ended_one_no_longer_decides(large, team, sales, manager):
    lead = judged_lead()
    target = add(lead, sales, manager)
    later = NOW + dt.timedelta(hours=1)
    target.end(by=manager, at=later)
    assert verdict(lead) == "below_threshold"
    target.refresh_from_db()
    assert (target.ended_by, target.ended_at) == (manager, later)


def test_a_second_one_is_refused_and_says_who_is_in_charge(large, team, sales, manager, admin):
    lead = judged_lead()
    add(lead, sales, manager)
    with pytest.raises(Lost, match="関 翔"):
        add(lead, manager, admin)
    assert StrategicTarget.objects.count() == 1
    assert Event.objects.filter(kind="strategic_added").count() == 1


def test_one_whose_last_day_has_passed_makes_room_for_another(large, team, sales, manager):
    lead = judged_lead()
    add(lead, sales, manager, expires_on=TODAY)
    tomorrow = NOW + dt.timedelta(days=1)
    add(lead, manager, manager, at=tomorrow)
    assert StrategicTarget.objects.running(tomorrow.date()).get().owner == manager
    assert verdict(lead) == "strategic_target"


def test_the_last_day_can_be_moved_while_it_runs(large, team, sales, manager):
    target = add(judged_lead(), sales, manager)
    target.extend(expires_on=None, seen=A_WEEK, by=manager, at=NOW)
    target.refresh_from_db()
    assert target.expires_on is None


def test_moving_a_last_day_that_somebody_moved_meanwhile_loses_the_race(large, team, sales, manager, admin):
    target = add(judged_lead(), sales, manager)
    target.extend(expires_on=None, seen=A_WEEK, by=admin, at=NOW)
    with pytest.raises(Lost):
        target.extend(expires_on=TODAY, seen=A_WEEK, by=manager, at=NOW)
    assert Event.objects.filter(kind="strategic_extended").count() == 1


def test_what_is_over_is_neither_moved_nor_ended(large, team, sales, manager):
    target = add(judged_lead(), sales, manager, expires_on=TODAY)
    tomorrow = NOW + dt.timedelta(days=1)
    with pytest.raises(Lost):
        target.extend(expires_on=None, seen=TODAY, by=manager, at=tomorrow)
    with pytest.raises(Lost):
        target.end(by=manager, at=tomorrow)


def test_a_last_day_in_the_past_is_refused(large, team, sales, manager):
    with pytest.raises(Lost):
        add(judged_lead(), sales, manager, expires_on=TODAY - dt.timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_company_at_once_make_one_target(team, sales, manager, admin):
    put_in_force(LARGE)
    company = make_company()
    judged_lead(company=company)
    start, lost = threading.Barrier(2), []

    def work(by):
        start.wait()
        try:
            add(company, sales, by)
        except Lost as race:
            lost.append(race)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=[by]) for by in (manager, admin)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(lost) == 1
    assert StrategicTarget.objects.count() == 1
