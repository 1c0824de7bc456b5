"""Links and forms that somebody made up: an answer in order, never an error page."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

NUMBERS = ["²", "٣", "-1", "1e400", "9" * 30, "\x00", "'", "%"]
POSITIONS = [
    "9999-12-31T23:59:59-14:00_1",
    "0001-01-01T00:00:00+14:00_1",
    "1_0001-01-01T00:00:00+14:00_1_1",
    "9999-12-31T23:59:59-14:00_activity_1",
    "2026-11-20T00:00:00_1",
    "_",
]
LISTS = {
    "queue": "rep", "queue_news": "rep", "leads": "rep", "nurture": "rep", "companies": "rep", "notices": "rep",
    "approvals": "manager", "deals": "manager", "reviews": "manager", "imports": "marketer", "criteria": "rep",
    "scoring": "rep", "home": "rep", "bell": "rep",
}  # fmt: skip
ASKED = (
    "after", "before", "id", "key", "row", "newest", "q", "tab", "show", "assignee", "list", "by", "reason", "sort",
    "flag", "source", "stand", "months", "seen",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_list_answers_whatever_its_link_says(world, client, name, htmx):
    client.force_login(world.people[LISTS[name]])
    for odd in NUMBERS + POSITIONS:
        response = client.get(reverse(name), dict.fromkeys(ASKED, odd), headers=htmx)
        assert response.status_code in (200, 204, 302, 404), (odd, response.status_code)


def test_the_parts_of_a_lead_and_an_import_answer_too(world, client):
    client.force_login(world.people["admin"])
    for name, thing in (("lead_timeline", "lead"), ("import_problems", "import"), ("scoring_version", "scoring")):
        for odd in NUMBERS + POSITIONS:
            address = reverse(name, args=world.arguments(thing))
            assert client.get(address, {"before": odd, "after": odd, "against": odd}).status_code in (200, 404)


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "²", "_",
     "queue", "\x00", "/" + "a" * 5000],
)  # fmt: skip
def test_the_way_back_stays_on_this_site(world, client, address):
    client.force_login(world.people["rep"])
    theme = client.post(reverse("set_theme"), {"theme": "dark", "next": address})
    claim = client.post(reverse("queue_claim", args=world.arguments("unclaimed")), {"next": address})
    assert theme["Location"] == "/"
    assert claim["Location"].startswith("/leads/")


def test_drafts_take_endless_numbers_for_what_they_are(world, client):
    client.force_login(world.people["admin"])
    endless = "9" * 5000
    posts = {
        ("scoring_draft_title_words", None): {"title_words": f"店長 = {endless}"},
        ("scoring_draft_rule", "scoring rule"): {"points": endless, "fresh_days": endless, "cap": endless},
        ("scoring_draft_place", "scoring rule"): {"place": endless},
        ("criteria_draft_process", None): {"process-quota": endless, "process-first_response": endless},
        ("criteria_draft_thresholds", "draft table"): {"behaviour_min": endless, "thresholds-behaviour_min": endless},
    }
    for (name, thing), typed in posts.items():
        address = reverse(name, args=world.arguments(thing))
        for seen in ("1", endless, "-1", "x"):
            response = client.post(address, urlencode(typed | {"seen": seen}), "application/x-www-form-urlencoded")
            assert response.status_code in (302, 404, 409, 422), (name, seen)
