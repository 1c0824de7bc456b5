import pytest
from django.urls import reverse

from feedback.demo.logins import LOGINS, PASSWORD
from feedback.models import Outcome, PastCaseFile
from handoff.models import Clock, Handoff, Notice, QueueEntry
from tests.feedback.test_demo import demo


def test_every_state_that_a_page_shows_is_there(played, db):
    assert set(Handoff.objects.values_list("state", flat=True)) == set(Handoff.State.values)
    assert set(Outcome.objects.values_list("stage", flat=True)) == set(Outcome.Stage.values)
    assert QueueEntry.objects.unclaimed().exists()
    assert QueueEntry.objects.open().returned().exists()
    assert Clock.objects.filter(kind="first_response", state="breached", stopped_at=None).exists()


def test_no_mail_goes_out_about_the_invented_past(played, db):
    assert not Notice.objects.exclude(email_state="none").exists()


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.email)
def test_everybody_of_the_table_can_sign_in_and_see_a_home(played, db, client, login):
    assert client.login(username=login.email, password=PASSWORD)
    assert client.get(reverse("home"), follow=True).status_code == 200


def test_the_table_of_logins_names_them_all(played, db):
    table = demo(logins=True)
    assert all(login.email in table for login in LOGINS)
    assert PASSWORD in table


def test_the_past_is_enough_to_suggest_something_from(played, db, client):
    client.login(username="admin@example.jp", password=PASSWORD)
    page = client.get(reverse("frontier")).context["page"]
    assert page.refusal is None and len(page.rows) > 15
    assert {told.suggestion.is_change for told in page.suggestions} == {True, False}
    file = PastCaseFile.objects.get()
    assert client.get(reverse("past_case_file", args=[file.pk])).status_code == 200
    assert file.cases.count() == file.import_run.counts["rows"]
