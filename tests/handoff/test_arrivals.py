import datetime as dt
import threading

import pytest
from django.db import connection

from handoff.criteria.profiles import LARGE, MID, SMALL, STRATEGIC_TAG
from handoff.judging.verdicts import judge
from handoff.models import Clock, Event, Handoff, Notice, QueueEntry, Verdict
from tests.conftest import NOW
from tests.handoff.judging import HEARD, make_lead, put_in_force

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(hours=1)


def judged(*leads, at=NOW):
    return judge(lead_ids=[lead.pk for lead in leads], as_of=at, stored=True)


def score(lead, behaviour):
    lead.score.behaviour_score = behaviour
    lead.score.save()


def open_entries(lead):
    return QueueEntry.objects.open().filter(lead=lead)


def test_what_needs_a_person_enters_the_queue_with_its_deadline(team):
    lead = make_lead(behaviour=120, attribute=30)
    judged(lead)
    entry = QueueEntry.objects.get(lead=lead)
    assert (entry.state, entry.team, entry.entered_at, entry.score) == ("waiting", team, NOW, 150)
    clock = Clock.objects.get(entry=entry)
    assert (clock.kind, clock.business_days) == ("first_response", 3)
    assert entry.due_at == clock.due_at > NOW
    assert Event.objects.get(entry=entry).data == {
        "flag": "hold", "route": "is_hearing", "reason": "score_met_needs_hearing",
    }  # fmt: skip


def test_what_goes_to_nurturing_does_not(team):
    lead = make_lead()
    judged(lead)
    assert lead.verdict.route == "nurture"
    assert not lead.queue_entries.exists()


def test_a_target_waits_for_a_person_when_the_rule_is_not_automatic(team):
    lead = make_lead(behaviour=120, answers=HEARD)
    judged(lead)
    assert lead.verdict.reason == "score_and_hearing"
    assert open_entries(lead).exists()
    assert not lead.handoffs.exists()


def test_judging_again_changes_nothing(team):
    lead = make_lead(behaviour=120)
    judged(lead)
    events = Event.objects.count()
    assert judged(lead, at=LATER) == {"judged": 1, "changed": 0, "arrived": 0, "withdrawn": 0, "tossed_up": 0}
    assert lead.queue_entries.count() == 1
    assert Event.objects.count() == events
    verdict = Verdict.objects.get(lead=lead)
    assert (verdict.since, verdict.as_of) == (NOW, LATER)


def test_the_reps_of_the_team_hear_once_how_many_came(team, rep, other_rep, marketer):
    judged(*(make_lead(behaviour=120) for _ in range(3)))
    event = Event.objects.get(kind="entries_arrived")
    assert event.data == {"team": team.pk, "count": 3}
    assert set(Notice.objects.values_list("recipient", flat=True)) == {rep.pk, other_rep.pk}


def test_nobody_is_told_of_each_changed_verdict(team, rep):
    lead = make_lead()
    judged(lead)
    score(lead, 120)
    assert judged(lead, at=LATER)["changed"] == 1
    event = Event.objects.get(kind="verdict_changed")
    assert event.data["before"]["reason"] == "low_score_no_timing"
    assert event.data["reason"] == "score_met_needs_hearing"
    assert not event.notices.exists()
    assert Verdict.objects.get(lead=lead).since == LATER


def test_an_unclaimed_entry_is_withdrawn_when_the_verdict_says_nurture(team):
    lead = make_lead(behaviour=120)
    judged(lead)
    score(lead, 0)
    assert judged(lead, at=LATER)["withdrawn"] == 1
    entry = QueueEntry.objects.get(lead=lead)
    assert (entry.state, entry.disposition, entry.closed_at) == ("closed", "withdrawn", LATER)
    assert Clock.objects.get(entry=entry).state == "cancelled"
    assert Event.objects.filter(kind="withdrawn", entry=entry).exists()


def test_a_withdrawn_lead_may_come_back(team):
    lead = make_lead(behaviour=120)
    judged(lead)
    score(lead, 0)
    judged(lead, at=LATER)
    score(lead, 120)
    assert judged(lead, at=LATER + dt.timedelta(hours=1))["arrived"] == 1


def test_what_somebody_has_claimed_stays(team, rep):
    lead = make_lead(behaviour=120)
    judged(lead)
    open_entries(lead).get().claim(by=rep, at=NOW)
    score(lead, 0)
    assert judged(lead, at=LATER)["withdrawn"] == 0
    assert open_entries(lead).get().owner == rep


def test_what_a_person_brought_back_from_nurturing_stays(team):
    lead = make_lead()
    judged(lead)
    QueueEntry.objects.create(lead=lead, team=team, entered_at=LATER, due_at=LATER)
    assert judged(lead, at=LATER + dt.timedelta(hours=1))["withdrawn"] == 0


@pytest.mark.parametrize("disposition", ["nurtured", "disqualified"])
def test_a_lead_that_a_person_put_away_comes_back_only_with_another_verdict(team, disposition):
    lead = make_lead(behaviour=120)
    judged(lead)
    QueueEntry.objects.update(state="closed", disposition=disposition, closed_at=NOW)
    assert judged(lead, at=LATER)["arrived"] == 0
    score(lead, 130)
    assert judged(lead, at=LATER)["arrived"] == 0
    score(lead, 50)
    judged(lead, at=LATER)
    score(lead, 120)
    assert judged(lead, at=LATER + dt.timedelta(hours=1))["arrived"] == 1


def test_a_tossed_up_lead_comes_back_only_by_a_return(team, rep):
    lead = make_lead(behaviour=120)
    judged(lead)
    QueueEntry.objects.update(state="closed", disposition="tossed_up", closed_at=NOW)
    handoff = Handoff.objects.create(lead=lead, team=team, state="accepted", submitted_at=NOW)
    score(lead, 0)
    judged(lead, at=LATER)
    score(lead, 120)
    assert judged(lead, at=LATER + dt.timedelta(hours=1))["arrived"] == 0
    Handoff.objects.filter(pk=handoff.pk).update(state="closed")
    assert judged(lead, at=LATER + dt.timedelta(hours=2))["arrived"] == 0


def test_the_entry_follows_the_score(team):
    lead = make_lead(behaviour=120)
    judged(lead)
    score(lead, 180)
    judged(lead, at=LATER)
    assert open_entries(lead).get().score == 180


def test_automatic_rules_toss_up_without_the_queue(team, manager):
    put_in_force(LARGE)
    big = {"employees": 1000, "industry": "機械", "annual_revenue": 10_000_000_000}
    lead = make_lead(company=big, title_rank=5, actions=[("trial", 1)])
    assert judge(lead_ids=[lead.pk], as_of=NOW)["tossed_up"] == 1
    handoff = lead.handoffs.get()
    assert (handoff.automatic, handoff.state, handoff.reason) == (True, "awaiting_assignment", "score_met")
    assert not open_entries(lead).exists()
    assert judge(lead_ids=[lead.pk], as_of=LATER)["tossed_up"] == 0


def test_an_exception_tosses_up_automatically_but_awaits_approval(team, manager):
    from handoff.models import SalesRequest

    put_in_force(LARGE)
    lead = make_lead()
    SalesRequest.objects.create(lead=lead, team=team, by=manager, reason="x", at=NOW)
    judged(lead)
    assert lead.handoffs.get().state == "awaiting_approval"


def test_a_claimed_lead_is_not_tossed_up_over_its_owners_head(team, rep):
    lead = make_lead(behaviour=120, attribute=80)
    judged(lead)
    open_entries(lead).get().claim(by=rep, at=NOW)
    put_in_force(LARGE)
    assert judged(lead, at=LATER)["tossed_up"] == 0
    assert open_entries(lead).get().owner == rep


def test_a_strategic_target_enters_the_queue_and_sales_planning_is_told(team, admin):
    put_in_force(LARGE)
    lead = make_lead(tags=[STRATEGIC_TAG])
    judged(lead)
    event = Event.objects.get(kind="planning_notified")
    assert event.lead == lead
    assert event.entry == open_entries(lead).get()
    assert list(event.notices.values_list("recipient", flat=True)) == [admin.pk]


def test_a_customer_without_owner_enters_the_queue_whatever_is_automatic(team):
    put_in_force(LARGE)
    lead = make_lead(company={"is_customer": True})
    judged(lead)
    assert lead.verdict.reason == "customer_without_owner"
    assert open_entries(lead).exists()


def test_in_the_small_profile_a_target_waits_in_the_queue(team):
    put_in_force(SMALL)
    lead = make_lead(title_rank=4, company={"employees": 50}, actions=[("trial", 1), ("event", 1)])
    judged(lead)
    assert open_entries(lead).exists()


def test_all_leads_are_judged_with_progress(team, monkeypatch):
    monkeypatch.setattr("handoff.judging.verdicts.CHUNK", 2)
    for _ in range(5):
        make_lead(behaviour=120)
    seen = []
    counts = judge(lead_ids=None, as_of=NOW, progress=lambda done, total: seen.append((done, total)), stored=True)
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert (counts["judged"], counts["arrived"]) == (5, 5)
    assert Event.objects.get(kind="entries_arrived").data["count"] == 5


def test_a_run_over_all_leaves_what_was_judged_for_a_later_moment(team):
    lead = make_lead(behaviour=120)
    judged(lead, at=LATER)
    score(lead, 0)
    judge(lead_ids=None, as_of=NOW, stored=True)
    assert Verdict.objects.get(lead=lead).as_of == LATER


def test_a_run_over_all_under_other_criteria_judges_them_again(team):
    lead = make_lead(behaviour=120)
    judged(lead, at=LATER)
    version = put_in_force(MID.with_changes(thresholds={"behaviour_min": 200, "timing_months_max": 3}))
    judge(lead_ids=None, as_of=NOW, stored=True)
    assert Verdict.objects.get(lead=lead).criteria == version


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_judge_at_once_make_one_entry(team):
    put_in_force(MID)
    lead = make_lead(behaviour=120)
    start = threading.Barrier(4)
    errors = []

    def work():
        start.wait()
        try:
            judged(lead)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not errors
    assert QueueEntry.objects.filter(lead=lead).count() == 1
    assert Event.objects.filter(kind="entered_queue").count() == 1
    assert Clock.objects.count() == 1
