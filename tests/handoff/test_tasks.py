import datetime as dt

import pytest
from django.core import mail

from config.celery import app
from handoff.models import Event
from handoff.tasks import deliver_notices, read_moment, sweep_clocks
from tests.handoff.entries import REMIND, make_entry, tokyo


def test_a_sweep_and_a_delivery_take_the_moment_they_are_given(team, rep):
    make_entry(team, rep)
    sweep_clocks(f"{REMIND}+09:00")
    assert Event.objects.get(kind=Event.Kind.DUE_SOON).at == tokyo(REMIND)
    deliver_notices(f"{REMIND}+09:00")
    assert len(mail.outbox) == 1


def test_without_a_moment_it_is_now(team, rep):
    make_entry(team, rep, at="2020-01-06T10:00")
    sweep_clocks()
    assert Event.objects.filter(kind=Event.Kind.BREACHED).exists()


def test_a_moment_without_an_offset_is_local_time():
    assert read_moment("2026-11-06T09:00") == tokyo(REMIND)
    assert read_moment(None) - dt.datetime.now(dt.UTC) < dt.timedelta(seconds=5)


@pytest.mark.parametrize("name", ["handoff.tasks.sweep_clocks", "handoff.tasks.deliver_notices"])
def test_beat_runs_it_every_half_minute(name):
    [entry] = [entry for entry in app.conf.beat_schedule.values() if entry["task"] == name]
    assert entry["schedule"] <= 30
    app.loader.import_default_modules()
    assert name in app.tasks
