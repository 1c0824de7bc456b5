"""Who is away gets nothing new, and what they hold passes on with its deadline."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.assignment import salespeople, suggest
from handoff.deadlines.sweeping import sweep
from handoff.forms.people import PersonField
from handoff.models import Absence, CriteriaVersion, Event, Handoff, HandoffPackage, Notice, QueueEntry
from handoff.notices.words import text
from handoff.transition import Lost
from handoff.words.people import lead_name
from leads.models import Lead
from leads.people import full_name
from tests.handoff.entries import clock_of, make_entry, make_handoff, make_lead

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def gone(rep, manager, now):
    today = timezone.localdate(now)
    return Absence.begin(rep, first_day=today, last_day=today + 2 * DAY, by=manager, at=now)


def test_nothing_new_comes_to_who_is_away(gone, rep, other_rep, team, now):
    make_entry(team)
    with pytest.raises(Lost):
        QueueEntry.objects.next_for(rep, now)
    assert QueueEntry.objects.next_for(other_rep, now)
    Event.record(Event.Kind.ENTRIES_ARRIVED, at=now, data={"team": team.pk, "count": 1})
    assert set(Notice.objects.values_list("recipient", flat=True)) == {other_rep.pk}


def test_after_the_last_day_everything_is_as_before(gone, rep, team, now):
    make_entry(team)
    assert QueueEntry.objects.next_for(rep, now + 3 * DAY)


def test_back_early(rep, manager, team, now, login):
    Absence.begin(rep, first_day=timezone.localdate(now), last_day=None, by=manager, at=now)
    make_entry(team)
    login(rep).post(reverse("absence_end", args=[rep.member.pk]))
    assert QueueEntry.objects.next_for(rep, now)


def test_an_away_salesperson_is_passed_over(sales, other_sales, manager, team, now):
    first = suggest(Lead(), team).assignee
    today = timezone.localdate()
    Absence.begin(first, first_day=today, last_day=None, by=manager, at=now)
    assert {first, suggest(Lead(), team).assignee} == {sales, other_sales}


def test_an_account_owner_who_is_away_is_passed_over(sales, other_sales, manager, team, now):
    lead = make_lead()
    lead.company.account_owner = sales.email
    Absence.begin(sales, first_day=timezone.localdate(), last_day=None, by=manager, at=now)
    assert suggest(lead, team).assignee == other_sales


def test_entries_pass_to_a_named_colleague_with_their_clocks(rep, other_rep, team, login):
    entries = [make_entry(team, rep), make_entry(team, rep)]
    due = [clock_of(entry).due_at for entry in entries]
    data = {"entries": [entry.pk for entry in entries], "to": other_rep.pk}
    assert login(rep).post(reverse("handover_create", args=[rep.member.pk]), data).status_code == 302
    assert [entry.owner for entry in QueueEntry.objects.order_by("pk")] == [other_rep, other_rep]
    assert [clock_of(entry).due_at for entry in entries] == due
    assert {clock_of(entry).state for entry in entries} == {"running"}
    notices = Notice.objects.filter(recipient=other_rep, event__kind=Event.Kind.HANDED_OVER)
    assert notices.count() == 2
    assert lead_name(entries[0].lead) in text(notices.first())


def test_or_to_the_whole_team(rep, manager, team, login):
    entry = make_entry(team, rep)
    login(manager).post(reverse("handover_create", args=[rep.member.pk]), {"entries": [entry.pk], "to": ""})
    entry.refresh_from_db()
    assert (entry.state, entry.owner) == (QueueEntry.State.WAITING, None)


def test_an_entry_that_was_closed_meanwhile_is_told_and_the_rest_is_done(rep, other_rep, team, now, login):
    entry, closed = make_entry(team, rep), make_entry(team, rep)
    data = {"entries": [entry.pk, closed.pk], "to": other_rep.pk}
    taken = QueueEntry.objects.get(pk=closed.pk)
    taken.nurture(by=rep, at=now, reason="no_timing")
    page = login(rep).post(reverse("handover_create", args=[rep.member.pk]), data)
    assert page.status_code == 422  # the closed one is no choice any more: nothing is done behind one's back
    page = login(rep).post(reverse("handover_create", args=[rep.member.pk]), data | {"entries": [entry.pk]})
    assert QueueEntry.objects.get(pk=entry.pk).owner == other_rep


def test_a_stranger_is_no_colleague(rep, stranger, team, login):
    entry = make_entry(team, rep)
    data = {"entries": [entry.pk], "to": stranger.pk}
    assert login(rep).post(reverse("handover_create", args=[rep.member.pk]), data).status_code == 422


def test_who_is_away_takes_nothing_over(rep, other_rep, team, login, now):
    Absence.begin(rep, first_day=timezone.localdate(now), last_day=None, by=rep, at=now)
    entry = make_entry(team, other_rep)
    data = {"entries": [entry.pk], "to": rep.pk}
    assert login(other_rep).post(reverse("handover_create", args=[other_rep.member.pk]), data).status_code == 422
    entry.refresh_from_db()
    assert entry.owner == other_rep


def test_days_in_the_wrong_order_are_refused_at_the_field(rep, login):
    data = {"first_day": "2026-11-10", "last_day": "2026-11-09"}
    page = login(rep).post(reverse("absence_create", args=[rep.member.pk]), data)
    assert page.status_code == 422
    assert "last_day" in page.context["form"].errors


def test_marking_somebody_away_leads_to_their_open_leads(rep, manager, team, login):
    make_entry(team, rep)
    page = login(manager).post(reverse("absence_create", args=[rep.member.pk]), {"first_day": "2026-11-10"})
    assert page["Location"] == reverse("handover", args=[rep.member.pk])


def test_an_entry_whose_owner_has_left_goes_back_to_the_team(rep, team, now):
    entry = make_entry(team, rep)
    type(rep).objects.filter(pk=rep.pk).update(is_active=False)
    sweep(now)
    entry.refresh_from_db()
    assert (entry.state, entry.owner) == (QueueEntry.State.WAITING, None)
    assert Event.objects.filter(kind=Event.Kind.RELEASED, entry=entry, actor=None).exists()


def test_the_team_page_says_who_is_away_and_what_they_hold(rep, other_rep, manager, team, login, now):
    Absence.begin(rep, first_day=timezone.localdate(now), last_day=None, by=manager, at=now)
    make_entry(team, rep)
    content = login(other_rep).get(reverse("team")).content.decode()
    assert content.count("badge warning") == 1
    assert reverse("handover", args=[rep.member.pk]) not in content


def test_who_has_left_stays_on_the_team_page_while_they_hold_something(sales, manager, team, login):
    make_handoff(team, state=Handoff.State.ACCEPTED, assignee=sales)
    type(sales).objects.filter(pk=sales.pk).update(is_active=False)
    page = login(manager).get(reverse("team"))
    assert f'href="{reverse("deals")}?assignee={sales.pk}"' in page.text
    assert "利用停止" in page.text
    Handoff.objects.update(state=Handoff.State.CLOSED)
    assert "利用停止" not in login(manager).get(reverse("team")).text


def test_marking_a_salesperson_away_tells_of_their_deals(sales, manager, team, login):
    make_handoff(team, state=Handoff.State.ACCEPTED, assignee=sales)
    values = {"first_day": timezone.localdate().isoformat()}
    page = login(manager).post(reverse("absence_create", args=[sales.member.pk]), values, follow=True)
    assert "担当案件が 1 件" in page.text


def test_who_is_away_all_the_time_cannot_decide_instead(sales, manager, team, login, now):
    today = timezone.localdate(now)
    Absence.begin(sales, first_day=today, last_day=today + 5 * DAY, by=manager, at=now)
    client, url = login(manager), reverse("absence_create", args=[manager.member.pk])
    values = {"first_day": today.isoformat(), "last_day": (today + 3 * DAY).isoformat(), "delegate": sales.pk}
    page = client.post(url, values)
    assert page.context["form"].errors["delegate"] == [f"{full_name(sales)}さんもその期間は不在です。"]
    assert client.post(url, values | {"last_day": (today + 6 * DAY).isoformat()}).status_code == 302


def test_a_list_of_salespeople_says_who_is_away(sales, other_sales, manager, team, now):
    Absence.begin(sales, first_day=timezone.localdate(), last_day=None, by=manager, at=now)
    field = PersonField()
    labels = {person: field.label_from_instance(person) for person in salespeople(team)}
    assert "不在" in labels[sales]
    assert "不在" not in labels[other_sales]


def test_a_planned_holiday_stays_when_somebody_falls_ill_before_it(rep, manager, now):
    today = timezone.localdate(now)
    holiday = Absence.begin(rep, first_day=today + 10 * DAY, last_day=today + 14 * DAY, by=manager, at=now)
    ill = Absence.begin(rep, first_day=today, last_day=today + DAY, by=manager, at=now)
    Absence.end(rep, day=today, at=now)
    assert set(Absence.objects.filter(ended_at=None)) == {holiday}
    again = Absence.begin(rep, first_day=today + 12 * DAY, last_day=None, by=manager, at=now)
    assert set(Absence.objects.filter(ended_at=None)) == {again}
    ill.refresh_from_db()
    assert ill.ended_at == now


def test_many_leads_handed_over_are_one_notice(rep, other_rep, team, login):
    entries = [make_entry(team, rep) for _number in range(12)]
    data = {"entries": [entry.pk for entry in entries], "to": other_rep.pk}
    login(rep).post(reverse("handover_create", args=[rep.member.pk]), data)
    (notice,) = Notice.objects.filter(recipient=other_rep)
    assert "12" in text(notice)
    assert Event.objects.filter(kind=Event.Kind.HANDED_OVER, entry__isnull=False).count() == 12


def test_the_inbox_and_the_board_mark_who_has_left(sales, manager, team, login):
    deal = make_handoff(team, state=Handoff.State.ASSIGNED, assignee=sales)
    version = CriteriaVersion.objects.get(is_active=True)
    HandoffPackage.objects.create(handoff=deal, document={}, criteria=version, as_of=deal.submitted_at)
    type(sales).objects.filter(pk=sales.pk).update(is_active=False)
    client = login(manager)
    assert "利用停止" in client.get(reverse("approvals"), {"tab": "acceptance"}).text
    assert "利用停止" in client.get(reverse("deals")).text
