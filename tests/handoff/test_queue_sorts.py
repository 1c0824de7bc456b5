import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.models import ColumnChoice, QueueEntry
from handoff.queue_list.query import QueueQuery, Viewer
from handoff.queue_list.sorts import SORTS, SORTS_BY_NAME
from leads.models import Company, Lead
from tests.handoff.entries import make_lead, tokyo
from tests.handoff.test_queue_page import judged, named, names_in, rows

START = tokyo("2026-11-02T10:00")


def queue_of(team, specs):
    """An entry for each (company number or None, score, hours until due, hours since it came)."""
    for company, score, due, came in specs:
        firm = company is not None and Company.objects.get_or_create(name=f"社{company}", name_key=f"社_{company}")[0]
        QueueEntry.objects.create(
            lead=make_lead(company=firm or None), team=team, score=score,
            entered_at=START - dt.timedelta(hours=came), due_at=START + dt.timedelta(hours=due),
        )  # fmt: skip


EXPECTED = {
    "urgent": lambda entry: (entry.due_at, -entry.score, entry.pk),
    "score": lambda entry: (-entry.score, -entry.pk),
    "newest": lambda entry: (-entry.entered_at.timestamp(), -entry.pk),
    "oldest": lambda entry: (entry.entered_at, entry.pk),
    "company": lambda entry: (
        entry.lead.company is None, entry.lead.company and (entry.lead.company.name_key, entry.lead.company.pk),
        entry.due_at, entry.pk,
    ),
}  # fmt: skip
few = st.integers(0, 2)


@given(specs=st.lists(st.tuples(st.none() | few, few, few, few), max_size=12), size=st.integers(1, 5))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_pages_by_position_give_every_row_once_in_every_order(team, specs, size):
    QueueEntry.objects.all().delete()
    queue_of(team, specs)
    entries = QueueEntry.objects.select_related("lead__company")
    for sort in SORTS:
        seen, after = [], ""
        while page := sort.page(entries, after, size):
            seen += page
            after = sort.position(page[-1])
        assert seen == sorted(entries, key=EXPECTED[sort.name]), sort.name


@pytest.mark.parametrize("sort", [sort.name for sort in SORTS])
def test_a_made_up_position_begins_at_the_start(login, rep, team, sort):
    named(team, "甲")
    client = login(rep)
    for after in ("x", "1", "_", "0__", "9_9_9", "１_1", "1_" + "9" * 40, "\x00_1"):
        assert ">甲</a>" in client.get(reverse("queue"), {"sort": sort, "after": after}).text


@pytest.mark.parametrize(("sort", "index"), [("score", "queue_by_score"), ("newest", "queue_by_arrival")])
def test_a_sort_is_read_from_its_index(team, sort, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off")
    rows = QueueEntry.objects.filter(team=team).open()
    last = QueueEntry(pk=5, score=5, entered_at=START)
    order = {"score": ("-score", "-id"), "newest": ("-entered_at", "-id")}[sort]
    plan = rows.order_by(*order)[:50].explain()
    assert index in plan
    assert "Sort" not in plan
    assert SORTS_BY_NAME[sort].page(rows, SORTS_BY_NAME[sort].position(last), 5) == []


def test_people_of_one_company_stand_together_under_its_name(login, rep, team):
    firm, other = (Company.objects.create(name=name, name_key=name) for name in ("あおい商会", "ベガ工業"))
    for name, company in (("甲", firm), ("乙", other), ("丙", firm)):
        Lead.objects.filter(pk=named(team, name).lead_id).update(company=company)
    text = rows(login(rep).get(reverse("queue"), {"sort": "company"}))
    assert text.count('class="group-head"') == 2
    assert "キューに 2 名" in text
    assert text.index("あおい商会") < text.index(">甲</a>") < text.index(">丙</a>") < text.index(">乙</a>")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"owner": "none"}, "甲丁"),
        ({"owner": "me"}, "乙"),
        ({"source": "展示会"}, "甲"),
        ({"reason": "needs_judgement"}, "乙"),
        ({"prefecture": "東京都"}, "丙丁"),
        ({"industry": "製造"}, "丁"),
        ({"least": "50"}, "丙"),
        ({"most": "49"}, "甲乙丁"),
        ({"least": "10", "owner": "none"}, ""),
        ({"owner": "x", "least": "-1", "most": "９"}, "甲乙丙丁"),
        ({"source": "' OR 1=1 --"}, ""),
    ],
)
def test_filters_narrow_the_list(login, rep, other_rep, team, asked, names):
    entries = {"甲": named(team, "甲"), "乙": named(team, "乙", rep), "丙": named(team, "丙", other_rep, score=70)}
    entries["丁"] = named(team, "丁")
    Lead.objects.filter(pk=entries["甲"].lead_id).update(source="展示会")
    judged(entries["乙"])
    Lead.objects.filter(pk=entries["丙"].lead_id).update(prefecture="東京都")
    Company.objects.filter(leads=entries["丁"].lead).update(prefecture="東京都", industry="製造")
    assert names_in(login(rep), **asked) == set(names)


def test_a_colleague_is_chosen_by_number_and_named_on_the_chip(login, rep, other_rep, team):
    named(team, "甲", other_rep)
    text = login(rep).get(reverse("queue"), {"owner": other_rep.pk}).text
    assert "担当者: 原 陽" in text
    assert ">甲</a>" in text
    assert "?" in login(rep).get(reverse("queue"), {"owner": "9" * 18}).text


def test_the_filters_offer_what_there_is_to_choose(login, rep, other_rep, team):
    Lead.objects.filter(pk=named(team, "甲", other_rep).lead_id).update(source="展示会")
    text = login(rep).get(reverse("queue_filters"), {"source": "展示会"}).text
    assert '<option value="展示会" selected>展示会</option>' in text
    assert f'value="{other_rep.pk}"' in text


def test_a_filter_that_nothing_passes_says_so(login, rep, team):
    named(team, "甲")
    assert "条件に合うリードはありません" in login(rep).get(reverse("queue"), {"source": "ない"}).text


def test_the_address_of_a_list_says_all_that_it_asks_for(rep, now):
    query = QueueQuery.parse("?tab=mine&q=乙&sort=score&owner=me&least=5&made=up")
    assert QueueQuery.parse(query.address()) == query
    assert QueueQuery().address() == "?"
    assert query.entries(Viewer(rep, now)).count() == 0


def test_htmx_writes_the_list_into_the_address_beside_the_open_lead(login, rep, team):
    entry = named(team, "甲")
    here = f"http://testserver{reverse('queue_entry', args=[entry.pk])}?tab=mine"
    headers = {"HX-Request": "true", "HX-Current-URL": here}
    response = login(rep).get(reverse("queue"), {"sort": "score"}, headers=headers)
    assert response.headers["HX-Replace-Url"] == f"/queue/{entry.pk}/?sort=score"


def test_columns_are_kept_for_each_person(login, rep, other_rep, team):
    entry = named(team, "甲")
    judged(entry)
    Lead.objects.filter(pk=entry.lead_id).update(prefecture="沖縄県", department="総務部", title="課長")
    client = login(rep)
    assert "88 / 44" in client.get(reverse("queue")).text
    client.post(reverse("queue_columns_save"), {"column": ["prefecture", "title", "made_up"], "query": "?tab=mine"})
    assert ColumnChoice.objects.get(user=rep).columns == ["title", "prefecture"]
    text = client.get(reverse("queue")).text
    assert "沖縄県" in text
    assert "総務部 課長" in text
    assert "88 / 44" not in text
    assert "88 / 44" in login(other_rep).get(reverse("queue")).text


def test_no_column_is_a_choice_too(login, rep, team):
    judged(named(team, "甲"))
    client = login(rep)
    response = client.post(reverse("queue_columns_save"), {"query": "?tab=unclaimed"})
    assert response.headers["Location"] == "/queue/?tab=unclaimed"
    assert "88 / 44" not in client.get(reverse("queue")).text
