"""Who else is looking, as far as Redis knows; without Redis nobody, and nothing else changes."""

import datetime as dt

import pytest
from django.urls import reverse
from redis import RedisError

from handoff.in_hand import presence
from tests.handoff.entries import make_entry, tokyo

AT = tokyo("2026-11-02T11:00")


class Memory:
    """As much of Redis as is asked of it."""

    def __init__(self):
        self.seen: dict[str, dict[str, float]] = {}

    def pipeline(self, **_options):
        self.answers: list = []
        return self

    def zadd(self, key, members):
        self.seen.setdefault(key, {}).update(members)

    def zremrangebyscore(self, key, _least, most):
        self.seen[key] = {name: at for name, at in self.seen[key].items() if at > most}

    def expire(self, key, seconds):
        pass

    def zrange(self, key, _first, _last):
        self.answers.append(sorted(self.seen[key], key=self.seen[key].get))

    def execute(self):
        return self.answers


class Away:
    def pipeline(self, **_options):
        raise RedisError


@pytest.fixture(autouse=True)
def memory(monkeypatch):
    memory = Memory()
    monkeypatch.setattr(presence, "_redis", lambda: memory)
    monkeypatch.setattr(presence, "_asleep_until", 0.0)
    return memory


def test_one_sees_the_others_and_not_oneself(rep, other_rep):
    assert presence.look(rep, 1, AT) == []
    assert presence.look(other_rep, 1, AT) == ["林 葵"]
    assert presence.look(rep, 1, AT) == ["原 陽"]
    assert presence.look(rep, 2, AT) == []


def test_who_has_gone_is_forgotten(rep, other_rep):
    presence.look(other_rep, 1, AT)
    assert presence.look(rep, 1, AT + presence.SEEN_FOR - dt.timedelta(seconds=1)) == ["原 陽"]
    assert presence.look(rep, 1, AT + presence.SEEN_FOR) == []


def test_a_redis_that_is_away_is_asked_once_and_left_alone(rep, monkeypatch):
    monkeypatch.setattr(presence, "_redis", Away)
    assert presence.look(rep, 1, AT) == []
    monkeypatch.setattr(presence, "_redis", None)  # asked again it would fail
    assert presence.look(rep, 1, AT) == []


def test_the_queues_round_brings_the_names_along(login, rep, other_rep, team):
    entry = make_entry(team, owner=rep)
    login(other_rep).get(reverse("queue_entry", args=[entry.pk]))
    here = f"http://testserver{reverse('queue_entry', args=[entry.pk])}?tab=mine"
    headers = {"HX-Request": "true", "HX-Current-URL": here}
    text = login(rep).get(reverse("queue_news"), headers=headers).text
    assert 'id="presence"' in text
    assert "原 陽さん" in text


@pytest.mark.parametrize("here", ["/queue/", "/queue/999999/", "/queue/99999999999999999999/", "/leads/1/", ""])
def test_without_an_open_lead_nothing_is_said(login, rep, team, here):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{here}"}
    assert 'id="presence"' not in login(rep).get(reverse("queue_news"), headers=headers).text


def test_a_leads_own_page_asks_by_itself(login, rep, manager, team):
    lead = make_entry(team, owner=rep).lead
    client, address = login(manager), reverse("lead_presence", args=[lead.pk])
    assert address in client.get(reverse("lead", args=[lead.pk])).text
    assert "岡 誠" in login(rep).get(address).text
