import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from handoff.doctor import CLOCKS, check_up
from handoff.tasks import sweep_clocks
from leads.models import BackgroundRun, Sweep

pytestmark = pytest.mark.django_db


def finding(name, now=None):
    return next(each for each in check_up(now or timezone.now()) if each.name == name)


def test_before_the_first_sweep_the_doctor_says_what_to_start():
    assert not finding("deadlines").ok


def test_a_sweep_is_noticed_and_grows_old():
    sweep_clocks()
    assert finding("deadlines").ok
    late = finding("deadlines", timezone.now() + dt.timedelta(minutes=7))
    assert not late.ok
    assert "7" in late.text


def test_redis_that_is_away_is_said_and_is_not_a_reason_to_stop_serving(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert not finding("redis").ok
    answer = client.get("/health/ready/")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["ok"] is False
    assert answer.json()["checks"]["redis"]["ok"] is False


def test_work_that_nobody_picks_up_is_said():
    run = BackgroundRun.objects.create(kind="judge")
    BackgroundRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - dt.timedelta(minutes=11))
    assert not finding("background").ok


def test_health_needs_no_login_and_tells_no_secret(client, settings):
    Sweep.objects.create(name=CLOCKS, as_of=timezone.now())
    text = client.get("/health/").content.decode()
    assert settings.DATABASES["default"]["NAME"] not in text
    assert "redis://" not in text
    assert "postgres" not in text.replace("PostgreSQL", "")
    assert client.get("/health/live/").content == b"ok"


def test_a_dead_mail_server_is_named_without_its_password(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = "127.0.0.1", 1, "hemlig"
    found = finding("mail")
    assert not found.ok
    assert "hemlig" not in found.text


def test_the_command_ends_with_an_error_while_something_is_wrong(capsys, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(CommandError):
        call_command("doctor")
    written = capsys.readouterr().out
    assert "✗ redis" in written
    assert "✓ database" in written
