import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.deadlines.business_days import Calendar
from handoff.forms.snooze import SnoozeForm
from handoff.models import Clock, QueueEntry
from tests.handoff.entries import clock_of, make_entry, tokyo

FRIDAY = tokyo("2026-11-20T09:00")


def snooze(client, entry, **values):
    return client.post(reverse("queue_snooze", args=[entry.pk]), values)


def presets(choice, until=""):
    form = SnoozeForm({"choice": choice, "until": until}, now=FRIDAY, calendar=Calendar())
    return form.cleaned_data["until"] if form.is_valid() else form.errors


@pytest.mark.parametrize(
    ("choice", "until"),
    [
        ("hour", "2026-11-20T10:00"),
        ("tomorrow", "2026-11-24T09:00"),  # Monday 23 November is a holiday
        ("three_days", "2026-11-26T09:00"),
    ],
)
def test_a_preset_is_a_moment_of_the_calendar(choice, until):
    assert presets(choice) == tokyo(until)


def test_a_moment_of_ones_own_is_read_in_local_time():
    assert presets("own", "2026-12-01T14:30") == tokyo("2026-12-01T14:30")


@pytest.mark.parametrize("until", ["", "2026-11-19T09:00", "2031-01-01T09:00", "tomorrow"])
def test_a_moment_that_cannot_be_meant_is_refused_at_its_field(until):
    assert "until" in presets("own", until)


def test_a_snoozed_lead_leaves_my_list_and_its_deadline_goes_on(login, rep, team):
    entry, client, before = make_entry(team, owner=rep), login(rep), timezone.now()
    assert snooze(client, entry, choice="hour").status_code == 302
    entry.refresh_from_db()
    assert before <= entry.snoozed_until - dt.timedelta(hours=1) <= timezone.now()
    assert clock_of(entry).state == Clock.State.RUNNING
    assert entry.lead.name not in rows(client, "mine")
    assert entry.lead.name in rows(client, "snoozed")


def test_it_comes_back_at_its_moment(rep, team):
    entry = make_entry(team, owner=rep, snoozed_until=FRIDAY)
    before, at = FRIDAY - dt.timedelta(seconds=1), FRIDAY
    assert not QueueEntry.objects.mine(rep).awake(before).exists()
    assert QueueEntry.objects.mine(rep).awake(at).get() == entry


def test_snoozing_an_unclaimed_lead_claims_it(login, rep, team):
    entry = make_entry(team)
    snooze(login(rep), entry, choice="hour")
    entry.refresh_from_db()
    assert entry.owner == rep


def test_it_can_be_taken_up_at_once(login, rep, team):
    entry = make_entry(team, owner=rep, snoozed_until=timezone.now() + dt.timedelta(days=1))
    login(rep).post(reverse("snooze_end", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.snoozed_until is None


def test_an_invalid_choice_answers_422_with_the_form_open(login, rep, team):
    response = snooze(login(rep), make_entry(team, owner=rep), choice="own", until="")
    assert response.status_code == 422
    assert "日時を入力してください" in response.text


def rows(client, tab):
    text = client.get(reverse("queue"), {"tab": tab}).text
    return text[text.index('id="queue-rows"') :]
