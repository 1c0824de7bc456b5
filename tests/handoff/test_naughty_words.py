"""Odd text in every field a rep types in: stored exactly, or refused in words; never an error page."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.limits import COMMENT_MAX
from handoff.models import ContactAttempt, Hearing, QueueEntry
from tests.handoff.entries import make_entry, make_lead

NAUGHTY = [
    "  空白で始まり、空白で終わる  ",
    "行\r\nを\nまたぐ\t文",
    "<script>alert(1)</script>",
    "'; DROP TABLE leads_lead; --",
    "{{ 7*7 }}{% load x %}",
    "%s %d %(name)s",
    "=1+1",
    "😀👨‍👩‍👧‍👦🏳️‍🌈",
    "が゙ゎ゚ ﾊﾝｶｸ ㈱ 髙島屋 𠮷野家",
    "‮右から左‬",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "﻿BOM​ゼロ幅",
    "null",
    "\\x00 \\u0000",
    "あ" * COMMENT_MAX,
]


def contact(client, entry, note):
    values = {"channel": "call", "result": "connected", "note": note, "key": str(uuid.uuid4())}
    values["at"] = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return client.post(reverse("contact_create", args=[entry.pk]), values)


def hear(client, lead, version=0, **answers):
    return client.post(reverse("hearing_save", args=[lead.pk]), {"base_version": version} | answers)


@pytest.mark.parametrize("text", NAUGHTY)
def test_it_is_stored_exactly_and_shown_harmlessly(login, rep, team, text):
    client, entry = login(rep), make_entry(team, owner=rep)
    assert contact(client, entry, text).status_code == 302
    fields = ("decision_maker_name", "challenge_detail", "budget", "current_solution", "key_people", "background")
    assert hear(client, entry.lead, **dict.fromkeys(fields, text)).status_code == 302
    assert client.post(reverse("nurture_create", args=[entry.pk]), {"reason": "other", "note": text}).status_code == 302
    assert ContactAttempt.objects.get().note == text
    assert Hearing.objects.get().answers == dict.fromkeys(fields, text)
    assert QueueEntry.objects.get().disposition_note == text
    page = client.get(reverse("lead", args=[entry.lead_id]))
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_null_character_is_refused_in_words(login, rep, team):
    client, entry = login(rep), make_entry(team, owner=rep)
    answers = (
        contact(client, entry, "a\x00b"),
        hear(client, entry.lead, budget="a\x00b"),
        client.post(reverse("nurture_create", args=[entry.pk]), {"reason": "other", "note": "a\x00b"}),
        client.post(reverse("queue_return_create", args=[make_lead().pk]), {"reason": "a\x00b"}),
    )
    for response in answers:
        assert response.status_code == 422
        assert "field-error" in response.text


def test_too_much_is_refused_and_comes_back(login, rep, team):
    text = "あ" * (COMMENT_MAX + 1)
    response = contact(login(rep), make_entry(team, owner=rep), text)
    assert response.status_code == 422
    assert text in response.text


@pytest.mark.parametrize("tail", ["abc", "0", "99999999999999999999"])
def test_an_address_that_names_nothing_is_not_found(login, rep, tail):
    client = login(rep)
    for path in (f"/queue/{tail}/", f"/leads/{tail}/"):
        assert client.get(path).status_code == 404
