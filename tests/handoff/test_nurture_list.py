import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.criteria.document import Condition, Outcome, Rule
from handoff.criteria.profiles import MID
from handoff.judging.new_scores import judge
from handoff.models import Clock, CriteriaVersion, Event, QueueEntry, Verdict
from handoff.nurturing.nurture_list import PAGE
from leads.models import Lead
from leads.search import refresh
from tests.handoff.entries import clock_of, make_entry, make_handoff, make_lead
from tests.handoff.judging import put_in_force
from tests.handoff.sheets import UNITS, publish, with_questions

NOW = timezone.now()


def nurtured(name, days_ago=0, reason="low_score_no_timing"):
    lead = make_lead(name=name)
    since = NOW - dt.timedelta(days=days_ago)
    Verdict.objects.create(
        lead=lead,
        criteria=CriteriaVersion.active(),
        flag="not_target",
        route="nurture",
        reason=reason,
        as_of=NOW,
        since=since,
    )
    refresh([lead.pk])
    return lead


def page(client, **asked):
    text = client.get(reverse("nurture"), asked).text
    return text[text.index('id="nurture-table"') :]


def test_it_lists_the_leads_that_the_criteria_nurture_newest_first(login, marketer):
    nurtured("甲", days_ago=5)
    nurtured("乙", days_ago=1)
    make_lead(name="丙")
    text = page(login(marketer))
    assert text.index(">乙</a>") < text.index(">甲</a>")
    assert ">丙</a>" not in text


def test_a_lead_that_is_being_worked_is_not_in_the_list(login, marketer, team):
    in_queue, with_sales = nurtured("甲"), nurtured("乙")
    QueueEntry.objects.create(lead=in_queue, team=team, entered_at=NOW, due_at=NOW)
    handoff = make_handoff(team)
    type(handoff).objects.filter(pk=handoff.pk).update(lead=with_sales)
    text = page(login(marketer))
    assert ">甲</a>" not in text
    assert ">乙</a>" not in text


def test_it_lists_those_a_person_moved_with_the_reason(login, marketer, rep, team):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=NOW, reason="no_budget", note="来期に再度連絡")
    text = page(login(marketer), by="people")
    assert "今期は予算なし" in text
    assert "来期に再度連絡" in text
    assert "林 葵" in text


def test_one_that_came_back_to_the_queue_since_is_gone_from_the_list(login, marketer, rep, team):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=NOW, reason="no_budget")
    QueueEntry.objects.bring_back(entry.lead, team=team, by=rep, at=NOW, reason="再度の問い合わせ")
    assert entry.lead.name not in page(login(marketer), by="people")


def test_it_filters_by_reason_and_by_words(login, marketer):
    nurtured("甲山 一")
    nurtured("乙川 二", reason="lost_before")
    client = login(marketer)
    assert ">乙川 二</a>" in page(client, q="乙川")
    assert ">甲山 一</a>" not in page(client, q="乙川")
    assert ">乙川 二</a>" not in page(client, reason="low_score_no_timing")
    assert ">乙川 二</a>" in page(client, reason="made_up")


def test_pages_follow_each_other_without_gaps_or_repeats(login, marketer):
    criteria = CriteriaVersion.active()
    leads = Lead.objects.bulk_create(
        Lead(external_id=f"P{n}", person_key=f"P{n}", name=f"氏名{n}さん") for n in range(PAGE + 9)
    )
    Verdict.objects.bulk_create(
        Verdict(lead=lead, criteria=criteria, flag="not_target", route="nurture", reason="x", as_of=NOW, since=NOW)
        for lead in leads
    )
    client, seen, query = login(marketer), [], "?"
    while query:
        text = client.get(reverse("nurture") + query, headers={"HX-Request": "true"}).text
        seen += [part.split("さん")[0] for part in text.split(">氏名")[1:]]
        query = "?" + text.split('hx-get="?')[1].split('"')[0].replace("&amp;", "&") if 'hx-get="?' in text else ""
    assert len(seen) == len(set(seen)) == PAGE + 9


@pytest.mark.parametrize("after", ["x", "_", "2026-01-01_1", "2026-01-01T00:00:00Z_" + "9" * 30])
def test_a_made_up_position_shows_the_first_page(login, marketer, after):
    nurtured("甲")
    assert ">甲</a>" in page(login(marketer), after=after)


def test_it_takes_the_same_few_queries_for_any_number_of_leads(login, marketer, django_assert_num_queries):
    nurtured("甲")
    client = login(marketer)
    with django_assert_num_queries(13):
        client.get(reverse("nurture"))
    for number in range(20):
        nurtured(f"追加{number}")
    with django_assert_num_queries(13):
        client.get(reverse("nurture"))


def test_nor_does_it_look_up_an_own_question_for_every_lead(login, marketer, team, django_assert_num_queries):
    publish(with_questions(UNITS))
    asked = Rule((Condition("hearing:qunits", "at_least", 100),), Outcome("target", "sales", "score_met"))
    put_in_force(MID.with_changes(rules=(asked, Rule((), Outcome("not_target", "nurture", "low_score_no_timing")))))
    judge(lead_ids=[make_lead().pk], as_of=NOW)
    client = login(marketer)
    with django_assert_num_queries(14):
        assert "導入台数" in client.get(reverse("nurture")).text
    judge(lead_ids=[make_lead().pk for _number in range(5)], as_of=NOW)
    with django_assert_num_queries(14):
        client.get(reverse("nurture"))


def bring_back(client, lead, reason="展示会で再会"):
    return client.post(reverse("queue_return_create", args=[lead.pk]), {"reason": reason})


def test_a_marketer_brings_a_lead_back_with_a_reason_and_a_new_clock(login, marketer, team):
    lead = nurtured("甲")
    bring_back(login(marketer), lead)
    entry = QueueEntry.objects.get(lead=lead)
    assert (entry.state, entry.team) == ("waiting", team)
    assert clock_of(entry).state == Clock.State.RUNNING
    assert entry.due_at == clock_of(entry).due_at > NOW
    event = Event.objects.get(kind="entered_queue", lead=lead)
    assert (event.actor, event.data["comment"]) == (marketer, "展示会で再会")


def test_it_stays_when_the_lead_is_judged_again(login, marketer):
    lead = nurtured("甲")
    bring_back(login(marketer), lead)
    judge(lead_ids=[lead.pk], as_of=timezone.now())
    assert QueueEntry.objects.get(lead=lead).state == "waiting"


def test_a_lead_in_the_queue_is_not_brought_back_twice(login, marketer):
    lead, client = nurtured("甲"), login(marketer)
    bring_back(client, lead)
    response = bring_back(client, lead)
    assert response.status_code == 302
    assert QueueEntry.objects.filter(lead=lead).count() == 1


@pytest.mark.parametrize("reason", ["", "  \r\n ", "a\x00b"])
def test_it_wants_a_reason_that_can_be_stored(login, marketer, reason):
    lead = nurtured("甲")
    assert bring_back(login(marketer), lead, reason).status_code == 422
    assert not QueueEntry.objects.exists()


def test_a_salesperson_does_not_fill_the_queue(login, sales):
    assert bring_back(login(sales), nurtured("甲")).status_code == 403
