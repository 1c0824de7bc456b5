"""Packages frozen in an older format read as well as those of today."""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from handoff import package
from handoff.models import CriteriaVersion, HandoffPackage
from handoff.package.document import FORMAT
from handoff.package.words import readable
from tests.handoff.entries import make_handoff
from tests.handoff.toss_ups import make_lead

KEPT = sorted(Path(__file__).with_name("packages").glob("format_*.json"))


@pytest.fixture(params=KEPT, ids=lambda path: path.stem)
def document(request) -> dict:
    return json.loads(request.param.read_text())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_old_package_is_shown(language, document, login, manager, team):
    handoff = make_handoff(team)
    HandoffPackage.objects.create(
        handoff=handoff, document=document, criteria=CriteriaVersion.active(), as_of=timezone.now()
    )
    client = login(manager)
    client.cookies["django_language"] = language
    page = client.get(reverse("handoff", args=[handoff.pk]))
    assert page.status_code == 200
    assert document["lead"]["name"] in page.text
    assert document["reason_words"][language].lower() in page.text.lower()


def test_nothing_of_an_old_package_is_lost_or_made_up(document):
    with translation.override("ja"):
        read = readable(document)
    assert {"key_people", "next_step", "attachments"} & read.keys() == {"key_people", "next_step", "attachments"}
    assert not (read["key_people"] or read["next_step"] or read["attachments"])
    assert read["completeness"] == document["completeness"]


def test_every_format_before_todays_has_a_package_here():
    assert [path.stem for path in KEPT] == [f"format_{number}" for number in range(1, FORMAT)]


def test_names_that_are_not_ours_are_left_as_they_are(db):
    """A column of the customer's own called "at" is no moment, one called "ja" no sentence."""
    lead = make_lead(custom_fields={"at": "10 時以降", "ja": "x", "en": "y"})
    read = readable(package.build(lead, timezone.now()))
    assert read["lead"]["custom_fields"] == {"at": "10 時以降", "ja": "x", "en": "y"}
