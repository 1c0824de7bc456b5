import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Clock, Discretion, Draft, Event, Handoff, Notice, QueueEntry
from leads.models import Company
from tests.handoff.toss_ups import make_entry, make_lead, toss_up, use_profile
from tests.leads.naughty import NAUGHTY


@pytest.fixture
def entry(team, rep):
    return make_entry(team, rep)


def send(client, entry, **values):
    values = {"reason_text": "基準を満たす", "comment": "", "seen": "score_and_hearing"} | values
    return client.post(reverse("handoff_create", args=[entry.pk]), values)


def test_the_screen_shows_the_reason_the_package_and_who_could_take_it(login, rep, sales, entry):
    response = login(rep).get(reverse("handoff_new", args=[entry.pk]))
    assert "スコアとヒアリングが基準以上" in response.text
    assert entry.lead.name in response.text
    assert "手作業が多い" in response.text
    assert response.context["suggestion"].assignee == sales
    assert "関 翔" in response.text


def test_the_salesperson_with_the_fewest_open_deals_is_suggested(login, rep, manager, sales, other_sales, team, entry):
    toss_up(team, rep).approve(by=manager, at=entry.entered_at, assignee=sales)
    response = login(rep).get(reverse("handoff_new", args=[entry.pk]))
    assert response.context["suggestion"].assignee == other_sales


def test_the_account_owner_is_suggested_before_anybody_else(login, rep, sales, other_sales, team):
    company = Company.objects.create(name="顧客商事", name_key="顧客商事", account_owner=other_sales.email)
    entry = make_entry(team, rep, make_lead(company=company))
    response = login(rep).get(reverse("handoff_new", args=[entry.pk]))
    assert (response.context["suggestion"].assignee, response.context["suggestion"].why) == (
        other_sales,
        "account_owner",
    )


def test_tossing_up_closes_the_entry_answers_its_clock_and_starts_the_managers(login, rep, manager, entry):
    response = send(login(rep), entry, comment="来週の面談を希望")
    handoff = Handoff.objects.get(lead=entry.lead)
    assert response.url == reverse("handoff", args=[handoff.pk])
    assert (handoff.state, handoff.reason, handoff.comment) == (
        "awaiting_approval", "score_and_hearing", "来週の面談を希望",
    )  # fmt: skip
    entry.refresh_from_db()
    assert (entry.state, entry.disposition, entry.answered_at is None) == ("closed", "tossed_up", False)
    assert Clock.objects.get(entry=entry).state == "met"
    assert Clock.objects.get(handoff=handoff).kind == "approval"
    event = Event.objects.get(kind="tossed_up")
    assert (event.handoff, event.entry, event.actor) == (handoff, entry, rep)
    assert Notice.objects.filter(event=event).values_list("recipient", flat=True).get() == manager.pk


def test_the_proposed_salesperson_is_what_the_manager_is_offered(login, rep, manager, sales, other_sales, entry):
    send(login(rep), entry, suggested_assignee=other_sales.pk)
    response = login(manager).get(reverse("approvals"))
    assert response.context["handoffs"][0].suggestion.assignee == other_sales


def test_in_the_small_profile_nobody_approves(login, rep, team):
    use_profile("small")
    entry = make_entry(team, rep)
    send(login(rep), entry, seen="checklist_met")
    assert Handoff.objects.get().state == "awaiting_assignment"


def test_without_approval_a_customer_goes_straight_to_the_account_owner(login, rep, sales, team):
    use_profile("small")
    company = Company.objects.create(
        name="顧客商事", name_key="顧客商事", account_owner=sales.email.upper(), employees=90
    )
    send(login(rep), make_entry(team, rep, make_lead(company=company)), seen="checklist_met")
    handoff = Handoff.objects.get()
    assert (handoff.state, handoff.assignee) == ("assigned", sales)
    assert Clock.objects.get(handoff=handoff).kind == "sales_acceptance"


def test_a_lead_that_is_no_target_needs_the_reps_own_reason(login, rep, team):
    entry = make_entry(team, rep, make_lead(answers=None))
    page = login(rep).get(reverse("handoff_new", args=[entry.pk]))
    assert not page.context["is_target"]
    response = send(login(rep), entry, reason_text=" ", comment="書いたこと", seen="human_judgement")
    assert response.status_code == 422
    assert "書いたこと" in response.text
    assert not Handoff.objects.exists()


def test_a_person_may_toss_up_by_own_judgement(login, rep, team):
    entry = make_entry(team, rep, make_lead(answers=None))
    send(login(rep), entry, reason_text="役員から直接の紹介", seen="human_judgement")
    handoff = Handoff.objects.get()
    assert (handoff.reason, handoff.state) == ("human_judgement", "awaiting_approval")
    assert handoff.package.document["reason_text"] == "役員から直接の紹介"


def test_where_the_criteria_leave_it_to_people_the_judgement_is_recorded(login, rep, team):
    use_profile("small")
    entry = make_entry(team, rep, make_lead(kinds=()))
    send(login(rep), entry, reason_text="展示会で強い関心", seen="human_judgement")
    assert Discretion.objects.get().reason == "展示会で強い関心"
    assert Handoff.objects.get().reason == "discretion"


def test_a_verdict_that_changed_meanwhile_is_shown_before_anything_is_sent(login, rep, team):
    entry = make_entry(team, rep, make_lead(answers=None))
    response = send(login(rep), entry, seen="score_and_hearing")
    assert response.status_code == 422
    assert "入力中に判定が変わりました" in response.text
    assert 'value="human_judgement"' in response.text


def test_the_second_submission_is_told_and_changes_nothing(login, rep, entry):
    client = login(rep)
    send(client, entry)
    response = send(client, entry, comment="二度目の申し送り")
    assert response.status_code == 422
    assert "二度目の申し送り" in response.text
    assert Handoff.objects.count() == 1
    assert Event.objects.filter(kind="tossed_up").count() == 1


def test_an_entry_of_another_rep_is_left_alone(login, other_rep, entry):
    day = timezone.localdate() + dt.timedelta(days=30)
    typed = {"comment": "時間をかけて書いた", "people-0-name": "鈴木 部長"}
    typed |= {"next_step": "初回商談", "next_step_on": day.isoformat()}
    response = send(login(other_rep), entry, **typed)
    assert not Handoff.objects.exists()
    assert QueueEntry.objects.get(pk=entry.pk).state == "claimed"
    assert response.status_code == 422
    for words in ("時間をかけて書いた", "鈴木 部長", f"{day.month}/{day.day} ("):
        assert words in response.text


def test_nobody_writes_a_toss_up_for_an_entry_that_another_rep_has(login, other_rep, entry):
    response = login(other_rep).get(reverse("handoff_new", args=[entry.pk]), follow=True)
    assert response.redirect_chain == [(reverse("queue_entry", args=[entry.pk]), 302)]
    assert "林 葵さんが対応中です" in response.text


def test_what_is_typed_is_kept_until_it_is_sent(login, rep, entry):
    client = login(rep)
    kept = client.post(reverse("handoff_draft", args=[entry.pk]), {"comment": "書きかけ\0", "reason_text": "理由"})
    assert kept.status_code == 204
    assert "書きかけ" in client.get(reverse("handoff_new", args=[entry.pk])).text
    send(client, entry)
    assert not Draft.objects.exists()


def test_a_closed_entry_leads_to_its_lead(login, rep, entry):
    client = login(rep)
    send(client, entry)
    response = client.get(reverse("handoff_new", args=[entry.pk]))
    assert response.url == reverse("lead", args=[entry.lead_id])


@pytest.mark.parametrize("text", NAUGHTY)
def test_any_text_is_taken_as_text(login, rep, entry, text):
    response = send(login(rep), entry, comment=text, reason_text=text)
    assert response.status_code == 302
    page = login(rep).get(response.url)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_null_character_is_refused_in_words(login, rep, entry):
    assert send(login(rep), entry, comment="a\0b").status_code == 422


def test_more_than_the_limit_is_refused_and_kept(login, rep, entry):
    response = send(login(rep), entry, comment="山" * 5001)
    assert response.status_code == 422
    assert "山" * 5001 in response.text
