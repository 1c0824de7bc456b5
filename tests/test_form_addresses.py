"""What a browser gets that opens an address made for a form."""

import pytest
from django.urls import reverse

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("name", "args", "page"),
    [
        ("import_create", (), "/imports/"),
        ("start_teams_save", (), "/start/teams/"),
        ("hearing_save", (7,), "/leads/7/"),
        ("approvals_bulk", (), "/approvals/"),
        ("set_language", (), "/"),
    ],
)
def test_a_person_is_led_to_the_page_above(login, admin, name, args, page):
    response = login(admin).get(reverse(name, args=args), headers=BROWSER)
    assert response.status_code == 302 and response.url == page


def test_changing_the_language_of_a_refused_form_comes_back_to_the_form(login, admin):
    client, refused = login(admin), reverse("start_teams_save")
    response = client.post(reverse("set_language"), {"language": "en", "next": refused}, headers=BROWSER, follow=True)
    assert response.status_code == 200 and response.redirect_chain[-1][0] == reverse("start_teams")


def test_scripts_are_told_that_the_method_is_not_allowed(login, admin):
    url = reverse("import_create")
    assert login(admin).get(url).status_code == 405
    assert login(admin).get(url, headers=BROWSER | {"HX-Request": "true"}).status_code == 405
