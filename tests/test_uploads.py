"""The views that check for the token themselves: none takes a form without one, or reads what is too large."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.urls import get_resolver, reverse

from leads.import_steps import ENVELOPE
from tests.permission_table import TABLE
from tests.test_permissions import url_patterns

WHO = {"import_create": "marketer", "past_case_create": "admin", "handoff_create": "rep", "attachment_create": "rep"}


@pytest.fixture(params=sorted(WHO))
def send(request, world):
    client, name = Client(enforce_csrf_checks=True), request.param
    client.force_login(world.people[WHO[name]])
    url = reverse(name, args=world.arguments(TABLE[name][1]))

    def send(token="", size=1):
        file = SimpleUploadedFile("a.csv", b"x" * size)
        return client.post(url, {"csrfmiddlewaretoken": token, "file": file, "files": file})

    send.token = client.get(reverse("notices")).context["csrf_token"]
    return send


def test_only_these_put_the_check_off():
    exempt = {pattern.name for pattern in url_patterns(get_resolver().url_patterns) if is_exempt(pattern)}
    assert exempt == set(WHO)


def is_exempt(pattern):
    return getattr(pattern.callback, "csrf_exempt", False)


@pytest.mark.parametrize("token", ["", "x" * 64], ids=["without a token", "made up"])
def test_a_form_of_another_site_is_refused(send, token):
    assert send(token).status_code == 403


def test_a_form_of_ours_is_taken(send):
    assert send(str(send.token)).status_code in (302, 422)


def test_what_is_too_large_is_refused_unread(send, settings, monkeypatch):
    def never(request):
        raise AssertionError("the body was read")

    settings.IMPORT_MAX_MB = 0
    monkeypatch.setattr(HttpRequest, "_load_post_and_files", never)
    assert send(size=ENVELOPE).status_code in (413, 422)
