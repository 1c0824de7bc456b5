"""Territories, skills and the policy of a team, on their page."""

import pytest
from django.urls import reverse

from handoff.models import AssignmentPolicy, AssignmentRule
from tests.leads.naughty import NAUGHTY


def create(client, team, kind="territory", **values):
    url = reverse("assignment_rule_create", args=[team.pk, kind])
    return client.post(url, {"name": "関東"} | values, follow=True)


def test_a_manager_makes_a_territory_of_the_own_team(login, manager, team, sales):
    values = {"prefectures": ["東京都", "千葉県"], "industries": "製造\n 卸売、小売", "people": [sales.member.pk]}
    page = create(login(manager), team, **values, employees_min=100, employees_max="")
    rule = AssignmentRule.objects.get()
    assert (rule.prefectures, rule.industries) == (["東京都", "千葉県"], ["製造", "卸売", "小売"])
    assert list(rule.people.all()) == [sales.member]
    assert "東京都、千葉県 · 業種: 製造、卸売、小売 · 従業員 100 名以上" in page.text
    assert "関 翔" in page.text


def test_its_form_shows_what_is_saved_and_saves_it_again(login, manager, team, sales):
    client = login(manager)
    create(client, team, prefectures=["東京都"], industries="製造\n卸売", people=[sales.member.pk])
    rule = AssignmentRule.objects.get()
    page = client.get(reverse("assignment_rule", args=[rule.pk]))
    assert 'value="東京都" checked' in page.text
    assert "製造\n卸売" in page.text
    client.post(reverse("assignment_rule_save", args=[rule.pk]), {"name": "首都圏", "products": "会計"})
    rule.refresh_from_db()
    assert (rule.name, rule.prefectures, rule.products, rule.people.count()) == ("首都圏", [], ["会計"], 0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "必須"),
        ({"employees_min": 10, "employees_max": 5}, "下限より小さい"),
        ({"employees_min": -1}, ""),
        ({"employees_min": "多い"}, ""),
        ({"employees_max": 9**20}, ""),
        ({"prefectures": ["ハワイ"]}, ""),
        ({"industries": "\n".join(map(str, range(51)))}, "50 個まで"),
        ({"industries": "あ" * 101}, "100 文字まで"),
        ({"people": [0]}, ""),
    ],
)
def test_bad_input_is_answered_in_words(login, manager, team, values, words):
    response = create(login(manager), team, **values)
    assert response.status_code == 422
    assert words in response.text
    assert not AssignmentRule.objects.exists()


def test_two_of_a_team_cannot_have_one_name(login, manager, team):
    client = login(manager)
    create(client, team)
    assert create(client, team).status_code == 422
    create(client, team, kind="skill", products="会計")
    assert AssignmentRule.objects.count() == 2


def test_a_skill_must_say_which_leads_ask_for_it(login, manager, team):
    response = create(login(manager), team, kind="skill", name="英語")
    assert response.status_code == 422
    assert "条件を 1 つ以上" in response.text
    create(login(manager), team, kind="skill", name="英語", foreign_names="on")
    assert AssignmentRule.objects.get().foreign_names


def test_a_territory_moves_up_and_can_be_removed(login, manager, team):
    client = login(manager)
    for name in ("一", "二", "三"):
        create(client, team, name=name)
    third = AssignmentRule.objects.get(name="三")
    client.post(reverse("assignment_rule_up", args=[third.pk]))
    client.post(reverse("assignment_rule_up", args=[third.pk]))
    client.post(reverse("assignment_rule_up", args=[third.pk]))
    assert list(AssignmentRule.objects.values_list("name", flat=True)) == ["三", "一", "二"]
    client.post(reverse("assignment_rule_remove", args=[third.pk]))
    assert AssignmentRule.objects.count() == 2


def test_what_is_assigned_without_a_manager_is_chosen_for_each_team(login, manager, team):
    values = {f"policy-{team.pk}-automatic": "rules", f"policy-{team.pk}-leaves_skills": "on"}
    login(manager).post(reverse("assignment_policy", args=[team.pk]), values)
    policy = AssignmentPolicy.objects.get()
    assert (policy.automatic, policy.leaves_territory, policy.leaves_skills) == ("rules", False, True)
    bad = login(manager).post(reverse("assignment_policy", args=[team.pk]), {f"policy-{team.pk}-automatic": "x"})
    assert bad.status_code == 422


def test_a_manager_does_not_reach_another_teams_rules(login, stranger, team, other_team):
    rule = AssignmentRule.objects.create(team=team, kind="territory", name="関東")
    client = login(stranger)
    assert client.get(reverse("assignment_rule", args=[rule.pk])).status_code == 404
    assert create(client, team).status_code == 404
    assert "関東" not in client.get(reverse("assignment_rules")).text


def test_an_unknown_kind_is_not_found(login, manager, team):
    assert login(manager).get(reverse("assignment_rule_new", args=[team.pk, "planet"])).status_code == 404


@pytest.mark.parametrize("text", NAUGHTY)
def test_any_name_is_taken_as_text(login, manager, team, text):
    client = login(manager)
    create(client, team, name=text, industries=text, products=text)
    assert client.get(reverse("assignment_rules")).status_code == 200


def test_a_manager_says_what_the_own_people_can_take_in_a_week(login, manager, stranger, sales):
    client, url = login(manager), reverse("member_capacity", args=[sales.member.pk])
    assert url in client.get(reverse("assignment_rules")).text
    assert client.post(url, {"weekly_capacity": 4}).url == reverse("assignment_rules")
    sales.member.refresh_from_db()
    assert sales.member.weekly_capacity == 4
    assert login(stranger).post(url, {"weekly_capacity": 9}).status_code == 404
