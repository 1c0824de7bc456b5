import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from handoff.criteria.document import Condition, Segment, Window
from handoff.criteria.profiles import LARGE, MID, STRATEGIC_TAG
from handoff.judging.verdicts import judge
from handoff.models import Event, QuotaGrant, SalesRequest, StrategicTarget
from leads.models import Company
from tests.handoff.judging import make_company, make_lead, opportunity, put_in_force

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def large():
    return put_in_force(LARGE.with_changes(quota=2))


@pytest.fixture
def today():
    return timezone.localdate()


def judged_lead(**values):
    lead = make_lead(**values)
    judge(lead_ids=[lead.pk], as_of=timezone.now())
    return lead


def page(client, name, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def add(thing, owner, by, expires_on=None) -> StrategicTarget:
    at = timezone.now() - 2 * DAY
    return StrategicTarget.add(thing, owner=owner, reason="来期の重点", expires_on=expires_on, by=by, at=at)


# Strategic targets


def test_every_role_reads_who_is_in_charge_until_when_and_why(login, sales, manager, marketer, today):
    add(make_company(name="青葉工業"), sales, manager, today + 7 * DAY)
    shown = page(login(marketer), "exceptions")
    assert "青葉工業" in shown
    assert "関 翔" in shown
    assert "来期の重点" in shown
    assert "strategic/search" not in shown


def test_a_manager_adds_a_company_from_its_page(login, sales, manager, today):
    company = make_company()
    lead = judged_lead(company=company)
    data = {"owner": sales.pk, "expires_on": today.isoformat(), "reason": "来期の重点"}
    answer = login(manager).post(reverse("strategic_create", args=["company", company.pk]), data)
    assert answer.url == reverse("company", args=[company.pk])
    lead.verdict.refresh_from_db()
    assert lead.verdict.reason == "strategic_target"


def test_a_form_without_a_reason_comes_back_with_what_was_typed(login, sales, manager):
    lead = judged_lead()
    answer = login(manager).post(reverse("strategic_create", args=["lead", lead.pk]), {"owner": sales.pk})
    assert answer.status_code == 422
    assert not StrategicTarget.objects.exists()


def test_adding_what_already_runs_says_who_is_in_charge(login, sales, manager):
    lead = judged_lead()
    add(lead, sales, manager)
    data = {"owner": manager.pk, "reason": "もう一度"}
    answer = login(manager).post(reverse("strategic_create", args=["lead", lead.pk]), data)
    assert answer.status_code == 409
    assert "関 翔" in answer.content.decode()
    assert "もう一度" in answer.content.decode()


def test_the_last_day_is_moved_and_the_target_ended_from_the_list(login, sales, manager, today):
    lead = judged_lead()
    target = add(lead, sales, manager, today + DAY)
    client = login(manager)
    moved = {"expires_on": (today + 9 * DAY).isoformat(), "seen": (today + DAY).isoformat()}
    client.post(reverse("strategic_extend", args=[target.pk]), moved)
    target.refresh_from_db()
    assert target.expires_on == today + 9 * DAY
    client.post(reverse("strategic_end", args=[target.pk]))
    lead.verdict.refresh_from_db()
    assert lead.verdict.reason == "below_threshold"
    assert "岡 誠さんが終了" in page(client, "exceptions")


def test_a_stale_last_day_changes_nothing_and_says_so(login, sales, manager, today):
    target = add(judged_lead(), sales, manager, today + DAY)
    stale = {"expires_on": (today + 9 * DAY).isoformat(), "seen": ""}
    answer = login(manager).post(reverse("strategic_extend", args=[target.pk]), stale, follow=True)
    target.refresh_from_db()
    assert target.expires_on == today + DAY
    assert list(answer.context["messages"])


def test_a_lead_that_only_an_import_tagged_is_shown_as_such(login, sales, manager):
    tagged, known = make_lead(name="印 だけ", tags=[STRATEGIC_TAG]), make_lead(name="責任 者あり", tags=[STRATEGIC_TAG])
    add(known, sales, manager)
    shown = page(login(manager), "exceptions")
    assert reverse("strategic_new", args=["lead", tagged.pk]) in shown
    assert reverse("strategic_new", args=["lead", known.pk]) not in shown


def test_the_search_finds_companies_and_leads(login, manager):
    company = make_company(name="白樺精機")
    lead = make_lead(company=company, name="白樺 花子", search_text="白樺花子", search_grams=["白樺"])
    shown = page(login(manager), "strategic_search", q="白樺")
    assert reverse("strategic_new", args=["company", company.pk]) in shown
    assert reverse("strategic_new", args=["lead", lead.pk]) in shown


def test_the_lead_says_that_it_is_a_target_by_its_company(login, sales, manager, rep):
    lead = judged_lead()
    add(lead.company, sales, manager)
    assert "戦略ターゲット（責任者: 関 翔）" in page(login(rep), "lead", lead.pk)


def test_targets_that_no_rule_looks_at_are_said_to_change_nothing(login, sales, manager):
    client = login(manager)
    said = "判定には影響しません"
    assert said not in page(client, "exceptions")
    put_in_force(MID)
    assert said in page(client, "exceptions")
    assert said in page(client, "customers_without_owner")


# Customers and their account owners


def test_customers_whose_owner_is_missing_or_gone_are_listed(login, rep, sales):
    User.objects.create_user("gone", "gone@example.jp", is_active=False)
    make_company(name="主なし", is_customer=True)
    make_company(name="主は退職", is_customer=True, account_owner="gone@example.jp")
    make_company(name="主あり", is_customer=True, account_owner=sales.email)
    make_company(name="顧客でない")
    shown = page(login(rep), "customers_without_owner")
    assert "主なし" in shown
    assert "主は退職" in shown
    assert "主あり" not in shown
    assert "顧客でない" not in shown


def test_a_long_list_asks_the_database_no_more_often_than_a_short_one(
    login, manager, sales, django_assert_max_num_queries
):
    for number in range(20):
        make_company(name=f"主なし{number}", is_customer=True)
        add(make_company(), sales, manager)
    client = login(manager)
    for name in ("customers_without_owner", "exceptions"):
        with django_assert_max_num_queries(15):
            page(client, name)


def test_choosing_an_owner_judges_the_customers_leads_again(login, manager, sales):
    lead = judged_lead(company={"is_customer": True})
    assert lead.verdict.reason == "customer_without_owner"
    data = {"owner": sales.pk, "seen": ""}
    login(manager).post(reverse("owner_set", args=[lead.company_id]), data)
    lead.verdict.refresh_from_db()
    assert (lead.verdict.reason, lead.verdict.route) == ("existing_customer", "account_owner")
    assert Company.objects.get(pk=lead.company_id).account_owner == sales.email
    assert Event.objects.get(kind="account_owner_set").data["before"] == ""


def test_two_who_choose_an_owner_do_not_overwrite_each_other(login, manager, sales, other_sales):
    company = make_company(is_customer=True, account_owner=sales.email)
    data = {"owner": other_sales.pk, "seen": ""}
    login(manager).post(reverse("owner_set", args=[company.pk]), data)
    company.refresh_from_db()
    assert company.account_owner == sales.email
    assert not Event.objects.filter(kind="account_owner_set").exists()


def test_the_company_page_brings_target_and_owner(login, manager, sales):
    company = make_company(is_customer=True, account_owner=sales.email)
    client = login(manager)
    assert reverse("company_exceptions", args=[company.pk]) in page(client, "company", company.pk)
    shown = page(client, "company_exceptions", company.pk)
    assert "関 翔" in shown
    assert reverse("owner_set", args=[company.pk]) in shown


# Lost before


def test_lost_leads_say_when_they_come_back(login, marketer, today):
    put_in_force(LARGE.with_changes(cooling_days=30))
    soon, undated, won = judged_lead(name="近日 復帰"), judged_lead(name="日付 不明"), judged_lead(name="受注 済み")
    opportunity(soon, "lost", closed_on=today - 10 * DAY)
    opportunity(undated, "lost", closed_on=None)
    opportunity(won, "lost", closed_on=today - 10 * DAY)
    opportunity(won, "won", closed_on=today - 5 * DAY)
    client = login(marketer)
    back = today + 20 * DAY
    cooling, never = page(client, "lost_before"), page(client, "lost_before", show="never")
    assert "近日 復帰" in cooling
    assert back.isoformat() in cooling
    assert "日付 不明" in never
    assert "受注 済み" not in cooling + never


def test_those_that_come_back_this_month_are_counted(login, marketer, today):
    put_in_force(LARGE.with_changes(cooling_days=30))
    lead = judged_lead(name="今月 復帰")
    opportunity(lead, "lost", closed_on=today - 30 * DAY)
    assert "今月 復帰" in page(login(marketer), "lost_before", show="month")


def test_a_lead_cools_as_the_table_of_its_segment_says(login, marketer, today):
    table = LARGE.as_table().with_changes(cooling_days=365)
    segment = Segment("大手", (Condition("employees", "at_least", 1000),), table)
    put_in_force(LARGE.with_changes(cooling_days=30, segments=(segment,)))
    lead = judged_lead(company={"employees": 5000})
    opportunity(lead, "lost", closed_on=today)
    assert (today + 365 * DAY).isoformat() in page(login(marketer), "lost_before")


# Campaign windows


def test_windows_stand_on_the_months_with_what_they_lower(login, marketer, today):
    one = Window("秋の展示会", today, today + 5 * DAY, {"attribute_min": 10}, {"source": ["展示会"]})
    other = Window("年末", today + 3 * DAY, today + 40 * DAY, {"behaviour_min": 5})
    put_in_force(LARGE.with_changes(windows=(one, other)))
    shown = page(login(marketer), "campaign_windows")
    assert "展示会" in shown
    assert shown.count('<rect class="open"') == shown.count('<rect class="planned"') == 1
    assert "「年末」と期間が重なっています" in shown
    assert "style=" not in shown


@pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "99999-01"])
def test_a_made_up_month_shows_the_present(month, login, admin):
    client = login(admin)
    page(client, "campaign_windows", **{"from": month})
    page(client, "quota", month=month)


# Manual toss-ups


def test_the_ledger_shows_who_asked_why_and_what_came_of_it(login, team, sales, rep):
    lead = judged_lead(name="依頼 済み")
    SalesRequest.ask(lead, team=team, by=sales, reason="旧知の部長", at=timezone.now())
    shown = page(login(rep), "quota")
    assert "依頼 済み" in shown
    assert "旧知の部長" in shown
    assert "関 翔（1 件）" in shown
    assert "トスアップ" in shown


def test_an_admin_grants_more_and_a_bad_number_grants_nothing(login, team, admin):
    client = login(admin)
    address = reverse("quota_grant", args=[team.pk])
    assert client.post(address, {"extra": "0", "reason": "展示会"}).status_code == 422
    assert not QuotaGrant.objects.exists()
    assert client.post(address, {"extra": "3", "reason": "展示会"}).status_code == 302
    assert "谷 茜さんが 3 件追加" in page(client, "quota")


def test_an_earlier_month_shows_what_was_then(login, team, sales, admin):
    SalesRequest.ask(judged_lead(name="今月 の人"), team=team, by=sales, reason="今月", at=timezone.now())
    last = (timezone.localdate().replace(day=1) - DAY).strftime("%Y-%m")
    shown = page(login(admin), "quota", month=last)
    assert "今月 の人" not in shown
    assert "grants" not in shown


def test_the_lead_page_says_why_nothing_can_be_asked_for(login, team, sales):
    put_in_force(LARGE.with_changes(quota=0))
    shown = page(login(sales), "lead", judged_lead().pk)
    assert "手動トスアップ枠がありません" in shown
