"""Every page explains itself, and the list of keys names the keys there are."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from config import help as page_help
from config.keys import GROUPS
from tests.permission_table import TABLE

ROOT = Path(__file__).resolve().parents[1]
PANEL = re.compile(r'<details class="menu end help">.*?<li>(.+?)</li>', re.DOTALL)


def pages(world, client):
    """(URL name, page) of everything a person can open that stands in the shell."""
    for name, (method, thing, allowed) in TABLE.items():
        who = next(each for each in ("admin", *sorted(allowed)) if each in allowed)
        if method == "get":
            client.force_login(world.people[who])
            response = client.get(reverse(name, args=world.arguments(thing)))
            content = "" if response.streaming else response.content.decode(errors="replace")
            if response.status_code == 200 and 'class="topbar"' in content:
                yield name, content


def test_every_page_says_how_to_use_it(world, client):
    found = dict(pages(world, client))
    assert len(found) > 50
    assert sorted(name for name, page in found.items() if not PANEL.search(page)) == []


def test_a_page_beneath_another_has_help_of_its_own_or_that_of_the_other():
    assert page_help.sentences("queue/<int:pk>/toss-up/") != page_help.sentences("queue/")
    assert page_help.sentences("queue/<int:pk>/") == page_help.sentences("queue/")
    assert page_help.sentences("nowhere/") == ()


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "同じリードが 2 人に渡ることはありません"), ("en", "Two people never")]
)
def test_the_panel_is_there_without_scripts_in_both_languages(login, rep, language, words):
    client = login(rep)
    client.cookies["django_language"] = language
    assert words in client.get(reverse("queue")).content.decode()


def test_the_list_of_keys_names_every_key_of_the_pages_and_no_other():
    source = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    pressed = set(re.findall(r'data-key="([^"]+)"', source))
    listed = {each for group in GROUPS for key in group.keys for each in key.keys}
    assert pressed | {"j", "k", "x", "/", "Enter", "Esc", "1", "6"} == listed
