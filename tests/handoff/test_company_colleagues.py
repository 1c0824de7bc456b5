import datetime as dt

from django.urls import reverse

from handoff.models import ContactAttempt
from leads.models import Activity, Lead
from tests.handoff.entries import make_entry, make_handoff, make_lead

AT = dt.datetime(2026, 11, 19, 3, tzinfo=dt.UTC)


def page(client, lead):
    return client.get(reverse("lead_colleagues", args=[lead.pk]), headers={"HX-Request": "true"}).text


def at_company_of(lead, other):
    Lead.objects.filter(pk=other.pk).update(company=lead.company)


def test_others_of_the_company_are_shown_with_what_they_did(login, rep, other_rep, sales, team):
    lead = make_lead()
    queued, sold = make_entry(team, other_rep), make_handoff(team, rep, state="assigned", assignee=sales)
    for other, name in ((queued.lead, "部長 一郎"), (sold.lead, "課長 二郎"), (make_lead(), "社員 三郎")):
        at_company_of(lead, other)
        Lead.objects.filter(pk=other.pk).update(name=name)
    Activity.objects.create(
        lead=queued.lead, external_id="a", kind=Activity.Kind.DOWNLOAD, content="料金表", occurred_at=AT
    )
    ContactAttempt.objects.create(
        lead=queued.lead, entry=queued, by=other_rep, channel="call", result="no_answer", at=AT
    )
    text = page(login(rep), lead)
    for words in (
        "部長 一郎",
        "課長 二郎",
        "社員 三郎",
        "料金表",
        "原 陽",
        "関 翔",
        reverse("queue_entry", args=[queued.pk]),
    ):
        assert words in text


def test_the_lead_itself_and_other_companies_are_not_among_them(login, rep, team):
    lead, elsewhere = make_lead(name="本人"), make_lead(name="他社")
    text = page(login(rep), lead)
    assert lead.name not in text
    assert elsewhere.name not in text
    assert "登録されていません" in text


def test_a_lead_without_a_company_has_no_colleagues(login, rep, team):
    make_lead(company=None)
    assert "rows" not in page(login(rep), make_lead(company=None))


def test_somebody_outside_the_team_gets_no_link_to_its_entry(login, stranger, team):
    lead, queued = make_lead(), make_entry(team)
    at_company_of(lead, queued.lead)
    text = page(login(stranger), lead)
    assert reverse("queue_entry", args=[queued.pk]) not in text
    assert reverse("lead", args=[queued.lead_id]) in text


def test_many_colleagues_take_no_more_queries_than_one(login, rep, team, django_assert_max_num_queries):
    lead = make_lead()
    for _number in range(30):
        at_company_of(lead, make_lead())
    client = login(rep)
    with django_assert_max_num_queries(9):
        page(client, lead)
