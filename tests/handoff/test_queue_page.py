import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from handoff.models import CriteriaVersion, QueueEntry, Verdict
from handoff.queue_list.page import PAGE
from leads.models import Score
from leads.roles import Role
from leads.search import refresh
from tests.conftest import person
from tests.handoff.entries import make_entry, make_handoff, make_lead, tokyo

SOON = dt.timedelta(hours=1)


def named(team, name, owner=None, **values):
    """An entry whose lead has a name of its own; due_at and others as given."""
    entry = make_entry(team, owner)
    type(entry.lead).objects.filter(pk=entry.lead_id).update(name=name)
    refresh([entry.lead_id])
    QueueEntry.objects.filter(pk=entry.pk).update(**{"due_at": timezone.now() + dt.timedelta(days=9)} | values)
    return entry


def judged(entry, flag="hold", reason="needs_judgement"):
    now = timezone.now()
    Verdict.objects.create(
        lead=entry.lead,
        criteria=CriteriaVersion.active(),
        flag=flag,
        route="is_review",
        reason=reason,
        as_of=now,
        since=now,
    )
    Score.objects.create(lead=entry.lead, behaviour_score=88, attribute_score=44, as_of=now)


def rows(response) -> str:
    text = response.text
    return text[text.index('id="queue-rows"') :]


def names_in(client, **asked):
    text = rows(client.get(reverse("queue"), asked))
    return {name for name in ("甲", "乙", "丙", "丁", "戊", "己", "庚") if f">{name}</a>" in text}


@pytest.fixture
def entries(team, rep, other_rep):
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    named(team, "甲")
    named(team, "乙", owner=rep)
    named(team, "丙", owner=other_rep)
    named(team, "丁", due_at=midnight)
    named(team, "戊", due_at=now - SOON)
    named(team, "己", owner=rep, snoozed_until=now + SOON)
    named(team, "庚", returned_from=make_handoff(team, state="returned"))


@pytest.mark.parametrize(
    ("tab", "names"),
    [
        ("all", set("甲乙丙丁戊己庚")),
        ("mine", set("乙")),
        ("unclaimed", set("甲丁戊庚")),
        ("due_today", set("丁")),
        ("overdue", set("戊")),
        ("snoozed", set("己")),
        ("returned", set("庚")),
        ("hold", set()),
        ("made_up", set("甲乙丙丁戊己庚")),
    ],
)
def test_a_tab_shows_its_entries_and_counts_them(login, rep, entries, tab, names):
    client = login(rep)
    assert names_in(client, tab=tab) == names
    response = client.get(reverse("queue"))
    if tab != "made_up":
        assert f'id="count-{tab}">{len(names)}<' in response.text


def test_an_answered_entry_is_not_due_any_more(login, rep, team):
    named(team, "甲", owner=rep, due_at=timezone.now() - SOON, answered_at=timezone.now())
    assert names_in(login(rep), tab="overdue") == set()


def test_the_hold_tab_goes_by_the_verdict(login, rep, team):
    judged(named(team, "甲"))
    judged(named(team, "乙"), flag="target")
    assert names_in(login(rep), tab="hold") == {"甲"}


def test_the_most_urgent_stand_first_and_answered_ones_last(login, rep, team):
    now = timezone.now()
    named(team, "甲", due_at=now + 2 * SOON)
    named(team, "乙", due_at=now + SOON, score=10)
    named(team, "丙", due_at=now + SOON, score=90)
    named(team, "丁", owner=rep, due_at=now - SOON, answered_at=now)
    text = rows(login(rep).get(reverse("queue")))
    places = [text.index(f">{name}</a>") for name in "丙乙甲丁"]
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["乙川", "オツ", "otsu@", "03-1234"])
def test_the_search_finds_kanji_kana_mail_and_phone(login, rep, team, text):
    entry = named(team, "乙川 次郎")
    lead = type(entry.lead).objects
    lead.filter(pk=entry.lead_id).update(name_kana="オツカワ", email="otsu@example.co.jp", phone_digits="0312345678")
    refresh([entry.lead_id])
    named(team, "甲")
    found = rows(login(rep).get(reverse("queue"), {"q": text}))
    assert "乙川 次郎" in found
    assert ">甲</a>" not in found


@pytest.mark.parametrize("text", ["\x00", "%_'\"\\", "😀", "x" * 5000, "<script>alert(1)</script>"])
def test_any_search_text_is_harmless(login, rep, team, text):
    response = login(rep).get(reverse("queue"), {"q": text})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_more_rows_follow_by_position_without_gaps_or_repeats(login, rep, team):
    for number in range(PAGE + 7):
        make_entry(team, score=number % 3)
    client, seen, url = login(rep), [], reverse("queue")
    while url:
        text = client.get(url, headers={"HX-Request": "true"}).text
        seen += [part.split('"')[0] for part in text.split('id="entry-')[1:]]
        url = text.split('hx-get="/queue/?after=')[1].split('"')[0] if "?after=" in text else ""
        url = f"/queue/?after={url.replace('&amp;', '&')}" if url else ""
    assert len(seen) == len(set(seen)) == PAGE + 7


@pytest.mark.parametrize(
    "after", ["x", "0_2026_1_1", "1_2026-11-06T09:00:00_1_1", "0_2026-11-06T09:00:00Z_1_" + "9" * 30]
)
def test_a_made_up_position_shows_the_first_page(login, rep, team, after):
    make_entry(team)
    assert "entry-" in login(rep).get(reverse("queue"), {"after": after}).text


@pytest.mark.parametrize("tab", ["all", "mine", "unclaimed", "due_today", "overdue", "hold", "snoozed", "returned"])
def test_an_empty_tab_teaches_the_next_step(login, rep, tab):
    assert 'class="empty' in login(rep).get(reverse("queue"), {"tab": tab}).text


def test_another_teams_entries_are_neither_shown_nor_counted(login, stranger, team):
    named(team, "甲")
    response = login(stranger).get(reverse("queue"))
    assert ">甲</a>" not in response.text
    assert 'id="count-all">0<' in response.text


def test_a_manager_reads_along_and_has_no_next_lead(login, manager, team):
    named(team, "甲")
    text = login(manager).get(reverse("queue")).text
    assert ">甲</a>" in text
    assert reverse("queue_next") not in text


def test_the_page_takes_the_same_few_queries_for_one_row_and_for_fifty(login, rep, team, django_assert_num_queries):
    client = login(rep)
    judged(make_entry(team, owner=rep))
    with django_assert_num_queries(16):
        client.get(reverse("queue"))
    for _number in range(PAGE):
        judged(make_entry(team, owner=rep))
    with django_assert_num_queries(16):
        client.get(reverse("queue"))


def test_the_next_rows_take_few_queries(login, rep, team, django_assert_max_num_queries):
    make_entry(team)
    client = login(rep)
    with django_assert_max_num_queries(10):
        client.get(reverse("queue"), {"after": "0_2020-01-01T00:00:00Z_0_0"}, headers={"HX-Request": "true"})


def test_the_list_is_read_in_the_order_of_its_index(team):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off")
    last = (False, timezone.now(), 5, 1)
    plan = QueueEntry.objects.filter(team=team).open().urgent().after(last)[:50].explain()
    assert "queue_order" in plan
    assert "Sort" not in plan


def test_reload_keeps_tab_search_and_selection(login, rep, team):
    entry = named(team, "乙川")
    text = login(rep).get(reverse("queue_entry", args=[entry.pk]), {"tab": "unclaimed", "q": "乙川"}).text
    assert f'href="{reverse("queue_entry", args=[entry.pk])}?tab=unclaimed&amp;q=%E4%B9%99%E5%B7%9D"' in text
    assert 'aria-current="true">乙川</a>' in text
    assert 'value="乙川"' in text


def test_htmx_gets_the_lead_alone_and_a_reload_the_whole_page(login, rep, team):
    entry, client = named(team, "甲"), login(rep)
    url = reverse("queue_entry", args=[entry.pk])
    piece = client.get(url, headers={"HX-Request": "true"})
    assert 'id="queue-list"' not in piece.text
    assert "HX-Request" in piece.headers["Vary"]
    restored = client.get(url, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert 'id="queue-list"' in restored.text


def test_an_entry_that_was_closed_can_still_be_opened(login, rep, team):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=tokyo("2026-11-02T12:00"), reason="no_budget")
    assert login(rep).get(reverse("queue_entry", args=[entry.pk])).status_code == 200


def test_a_lead_without_company_score_or_verdict_is_listed(login, rep, team):
    lead = make_lead(company=None, name="", email="only@example.co.jp")
    QueueEntry.objects.create(lead=lead, team=team, entered_at=timezone.now(), due_at=timezone.now())
    assert "only@example.co.jp" in login(rep).get(reverse("queue")).text


def test_whoever_is_in_no_team_sees_an_empty_queue(login, team):
    named(team, "甲斐 太郎")
    client = login(person("new@example.jp", "新人", None, Role.IS_REP))
    for url in ("/queue/", "/queue/?tab=mine&source=x", reverse("queue_news"), reverse("saved_view_counts")):
        response = client.get(url)
        assert response.status_code == 200
        assert "甲斐" not in response.text
