import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def announced(settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    return settings.MAINTENANCE_FILE


def test_while_it_is_on_every_page_says_so_without_asking_the_database(client, announced):
    announced.write_text("18:00 に再開します <b>\n")
    response = client.get(reverse("queue"))  # without the db fixture any query fails this test
    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert "18:00 に再開します &lt;b&gt;" in response.content.decode()
    client.cookies["django_language"] = "en"
    assert "being maintained" in client.post(reverse("account_login")).content.decode()


def test_the_health_checks_still_answer(client, announced):
    announced.touch()
    assert client.get(reverse("health_live")).status_code == 200


def test_off_again_it_is_as_before(client, db, announced):
    announced.touch()
    announced.unlink()
    assert client.get(reverse("account_login")).status_code == 200


def test_the_setting_does_the_same(client, announced, settings):
    settings.MAINTENANCE = True
    assert client.get(reverse("account_login")).status_code == 503


def test_the_command_switches_it(tmp_path):
    def maintenance(*words):
        environment = {"TOSSUP_VAR": str(tmp_path), "PATH": "/usr/bin:/bin"}
        command = [ROOT / "bin" / "maintenance", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    assert maintenance() == "off"
    assert maintenance("on", "18:00 まで") == "on"
    assert (tmp_path / "maintenance").read_text() == "18:00 まで\n"
    assert maintenance("off") == "off"
