import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.lead_list import PAGE
from handoff.models import CriteriaVersion, Verdict
from leads.models import Lead, Score
from leads.search import refresh
from tests.handoff.entries import make_entry, make_lead

NOW = timezone.now()


def named(name, days_ago=0, flag=None, score=None, **values):
    lead = make_lead(name=name, registered_at=NOW - dt.timedelta(days=days_ago), **values)
    if flag:
        Verdict.objects.create(
            lead=lead,
            criteria=CriteriaVersion.active(),
            flag=flag,
            route="is_review",
            reason="needs_judgement",
            as_of=NOW,
            since=NOW,
        )
    if score is not None:
        Score.objects.create(lead=lead, behaviour_score=score, attribute_score=1, as_of=NOW)
    refresh([lead.pk])
    return lead


def names(client, **asked):
    text = client.get(reverse("leads"), asked).text
    table = text[text.index('id="lead-table"') :]
    found = {name: table.index(f">{name}</a>") for name in "甲乙丙丁" if f">{name}</a>" in table}
    return "".join(sorted(found, key=found.get))


@pytest.fixture
def some(db, team):
    named("甲", days_ago=3, flag="target", score=10, source="広告")
    named("乙", days_ago=1, flag="hold", score=90, source="展示会", email="otsu@example.co.jp")
    named("丙", days_ago=2, flag="not_target", score=50)
    entry = make_entry(team)
    Lead.objects.filter(pk=entry.lead_id).update(name="丁", registered_at=NOW)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "丁乙丙甲"),
        ({"sort": "score"}, "乙丙甲"),
        ({"flag": "hold"}, "乙"),
        ({"source": "広告"}, "甲"),
        ({"stand": "open"}, "丁"),
        ({"stand": "none"}, "乙丙甲"),
        ({"q": "otsu@exam"}, "乙"),
        ({"q": "otsu", "flag": "target"}, ""),
        ({"flag": "made_up", "sort": "made_up", "stand": "x"}, "丁乙丙甲"),
        ({"source": "\x00"}, "丁乙丙甲"),
    ],
)
def test_filters_and_order(login, sales, some, asked, found):
    assert names(login(sales), **asked) == found


def test_a_lead_without_a_registration_date_counts_from_its_import(login, sales, some):
    make_lead(name="戊", registered_at=None)
    text = login(sales).get(reverse("leads")).text
    assert text.index(">戊</a>") < text.index(">乙</a>")


@pytest.mark.parametrize("sort", ["newest", "score"])
def test_pages_follow_each_other_without_gaps_or_repeats(login, sales, sort):
    leads = Lead.objects.bulk_create(
        Lead(external_id=f"P{n}", person_key=f"P{n}", name=f"氏名{n}さん", registered_at=NOW) for n in range(PAGE + 9)
    )
    Score.objects.bulk_create(Score(lead=lead, behaviour_score=1, attribute_score=1, as_of=NOW) for lead in leads)
    client, seen, query = login(sales), [], f"?sort={sort}"
    while query:
        text = client.get(reverse("leads") + query, headers={"HX-Request": "true"}).text
        seen += [part.split("さん")[0] for part in text.split('/">氏名')[1:]]
        query = text.split('hx-get="?')[1].split('"')[0].replace("&amp;", "&") if 'hx-get="?' in text else ""
        query = f"?{query}" if query else ""
    assert len(seen) == len(set(seen)) == PAGE + 9


@pytest.mark.parametrize("after", ["x", "1_2_3", "2026-01-01_1", "9999999999999_1", "2026-01-01T00:00:00Z_" + "9" * 30])
@pytest.mark.parametrize("sort", ["newest", "score"])
def test_a_made_up_position_shows_the_first_page(login, sales, some, after, sort):
    assert login(sales).get(reverse("leads"), {"after": after, "sort": sort}).status_code == 200


def test_nothing_found_and_nothing_there_say_what_to_do(login, sales):
    client = login(sales)
    assert "取り込み" in client.get(reverse("leads")).text
    assert "条件を緩める" in client.get(reverse("leads"), {"q": "無い"}).text


def test_it_takes_the_same_few_queries_for_any_number_of_leads(login, sales, some, django_assert_num_queries):
    client = login(sales)
    with django_assert_num_queries(13):
        client.get(reverse("leads"))
    for number in range(20):
        named(f"追加{number}", flag="target", score=number)
    with django_assert_num_queries(13):
        client.get(reverse("leads"))
