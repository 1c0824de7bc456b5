import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings
from django.urls import reverse

from handoff.deadlines.business_days import NoOpenDay
from handoff.models import BusinessCalendar, CriteriaVersion, Member, StartStep, Team
from handoff.start import first_account
from handoff.start.checklist import Checklist, missing_roles
from handoff.transition import Lost
from leads.models import Lead
from leads.roles import Role, roles

ACCOUNT = {
    "last_name": "初",
    "first_name": "代",
    "email": "First@example.jp",
    "password": "correct-horse-battery",
}
local = override_settings(LOCAL=True)
production = override_settings(LOCAL=False)


@local
def test_an_empty_installation_asks_for_the_first_account_and_goes_on_with_the_questions(client, db):
    assert client.get("/")["Location"] == reverse("start_account")
    assert client.post(reverse("start_account_create"), ACCOUNT)["Location"] == reverse("start_size")
    user = User.objects.get()
    assert (user.email, roles(user), user.member.team) == ("first@example.jp", {Role.ADMIN}, Team.objects.get())
    assert client.get("/")["Location"] == reverse("start")


@local
def test_the_first_account_is_made_once(client, rep, now):
    assert client.get(reverse("start_account"))["Location"] == "/"
    assert client.post(reverse("start_account_create"), ACCOUNT)["Location"] == "/"
    with pytest.raises(Lost):
        first_account.make(**ACCOUNT, at=now)
    assert User.objects.get() == rep


@production
def test_elsewhere_than_on_ones_own_machine_it_takes_the_key_of_the_command(client, db, capsys):
    assert client.get(reverse("start_account")).status_code == 403
    assert client.post(reverse("start_account_create"), ACCOUNT | {"key": "first:x:y"}).status_code == 403
    call_command("first_account")
    link = capsys.readouterr().out.strip()
    page = client.get(link[link.index("/start/") :])
    assert page.status_code == 200
    client.post(reverse("start_account_create"), ACCOUNT | {"key": link.partition("key=")[2]})
    assert User.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("first_account")


@local
@pytest.mark.parametrize("bad", [{"password": "short"}, {"password": ""}, {"email": "x"}, {"last_name": ""}])
def test_a_first_account_that_will_not_do_is_not_made(client, db, bad):
    assert client.post(reverse("start_account_create"), ACCOUNT | bad).status_code == 422
    assert not User.objects.exists()


def test_every_question_can_be_skipped_and_come_back_to(login, admin):
    client = login(admin)
    for name in ("start_size", "start_teams", "start_people", "start_calendar"):
        page = client.get(reverse(name)).content.decode()
        assert "あとで設定する" in page
        assert all(reverse(each) in page for each in ("start_size", "start_teams", "start_people", "start_calendar"))


def test_a_step_is_ticked_when_it_is_done_and_not_when_it_was_skipped(login, admin):
    client = login(admin)

    def ticked():
        steps = client.get(reverse("start_teams")).text.split('<ol class="steps"')[1].split("</ol>")[0]
        return [
            item.split('href="')[1].split('"')[0] for item in steps.split("<li")[1:] if item.startswith(' class="done"')
        ]

    assert ticked() == []
    client.post(reverse("start_calendar_save"), calendar_form())
    assert ticked() == [reverse("start_calendar")]
    client.post(reverse("start_size_save"), {"profile": "large"})
    assert ticked() == [reverse("start_size"), reverse("start_calendar")]


def test_the_size_brings_its_profile_into_force_at_once(login, admin):
    response = login(admin).post(reverse("start_size_save"), {"profile": "small"})
    assert response["Location"] == reverse("start_teams")
    assert CriteriaVersion.active().profile == "small"


def test_the_same_size_again_publishes_nothing(login, admin):
    before = CriteriaVersion.active().number
    login(admin).post(reverse("start_size_save"), {"profile": CriteriaVersion.active().profile})
    assert CriteriaVersion.active().number == before
    assert StartStep.objects.filter(name="size").exists()


def test_with_leads_here_the_switch_says_first_what_it_changes(login, admin, now):
    Lead.objects.create(name="某", person_key="x", registered_at=now)
    response = login(admin).post(reverse("start_size_save"), {"profile": "large"})
    assert response["Location"] == reverse("profile_switch", args=["large"])
    assert CriteriaVersion.active().profile == "mid"


def rows(prefix, *values, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(values), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(values):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_team_is_renamed_and_another_made(login, admin, team):
    data = rows("form", {"id": team.pk, "name": "東京"}, {"id": "", "name": "大阪"}, {"id": "", "name": ""}, initial=1)
    assert login(admin).post(reverse("start_teams_save"), data)["Location"] == reverse("start_people")
    assert list(Team.objects.order_by("pk").values_list("name", flat=True)) == ["東京", "大阪"]


def person(team, email, **changes):
    return {"last_name": "参", "first_name": "", "email": email, "roles": ["sales_rep"], "team": team.pk} | changes


def test_people_are_invited_in_one_go_and_empty_rows_passed_over(login, admin, team):
    empty = {"last_name": "", "first_name": "", "email": "", "team": team.pk}
    data = rows("form", person(team, "a@example.jp"), empty, person(team, "b@example.jp"))
    assert login(admin).post(reverse("start_people_save"), data)["Location"] == reverse("start_calendar")
    assert Member.objects.filter(user__email__in=["a@example.jp", "b@example.jp"]).count() == 2
    assert len(mail.outbox) == 2


def test_one_bad_row_and_nobody_is_invited(login, admin, team):
    data = rows("form", person(team, "a@example.jp"), person(team, "A@example.jp"))
    assert login(admin).post(reverse("start_people_save"), data).status_code == 422
    assert mail.outbox == []


def calendar_form(**changes):
    values = {"open_days": [2, 3, 4, 5, 6], "hours": "10時から19時", "holidays": "on"}
    return values | rows("closed", {"name": "", "first_day": "", "last_day": ""}) | changes


def test_open_hours_are_set_for_all_open_days_together(login, admin):
    BusinessCalendar.objects.get().closed_days.all().delete()
    assert login(admin).post(reverse("start_calendar_save"), calendar_form())["Location"] == reverse("start")
    hours = BusinessCalendar.objects.get().weekly_hours
    assert hours == {str(day): [["10:00", "19:00"]] for day in range(2, 7)}


def test_where_there_is_no_calendar_the_first_one_is_made(login, admin):
    Team.objects.update(calendar=None)
    BusinessCalendar.objects.all().delete()
    client = login(admin)
    assert client.get(reverse("start_calendar")).status_code == 200
    client.post(reverse("start_calendar_save"), calendar_form())
    made = BusinessCalendar.objects.get()
    assert (made.name, made.weekly_hours["2"]) == ("カレンダー", [["10:00", "19:00"]])


@pytest.mark.parametrize("bad", [{"open_days": []}, {"hours": ""}, {"hours": "いつも"}, {"hours": "18:00-09:00"}])
def test_open_hours_that_cannot_be_read_come_back(login, admin, bad):
    assert login(admin).post(reverse("start_calendar_save"), calendar_form(**bad)).status_code == 422


def test_a_calendar_that_is_never_open_is_refused_as_a_whole(login, admin, monkeypatch):
    def never(**ignored):
        raise NoOpenDay("never open")

    monkeypatch.setattr("handoff.start.views.recount_running_clocks", never)
    before = BusinessCalendar.objects.get().weekly_hours
    assert login(admin).post(reverse("start_calendar_save"), calendar_form()).status_code == 422
    assert BusinessCalendar.objects.get().weekly_hours == before


def done(now):
    return {item.name for item in Checklist(now).items if item.done}


def test_the_checklist_finds_out_by_itself(login, admin, rep, manager, sales, now):
    assert done(now) == {"people"}
    client = login(admin)
    client.post(reverse("start_size_save"), {"profile": "large"})
    client.post(reverse("start_mail"))
    assert mail.outbox[0].to == [admin.email]
    assert client.post(reverse("start_criteria"))["Location"] == reverse("criteria_guide")
    Lead.objects.create(name="某", person_key="x", registered_at=now)
    assert done(now) == {"people", "size", "mail", "criteria", "leads"}


def test_it_names_the_roles_that_nobody_holds(admin, rep, sales):
    assert missing_roles() == [Role.SALES_MANAGER]


def test_it_stands_on_the_settings_until_it_is_put_away_and_can_be_taken_out_again(login, admin):
    client = login(admin)
    shown = 'id="start-title"'
    assert shown in client.get(reverse("settings")).content.decode()
    client.post(reverse("start_close"))
    assert shown not in client.get(reverse("settings")).content.decode()
    assert client.get("/")["Location"] == reverse("criteria")
    client.post(reverse("start_open"))
    assert shown in client.get(reverse("settings")).content.decode()


def test_a_mail_server_that_refuses_is_told_and_nothing_is_ticked(login, admin, monkeypatch, now):
    def refuse(*ignored, **options):
        raise OSError("connection refused")

    monkeypatch.setattr("handoff.start.views.send_mail", refuse)
    page = login(admin).post(reverse("start_mail"), follow=True).content.decode()
    assert "connection refused" in page
    assert "mail" not in done(now)
