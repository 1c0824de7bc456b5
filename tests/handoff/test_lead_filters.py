import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Handoff, QueueEntry, Verdict
from leads.models import Company, Lead, Score
from leads.search import refresh
from tests.handoff.entries import make_entry, make_lead
from tests.handoff.test_lead_list import named
from tests.handoff.test_lead_list import names as found

NOW = timezone.now()


@pytest.fixture
def some(db, team, rep, sales):
    named("甲", days_ago=3, score=10, prefecture="東京都", tags=["重点"], name_kana="ヒラタ")
    named("乙", days_ago=1, score=90, name_kana="アオキ", phone="03-1234-5678", phone_digits="0312345678")
    named("丙", days_ago=2, score=50, flag="not_target", name_kana="サトウ")
    Company.objects.filter(leads__name="乙").update(prefecture="東京都", industry="食品")
    Verdict.objects.update(route="nurture")
    Handoff.objects.create(
        lead=Lead.objects.get(name="甲"), team=team, state="assigned", assignee=sales, submitted_at=NOW
    )
    entry = make_entry(team, owner=rep)
    Lead.objects.filter(pk=entry.lead_id).update(name="丁", registered_at=NOW, name_kana="タナカ")


def day(days_ago):
    return timezone.localdate(NOW - dt.timedelta(days=days_ago)).isoformat()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"prefecture": "東京都"}, "乙甲"),
        ({"industry": "食品"}, "乙"),
        ({"tag": "重点"}, "甲"),
        ({"least": "50"}, "乙丙"),
        ({"most": "51"}, "丙甲"),
        ({"least": "51", "most": "51"}, "丙"),
        ({"since": day(2)}, "丁乙丙"),
        ({"until": day(2)}, "丙甲"),
        ({"since": day(2), "until": day(1)}, "乙丙"),
        ({"stand": "sales"}, "甲"),
        ({"stand": "nurture"}, "丙"),
        ({"stand": "open"}, "丁"),
        ({"sort": "oldest"}, "甲丙乙丁"),
        ({"sort": "name"}, "乙丙丁甲"),
        ({"q": "5678"}, "乙"),
        ({"q": "03-1234-5678"}, "乙"),
        ({"q": "１２３４"}, "乙"),
        ({"q": "ｱｵｷ"}, "乙"),
        ({"q": "あおき"}, "乙"),
        ({"since": "2026-99-99", "least": "abc", "owner": "x", "tag": "\x00"}, "丁乙丙甲"),
        ({"prefecture": "東京都", "q": "アオキ", "least": "50"}, "乙"),
    ],
)
def test_it_narrows_and_orders(login, rep, some, asked, names):
    assert found(login(rep), **asked) == names


def test_it_finds_whose_leads_they_are(login, rep, sales, some):
    assert found(login(rep), owner=rep.pk) == "丁"
    assert found(login(rep), owner=sales.pk) == "甲"


@pytest.mark.parametrize(
    "asked", [{"since": "2026-99-99"}, {"least": "-1"}, {"since": "2026-02-02", "until": "2026-02-01"}]
)
def test_what_makes_no_sense_is_said_beside_its_field(login, rep, some, asked):
    text = login(rep).get(reverse("leads"), asked).text
    assert 'aria-invalid="true"' in text
    assert "<details open" in text.replace('class="disclosure lead-filters" ', "")


def test_a_chip_takes_one_filter_away_and_keeps_the_others(login, rep, some):
    text = login(rep).get(reverse("leads"), {"prefecture": "東京都", "least": "5", "q": "甲"}).text
    assert 'href="/leads/?q=%E7%94%B2&amp;least=5"' in text


@pytest.mark.parametrize("sort", ["oldest", "name"])
def test_every_order_has_pages_without_gaps_or_repeats(login, rep, sort):
    leads = Lead.objects.bulk_create(
        Lead(external_id=f"P{n}", person_key=f"P{n}", name=f"氏_{n % 7}", registered_at=NOW) for n in range(120)
    )
    Score.objects.bulk_create(Score(lead=lead, behaviour_score=1, attribute_score=1, as_of=NOW) for lead in leads)
    client, seen, query = login(rep), [], f"?sort={sort}"
    while query:
        text = client.get(reverse("leads") + query, headers={"HX-Request": "true"}).text
        seen += [part.split("/")[0] for part in text.split('<a class="row-link" href="/leads/')[1:]]
        query = text.split('hx-get="?')[1].split('"')[0].replace("&amp;", "&") if 'hx-get="?' in text else ""
        query = f"?{query}" if query else ""
    assert len(seen) == len(set(seen)) == 120


def test_each_person_sees_the_columns_they_chose(login, rep, sales, some):
    client = login(rep)
    client.post(reverse("leads_columns"), {"columns": ["phone", "made_up", "kana"], "next": "/leads/?q=乙"})
    text = client.get(reverse("leads")).text
    assert "03-1234-5678" in text
    assert '<th class="num">行動</th>' not in text
    assert '<th class="num">行動</th>' in login(sales).get(reverse("leads")).text


def test_without_any_column_the_usual_ones_are_back(login, rep, some):
    login(rep).post(reverse("leads_columns"), {})
    assert '<th class="num">行動</th>' in login(rep).get(reverse("leads")).text


def test_who_was_disqualified_is_neither_in_the_queue_nor_in_nurturing(login, rep, team):
    lead = make_lead(name="甲", registered_at=NOW)
    refresh([lead.pk])
    entry = QueueEntry.objects.bring_back(lead, team=team, by=rep, at=NOW, reason="再検討")
    entry.disqualify(by=rep, at=NOW, reason="refused")
    assert found(login(rep), stand="nurture") == ""
    assert found(login(rep), stand="none") == "甲"
