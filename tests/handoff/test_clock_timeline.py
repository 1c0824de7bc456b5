"""The story of a lead's promises: begun, moved, reminded, missed, escalated, kept."""

import pytest
from django.urls import reverse
from django.utils import translation

from handoff.deadlines.recount import recount_running_clocks
from handoff.deadlines.sweeping import sweep
from handoff.lead_page import timeline
from handoff.models import Clock, Handoff
from tests.handoff.entries import DUE, ENTERED, ESCALATE, REMIND, clock_of, make_entry, make_handoff, tokyo


def told(lead, language="ja") -> list[str]:
    """Oldest first."""
    with translation.override(language):
        items = [item for _day, items in timeline.page(lead).days for item in items]
    return [item.text for item in reversed(items)]


def test_a_promise_that_is_kept_in_time(team, rep):
    entry = make_entry(team, rep)
    Clock.objects.answer(entry, tokyo("2026-11-04T10:00"))
    assert told(entry.lead, "en") == [
        "first response: due Fri 6 Nov 18:00",
        "first response in time (due Fri 6 Nov 18:00)",
    ]
    assert told(entry.lead) == ["一次対応の期限は 11/6 (金) 18:00", "一次対応を期限内に完了（期限: 11/6 (金) 18:00）"]


def test_a_promise_that_is_missed_climbs_its_ladder_and_is_kept_late(team, rep, manager, admin):
    entry = make_entry(team, rep)
    for moment in (REMIND, "2026-11-06T18:01", "2026-11-09T18:01"):
        sweep(tokyo(moment))
    Clock.objects.answer(entry, tokyo("2026-11-10T10:00"))
    assert told(entry.lead, "en") == [
        "first response: due Fri 6 Nov 18:00",
        "first response is due Fri 6 Nov 18:00",
        "first response is overdue: it was due Fri 6 Nov 18:00",
        "first response is still open after Fri 6 Nov 18:00; the lead is open to the team again, the admins were told",
        "first response after all, late (due Fri 6 Nov 18:00)",
    ]


def test_a_calendar_that_changes_twice_leaves_what_was_promised_first(team, rep):
    entry = make_entry(team, rep)
    for number, day in enumerate(("2026-11-05", "2026-11-06"), start=1):
        team.calendar.closed_days.create(name="停電", first_day=day, last_day=day)
        recount_running_clocks(at=tokyo(f"2026-11-04T1{number}:00"))
    assert told(entry.lead, "en") == [
        "first response: due Fri 6 Nov 18:00",
        "first response: the calendar was changed, due Mon 9 Nov 18:00 instead of Fri 6 Nov 18:00",
        "first response: the calendar was changed, due Tue 10 Nov 18:00 instead of Mon 9 Nov 18:00",
    ]


@pytest.mark.parametrize("kind", [Clock.Kind.APPROVAL, Clock.Kind.SALES_ACCEPTANCE, Clock.Kind.FIRST_SALES_ACTION])
def test_the_promises_of_a_toss_up_stand_on_its_lead(team, sales, login, kind):
    handoff = make_handoff(team, state=Handoff.State.ASSIGNED, assignee=sales)
    Clock.objects.start_for_handoff(handoff, kind, tokyo(ENTERED), 3)
    with translation.override("ja"):
        words = f"{kind.label}の期限は 11/6 (金) 18:00"
    assert words in login(sales).get(reverse("lead", args=[handoff.lead_id])).text


def test_what_nobody_owes_any_more_is_not_called_kept(team):
    entry = make_entry(team)
    Clock.objects.cancel_for_entries([entry.pk], tokyo(REMIND))
    assert told(entry.lead, "en") == ["first response: due Fri 6 Nov 18:00"]


def test_pages_of_promises_follow_without_gaps(team):
    lead = make_entry(team).lead
    for _each in range(4):
        handoff = make_handoff(team, state=Handoff.State.RETURNED)
        Handoff.objects.filter(pk=handoff.pk).update(lead=lead)
        Clock.objects.start_for_handoff(handoff, Clock.Kind.APPROVAL, tokyo(ENTERED), 3)
        Clock.objects.answer_handoff(handoff, Clock.Kind.APPROVAL, tokyo(DUE))
    Clock.objects.update(lead=lead)
    seen, before = 0, None
    while True:
        page = timeline.page(lead, before, size=2)
        seen += sum(len(items) for _day, items in page.days)
        if not (before := page.older):
            break
    assert seen == 9


def test_what_nobody_had_taken_is_not_told_as_given_back(team, admin):
    entry = make_entry(team)
    sweep(tokyo("2026-11-09T18:01"))
    assert told(entry.lead, "en")[-1] == "first response is still open after Fri 6 Nov 18:00; the admins were told"


def test_the_clock_of_an_escalated_entry_still_runs_to_its_answer(team, rep, admin):
    entry = make_entry(team, rep)
    sweep(tokyo(ESCALATE).replace(hour=19))
    assert clock_of(entry).stopped_at is None
    assert not any("late" in text for text in told(entry.lead, "en"))
