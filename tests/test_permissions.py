"""Every URL, tried as every member of the cast. A URL that is missing from the table fails the first test."""

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permission_table import CAST, POSTED, PUBLIC, TABLE


def url_patterns(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":  # Django's own, for superusers
                yield from url_patterns(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern


def url_names():
    return {pattern.name for pattern in url_patterns(get_resolver().url_patterns)}


def test_every_url_is_in_the_table():
    missing = url_names() - set(TABLE) - PUBLIC
    assert not missing, f"say in tests/permission_table who may use {sorted(map(str, missing))}"


def test_the_table_names_no_url_that_is_gone():
    assert set(TABLE) | PUBLIC <= url_names()


def outcome(client, method, url, data):
    """'in' when the view took the request, 'out' when it refused, 'login' when it asked who this is."""
    response = getattr(client, method)(url, data)
    if response.status_code in (403, 404):
        return "out"
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return "login"
    assert response.status_code < 500 and response.status_code != 405, (url, response.status_code)
    return "in"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_only_those_whose_role_and_team_allow_it_get_in(name, world, client):
    method, thing, allowed = TABLE[name]
    url = reverse(name, args=world.arguments(thing))
    seen = {}
    for who in CAST:
        with transaction.atomic():
            client.logout()
            if who != "nobody":
                client.force_login(world.people[who])
            seen[who] = outcome(client, method, url, POSTED.get(name))
            transaction.set_rollback(True)
    expected = {who: "in" if who in allowed else "out" for who in CAST} | {"nobody": "login"}
    assert seen == expected
