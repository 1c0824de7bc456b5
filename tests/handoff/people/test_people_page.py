import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse

from handoff.models import Event, Team
from handoff.people import staff
from handoff.transition import Lost
from leads.roles import Role, roles
from tests.handoff.entries import make_entry

PASSWORD = "another-horse-battery"


def details(of, **changes):
    values = {"last_name": "新谷", "first_name": "光", "email": "New@Example.jp", "roles": ["is_rep"], "team": of.pk}
    return values | changes


def add(client, of, **changes):
    return client.post(reverse("person_create"), details(of, **changes))


def test_an_added_person_chooses_a_password_by_the_mailed_link_and_logs_in(login, admin, team, client):
    assert add(login(admin), team).status_code == 302
    invitation = mail.outbox[0]
    assert invitation.to == ["new@example.jp"]
    link = re.search(r"http://\S+?(/password/reset/\S+)", invitation.body)[1]
    client.logout()
    form = client.get(link)["Location"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    answer = client.post(reverse("account_login"), {"login": "new@example.jp", "password": PASSWORD})
    assert answer["Location"] == "/"
    person = User.objects.get(email="new@example.jp")
    assert roles(person) == {Role.IS_REP}
    assert person.member.team == team


def test_before_that_nobody_can_log_in_as_the_person(login, admin, team, client):
    add(login(admin), team)
    client.logout()
    client.post(reverse("account_login"), {"login": "new@example.jp", "password": ""})
    assert "_auth_user_id" not in client.session


def test_the_link_stands_on_the_page_only_until_there_is_a_password(login, admin, team, rep):
    client = login(admin)
    add(client, team)
    person = User.objects.get(email="new@example.jp")
    assert "/password/reset/" in client.get(reverse("person", args=[person.pk])).content.decode()
    assert "/password/reset/" not in client.get(reverse("person", args=[rep.pk])).content.decode()
    client.post(reverse("invitation_create", args=[rep.pk]))
    assert len(mail.outbox) == 1


def test_an_invitation_is_sent_again(login, admin, team):
    client = login(admin)
    add(client, team)
    client.post(reverse("invitation_create", args=[User.objects.get(email="new@example.jp").pk]))
    assert len(mail.outbox) == 2


def test_a_mail_server_that_is_away_is_told_and_the_person_stays(login, admin, team, monkeypatch):
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError("refused")))
    client = login(admin)
    page = client.post(reverse("person_create"), details(team), follow=True).content.decode()
    assert User.objects.filter(email="new@example.jp").exists()
    assert 'class="flash warning"' in page


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "REP@example.jp"},
        {"email": "ｒｅｐ＠example.jp"},
        {"email": "not an address"},
        {"roles": []},
        {"roles": ["owner"]},
        {"last_name": ""},
        {"last_name": "長" * 51},
        {"team": 0},
        {"team": "x"},
    ],
)
def test_bad_input_comes_back_with_what_was_typed(login, admin, rep, team, changes):
    before = User.objects.count()
    response = add(login(admin), team, first_name="打ちかけ", **changes)
    assert response.status_code == 422
    assert "打ちかけ" in response.content.decode()
    assert (User.objects.count(), mail.outbox) == (before, [])


def test_roles_and_names_are_changed_and_the_change_is_kept(login, admin, rep, team):
    client = login(admin)
    values = details(team, email=rep.email, roles=["is_rep", "sales_rep"])
    assert client.post(reverse("person_save", args=[rep.pk]), values).status_code == 302
    person = User.objects.get(pk=rep.pk)
    assert (person.last_name, roles(person)) == ("新谷", {Role.IS_REP, Role.SALES_REP})
    event = Event.objects.get(kind="person_changed")
    assert event.data["before"]["roles"] == ["is_rep"]
    assert "インサイドセールス → " in client.get(reverse("people")).content.decode()


def test_the_last_administrator_stays_one(login, admin, team):
    response = login(admin).post(
        reverse("person_save", args=[admin.pk]), details(team, email=admin.email, roles=["is_rep"])
    )
    assert response.status_code == 422
    assert roles(User.objects.get(pk=admin.pk)) == {Role.ADMIN}
    assert not Event.objects.filter(kind="person_changed").exists()


def test_somebody_who_was_only_invited_does_not_count_as_an_administrator(login, admin, team):
    client = login(admin)
    add(client, team, roles=["admin"])
    values = details(team, email=admin.email, roles=["is_rep"])
    assert client.post(reverse("person_save", args=[admin.pk]), values).status_code == 422
    invited = User.objects.get(email="new@example.jp")
    invited.set_password(PASSWORD)
    invited.save()
    assert client.post(reverse("person_save", args=[admin.pk]), values, follow=True).status_code == 200


def test_nobody_deactivates_themselves(login, admin):
    login(admin).post(reverse("deactivation_create", args=[admin.pk]))
    admin.refresh_from_db()
    assert admin.is_active


def test_who_is_deactivated_is_out_at_once_and_the_leads_are_handed_over(login, client, admin, rep, team):
    entry = make_entry(team, rep)
    client.force_login(rep)
    other = type(client)()
    other.force_login(admin)
    response = other.post(reverse("deactivation_create", args=[rep.pk]))
    assert response["Location"] == reverse("handover", args=[rep.member.pk])
    assert client.get(reverse("queue")).status_code == 302
    assert other.get(response["Location"]).content.decode().count(f'value="{entry.pk}"') == 1
    other.post(reverse("reactivation_create", args=[rep.pk]))
    client.force_login(rep)
    assert client.get(reverse("queue")).status_code == 200


def test_the_second_of_two_who_deactivate_one_person_is_told(admin, rep, now):
    staff.deactivate(rep, by=admin, at=now)
    with pytest.raises(Lost):
        staff.deactivate(rep, by=admin, at=now)
    assert Event.objects.filter(kind="person_changed").count() == 1


def test_a_team_is_not_changed_while_the_person_holds_leads(login, admin, rep, team):
    make_entry(team, rep)
    west = Team.objects.create(name="西")
    response = login(admin).post(reverse("person_save", args=[rep.pk]), details(west, email=rep.email))
    assert response.status_code == 422
    rep.member.refresh_from_db()
    assert rep.member.team == team


def test_an_administrator_cannot_take_a_superuser_over(login, admin, rep, team):
    User.objects.filter(pk=rep.pk).update(is_superuser=True)
    client = login(admin)
    response = client.post(reverse("person_save", args=[rep.pk]), details(team, email="mine@example.jp"))
    client.post(reverse("deactivation_create", args=[rep.pk]))
    rep.refresh_from_db()
    assert (response.status_code, rep.email, rep.is_active) == (422, "rep@example.jp", True)


def test_an_administrator_neither_becomes_an_invited_superuser_nor_lets_one_in_again(login, admin, rep):
    root = User.objects.create_user("root@example.jp", "root@example.jp", is_superuser=True)
    client = login(admin)
    assert "/password/reset/" not in client.get(reverse("person", args=[root.pk])).text
    User.objects.filter(pk=root.pk).update(is_active=False)
    client.post(reverse("reactivation_create", args=[root.pk]))
    root.refresh_from_db()
    assert not root.is_active
