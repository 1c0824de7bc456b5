"""What people see when something cannot be done: in the product's look, in their language, without technical words."""

import pytest
from django.test import Client
from django.urls import reverse

WORDS = {
    400: ("リクエスト", "could not be read"),
    403: ("この操作はできません", "You may not do this"),
    404: ("ページが見つかりません", "There is nothing here"),
    429: ("試行回数", "Too many attempts"),
}


def ask(status, login, rep, settings):
    client = login(rep)
    if status == 400:
        return client.get("/", headers={"Host": "elsewhere.example"})
    if status == 403:
        return client.get(reverse("settings"))
    if status == 404:
        return client.get("/nothing/")
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    visitor = Client()
    visitor.cookies = client.cookies
    visitor.cookies.pop("sessionid", None)
    return [visitor.post(reverse("account_login"), {"login": "a@example.jp", "password": "x"}) for _ in range(2)][1]


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_says_in_plain_words_what_happened_and_where_to_go_on(login, rep, settings, status, language):
    login(rep).cookies["django_language"] = language
    response = ask(status, login, rep, settings)
    page = response.content.decode()
    assert response.status_code == status
    assert WORDS[status][language == "en"] in page
    assert f'<html lang="{language}"' in page
    assert 'class="button primary"' in page
    assert "Content-Security-Policy" in response


def test_the_way_back_stays_on_this_site(rep):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(rep)
    page = visitor.post(reverse("queue_next"), headers={"Referer": "http://testserver//example.org/"})
    assert 'href="/%2Fexample.org/"' in page.text
