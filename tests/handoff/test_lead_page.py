import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.judging.new_scores import judge
from handoff.models import Discretion, Event, Hearing
from leads.models import Activity, Score
from tests.handoff.entries import make_entry, make_handoff, make_lead, tokyo


def page(client, lead):
    return client.get(reverse("lead", args=[lead.pk]))


def act(lead, number, kind="page_view", **values):
    at = tokyo("2026-11-19T09:00") - dt.timedelta(hours=number)
    return Activity.objects.create(lead=lead, kind=kind, occurred_at=at, source="t", external_id=uuid.uuid4(), **values)


@pytest.fixture
def full(team, rep):
    """A lead with everything its page can show."""
    entry = make_entry(team, owner=rep)
    for number in range(500):
        act(entry.lead, number, content=f"/資料/{number}")
    Score.objects.create(lead=entry.lead, behaviour_score=120, attribute_score=60, as_of=timezone.now())
    Hearing(lead=entry.lead).save_answers({"timing": "undecided"}, base_version=0, by=rep, at=timezone.now())
    entry.log_contact(by=rep, at=timezone.now(), channel="call", result="connected", note="要望を確認")
    judge(lead_ids=[entry.lead_id], as_of=timezone.now())
    return entry


def test_it_takes_sixteen_queries_at_most(login, rep, full, django_assert_max_num_queries):
    client = login(rep)
    with django_assert_max_num_queries(16):
        page(client, full.lead)


def test_it_reads_in_the_order_of_the_decision(login, rep, full):
    text = page(login(rep), full.lead).text
    marks = [
        'class="lead-head"',
        'id="verdict"',
        "lead-scores",
        'id="hearing-form"',
        'id="timeline"',
        'class="action-bar"',
    ]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


@pytest.mark.parametrize("who", ["marketer", "other_rep", "manager", "sales", "admin"])
def test_everybody_with_a_role_reads_it_and_only_its_rep_acts(request, login, full, who):
    text = page(login(request.getfixturevalue(who)), full.lead).text
    assert "要望を確認" in text
    assert reverse("contact_create", args=[full.pk]) not in text
    save_url = reverse("hearing_save", args=[full.lead_id])
    assert f'"{save_url}"' not in text


def test_a_login_without_a_role_sees_nothing(login, outsider, full):
    assert page(login(outsider), full.lead).status_code == 403


def test_an_unclaimed_lead_offers_the_claim_to_reps(login, rep, team):
    entry = make_entry(team)
    assert reverse("queue_claim", args=[entry.pk]) in page(login(rep), entry.lead).text


def test_a_bare_lead_has_a_page(login, rep):
    lead = make_lead(company=None, name="", phone="", title="")
    assert page(login(rep), lead).status_code == 200


def test_a_returned_toss_up_says_what_to_do_first(login, rep, team, manager):
    entry = make_entry(team, owner=rep)
    handoff = make_handoff(team, submitted_by=rep, state="returned", decided_by=manager, return_reason="timing_too_far",
                           return_comment="来期の予算を確認してください")  # fmt: skip
    type(entry).objects.filter(pk=entry.pk).update(returned_from=handoff)
    text = page(login(rep), entry.lead).text
    assert "来期の予算を確認してください" in text
    assert "岡 誠さんから差し戻し" in text


def test_an_open_toss_up_is_named_with_its_state(login, rep, team):
    handoff = make_handoff(team, submitted_by=rep)
    text = page(login(rep), handoff.lead).text
    assert reverse("handoff", args=[handoff.pk]) in text


def test_the_breakdown_comes_on_demand(login, sales, full):
    url = reverse("lead_breakdown", args=[full.lead_id])
    assert url in page(login(sales), full.lead).text
    assert login(sales).get(url).status_code == 200
    assert login(sales).get(url, headers={"HX-Request": "true"}).status_code == 200


def test_the_timeline_merges_what_happened_newest_first(login, rep, full):
    text = page(login(rep), full.lead).text
    timeline = text[text.index('id="timeline"') :]
    assert timeline.index("要望を確認") < timeline.index("/資料/0") < timeline.index("/資料/1")
    assert "林 葵 がヒアリングを保存" in timeline


def test_older_entries_follow_without_gaps_or_repeats(login, rep, full):
    client, seen, url = login(rep), [], reverse("lead_timeline", args=[full.lead_id])
    while url:
        text = client.get(url, headers={"HX-Request": "true"}).text
        seen += [int(part.split("<")[0]) for part in text.split("/資料/")[1:]]
        url = text.split('hx-get="')[1].split('"')[0] if "hx-get" in text else ""
    assert seen == list(range(500))


def test_activities_of_one_moment_are_all_shown_across_pages(login, rep):
    lead = make_lead()
    for number in range(70):
        act(lead, 0, content=f"/資料/{number}")
    client, seen, url = login(rep), set(), reverse("lead_timeline", args=[lead.pk])
    while url:
        text = client.get(url, headers={"HX-Request": "true"}).text
        seen |= {int(part.split("<")[0]) for part in text.split("/資料/")[1:]}
        url = text.split('hx-get="')[1].split('"')[0] if "hx-get" in text else ""
    assert seen == set(range(70))


def test_a_scanner_is_shown_greyed(login, rep):
    lead = make_lead()
    act(lead, 0, kind="email_open", automated=True)
    text = page(login(rep), lead).text
    assert 'class="automated"' in text
    assert "集計対象外" in text


@pytest.mark.parametrize(
    "before", ["x", "2026_event_1", "2026-01-01T00:00:00Z_nothing_1", "2026-01-01T00:00:00Z_event_" + "9" * 30]
)
def test_a_made_up_position_shows_the_newest(login, rep, full, before):
    response = login(rep).get(reverse("lead_timeline", args=[full.lead_id]), {"before": before})
    assert "/資料/0" in response.text


@pytest.mark.parametrize("kind", Event.Kind.values)
def test_every_kind_of_event_is_told_in_both_languages(login, rep, team, kind):
    entry, now = make_entry(team, owner=rep), timezone.now()
    data = {"reason": "other", "codes": ["good"]} | dict.fromkeys(("due_at", "until", "from"), now.isoformat())
    for actor in (rep, None):
        Event.objects.create(kind=kind, at=now, lead=entry.lead, entry=entry, actor=actor, data=data)
    client = login(rep)
    for language in ("ja", "en"):
        client.cookies["django_language"] = language
        assert page(client, entry.lead).status_code == 200


def test_a_persons_own_judgement_can_be_given_where_the_criteria_ask_for_it(login, rep, full):
    assert not Discretion.objects.exists()  # mid: the criteria know no discretion
    assert "discretion" not in page(login(rep), full.lead).text
