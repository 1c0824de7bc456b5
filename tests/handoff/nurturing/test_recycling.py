import datetime as dt
import threading

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.models import Clock, CriteriaVersion, Event, Handoff, Notice, QueueEntry, RecycleRule, Verdict
from handoff.nurturing import look_again, rules, stays
from handoff.nurturing.recycling import recycle
from handoff.transition import Lost
from leads.models import Activity, Score
from tests.handoff.entries import make_entry, make_lead, tokyo

PUT_AWAY = tokyo("2026-11-10T15:00")
DAYS = 30  # of "could not be reached", as shipped


def nurtured(team, rep, reason="not_reached", at=PUT_AWAY):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=at, reason=reason)
    return entry.lead


def by_criteria(reason="low_score_no_timing", since=PUT_AWAY):
    lead, active = make_lead(), CriteriaVersion.active()
    Verdict.objects.create(
        lead=lead, criteria=active, flag="not_target", route="nurture", reason=reason, as_of=since, since=since
    )
    return lead


def rule(reason, kind="people", **values):
    found = rules.shipped(kind, reason)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


def act(lead, at, kind="inquiry", **values):
    Activity.objects.create(lead=lead, kind=kind, occurred_at=at, source="t", external_id=f"{lead.pk} {at}", **values)


def score(lead, points):
    Score.objects.update_or_create(
        lead=lead, defaults={"behaviour_score": points, "attribute_score": 5, "as_of": PUT_AWAY}
    )


def back(lead):
    """What brought it back, or "" while it is not in the queue."""
    return next((entry.recycled for entry in lead.queue_entries.open()), "")


def after(days):
    return PUT_AWAY + dt.timedelta(days=days)


def test_a_lead_comes_back_on_its_day_with_a_mark_a_deadline_an_event_and_a_notice(team, rep, other_rep):
    lead = nurtured(team, rep)
    assert recycle(after(DAYS - 1)) == 0
    assert recycle(after(DAYS)) == 1
    entry = lead.queue_entries.open().get()
    assert (entry.recycled, entry.team, entry.state) == ("look_again", team, "waiting")
    assert Clock.objects.get(entry=entry).due_at == entry.due_at > after(DAYS)
    event = Event.objects.get(entry=entry)
    assert (event.kind, event.actor, event.data["recycled"]) == ("entered_queue", None, "look_again")
    assert Notice.objects.filter(event__kind="entries_arrived", recipient=other_rep).exists()


def test_the_day_is_one_of_the_calendar_not_24_hours(team, rep):
    lead = nurtured(team, rep, at=tokyo("2026-11-10T23:30"))
    assert recycle(tokyo("2026-12-09T23:59")) == 0
    assert recycle(tokyo("2026-12-10T00:00")) == 1
    assert back(lead) == "look_again"


def test_it_comes_back_once(team, rep):
    nurtured(team, rep)
    assert [recycle(after(DAYS)), recycle(after(DAYS)), recycle(after(2 * DAYS))] == [1, 0, 0]
    assert QueueEntry.objects.open().count() == 1


def test_put_away_again_it_waits_anew(team, rep):
    lead = nurtured(team, rep)
    recycle(after(DAYS))
    entry = lead.queue_entries.open().get()
    entry.nurture(by=rep, at=after(DAYS), reason="not_reached")
    assert recycle(after(DAYS + 1)) == 0
    assert recycle(after(2 * DAYS)) == 1


def test_a_day_that_a_person_set_goes_before_the_rule(team, rep):
    early, late = nurtured(team, rep), nurtured(team, rep)
    look_again.set_day(early, tokyo("2026-11-20T00:00").date(), by=rep, at=after(1))
    look_again.set_day(late, tokyo("2027-03-01T00:00").date(), by=rep, at=after(1))
    recycle(after(10))
    assert (back(early), back(late)) == ("look_again", "")
    recycle(after(DAYS + 5))
    assert back(late) == ""


def test_a_day_that_was_set_before_is_void(team, rep):
    lead = nurtured(team, rep)
    look_again.set_day(lead, tokyo("2026-11-12T00:00").date(), by=rep, at=after(1))
    recycle(after(2))
    lead.queue_entries.open().get().nurture(by=rep, at=after(3), reason="not_reached")
    assert recycle(after(4)) == 0


def test_without_a_person_s_day_the_rule_s_holds_again(team, rep):
    lead = nurtured(team, rep)
    look_again.set_day(lead, tokyo("2027-11-12T00:00").date(), by=rep, at=after(1))
    look_again.set_day(lead, None, by=rep, at=after(2))
    assert recycle(after(DAYS)) == 1


def test_a_day_is_set_only_for_who_is_nurtured(team, rep):
    with pytest.raises(Lost):
        look_again.set_day(make_entry(team).lead, None, by=rep, at=PUT_AWAY)
    assert not Event.objects.filter(kind="look_again_set").exists()


def test_a_new_inquiry_brings_it_back_at_once(team, rep):
    asked, asked_before, bot, looked = (nurtured(team, rep) for _ in range(4))
    act(asked, after(1))
    act(asked_before, after(-1))
    act(bot, after(1), automated=True)
    act(looked, after(1), kind="page_view")
    assert recycle(after(0.5)) == 0
    assert recycle(after(2)) == 1
    assert back(asked) == "inquiry"


def test_the_score_must_have_been_below_the_line_since(team, rep):
    rule("not_reached", on_score=True, score_line=100)
    high, low = nurtured(team, rep), nurtured(team, rep)
    score(high, 120)
    score(low, 60)
    assert recycle(after(1)) == 0
    score(low, 100)
    assert recycle(after(2)) == 1
    assert (back(low), back(high)) == ("score", "")
    score(high, 99)
    recycle(after(3))
    score(high, 101)
    recycle(after(4))
    assert back(high) == "score"


def test_a_rule_that_is_off_brings_nobody_back(team, rep):
    rule("not_reached", on_date=False, on_inquiry=False)
    lead = nurtured(team, rep)
    act(lead, after(1))
    assert recycle(after(400)) == 0


def test_what_the_criteria_nurture_comes_back_only_by_a_rule_that_is_on(team):
    lead = by_criteria()
    assert recycle(after(200)) == 0
    rule("low_score_no_timing", "rules", on_date=True)
    assert recycle(after(89)) == 0
    assert recycle(after(90)) == 1
    assert back(lead) == "look_again"


def test_disqualified_leads_and_those_with_sales_stay_away(team, rep):
    rule("low_score_no_timing", "rules", on_date=True, on_inquiry=True)
    disqualified, with_sales = by_criteria(), by_criteria()
    entry = QueueEntry.objects.bring_back(disqualified, team=team, by=rep, at=after(1), reason="再確認")
    entry.disqualify(by=rep, at=after(2), reason="refused")
    Handoff.objects.create(lead=with_sales, team=team, state="accepted", submitted_at=after(1))
    act(disqualified, after(3))
    act(with_sales, after(3))
    assert recycle(after(400)) == 0


def test_an_undone_disposition_takes_the_lead_out_of_nurturing(team, rep):
    lead = nurtured(team, rep)
    lead.queue_entries.get().undo_disposition(by=rep, at=PUT_AWAY + dt.timedelta(minutes=5))
    assert recycle(after(DAYS)) == 0


steps = st.sampled_from(
    ["nurture", "disqualify", "bring back", "verdict", "sell", "close sale", "recycle", "day passes"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(st.lists(steps, max_size=12))
def test_who_comes_back_is_who_the_list_shows_as_due(team, rep, path):
    """Whatever was done before: the day's rules call back exactly those whose day the nurture list shows as come."""
    for kind, reason in rules.reasons():
        RecycleRule.objects.update_or_create(
            kind=kind, reason=reason, defaults={"look_again_days": 3, "on_date": True, "on_inquiry": False}
        )
    lead, now = by_criteria(), PUT_AWAY
    for number, step in enumerate(path):
        now += dt.timedelta(days=3 if step == "day passes" else 0, hours=1)
        entry = lead.queue_entries.open().first()
        sold = lead.handoffs.open().first()
        if step in ("nurture", "disqualify") and entry:
            getattr(entry, step)(by=rep, at=now, reason="other", note="理由")
        elif step == "bring back" and not entry and not sold:
            QueueEntry.objects.bring_back(lead, team=team, by=rep, at=now, reason="再検討")
        elif step == "verdict":
            Verdict.objects.filter(lead=lead).update(since=now, route=["nurture", "is_review"][number % 2])
        elif step == "sell" and not entry and not sold:
            Handoff.objects.create(lead=lead, team=team, state="accepted", submitted_at=now)
        elif step == "close sale" and sold:
            Handoff.objects.filter(pk=sold.pk).update(state="closed", closed_at=now)
        elif step == "recycle":
            recycle(now)
    shown = [
        row.lead_id
        for kind, rows in (("people", stays.by_people()), ("rules", stays.by_rules()))
        for row in look_again.with_day(rows, kind).filter(
            look_again_on__lte=now.astimezone(tokyo("2026-01-01").tzinfo).date()
        )
    ]
    assert len(shown) == len(set(shown))
    assert recycle(now) == len(shown)
    assert recycle(now) == 0


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_bring_nobody_back_twice(team, rep):
    leads = [nurtured(team, rep) for _ in range(20)]
    found: list[int] = []

    def sweep():
        try:
            found.append(recycle(after(DAYS)))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == len(leads)
    assert QueueEntry.objects.open().count() == Event.objects.filter(kind="entered_queue").count() == len(leads)


def test_recycling_takes_the_same_few_statements_for_any_number(team, rep, django_assert_max_num_queries):
    for _ in range(30):
        nurtured(team, rep)
    with django_assert_max_num_queries(40):
        assert recycle(after(DAYS)) == 30
