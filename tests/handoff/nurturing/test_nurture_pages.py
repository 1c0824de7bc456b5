import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Event, QueueEntry, RecycleRule
from handoff.nurturing import rules
from handoff.nurturing.rules_page import FLOOD, RulesPage
from tests.handoff.entries import make_entry
from tests.handoff.nurturing.test_recycling import by_criteria

NOW = timezone.now()


def posted(**changes):
    """The page of recycle rules as it was drawn, with some cells changed: "0-look_again_days"."""
    page = RulesPage(NOW)
    values = {"reasons": page.reasons}
    for number, line in enumerate(page.lines):
        for name in line.form.fields:
            value = getattr(line.rule, name)
            if value is not None and value is not False:
                values[f"rule-{number}-{name}"] = "on" if value is True else value
    return values | {f"rule-{name}": value for name, value in changes.items()}


def keep(client, values):
    return client.post(reverse("recycle_rules_save"), values)


@pytest.fixture
def put_away(team, rep):
    entry = make_entry(team, owner=rep)
    entry.nurture(by=rep, at=timezone.now(), reason="no_budget")
    return entry.lead


def test_only_what_was_changed_is_kept_with_who_and_when(login, marketer):
    assert keep(login(marketer), posted(**{"0-look_again_days": "45"})).status_code == 302
    rule = RecycleRule.objects.get()
    assert (rule.reason, rule.look_again_days, rule.on_date, rule.changed_by) == ("timing_far", 45, True, marketer)
    assert "森 花" in login(marketer).get(reverse("recycle_rules")).text


@pytest.mark.parametrize("cell", [{"0-look_again_days": "0"}, {"0-look_again_days": ""}, {"0-score_line": "x"}])
def test_what_makes_no_sense_is_said_and_nothing_kept(login, marketer, cell):
    response = keep(login(marketer), posted(**cell))
    assert response.status_code == 422
    assert "field-error" in response.text
    assert not RecycleRule.objects.exists()


def test_other_lines_than_those_drawn_keep_nothing(login, marketer):
    assert keep(login(marketer), posted() | {"reasons": "people:timing_far"}).status_code == 422
    assert keep(login(marketer), {}).status_code == 422
    assert not RecycleRule.objects.exists()


def test_before_a_flood_it_says_how_many_and_asks(login, marketer, team):
    for _ in range(FLOOD + 1):
        by_criteria(since=timezone.now() - dt.timedelta(days=400))
    number = len(rules.rules()) - 1
    values = posted(**{f"{number}-on_date": "on"})
    response = keep(login(marketer), values)
    assert response.status_code == 422
    assert f"リード {FLOOD + 1} 件" in response.text
    assert not RecycleRule.objects.exists()
    assert keep(login(marketer), values | {"flood": str(FLOOD + 1)}).status_code == 302
    assert RecycleRule.objects.get().on_date


def test_a_person_sets_the_day_and_the_history_tells(login, marketer, put_away):
    day = timezone.localdate() + dt.timedelta(days=10)
    login(marketer).post(reverse("look_again_save", args=[put_away.pk]), {"day": day.isoformat()})
    assert put_away.nurturing.look_again_on == day
    assert Event.objects.get(kind="look_again_set").data == {"day": day.isoformat()}
    shown = f"{day.year}/{day.month}/{day.day}"
    assert shown in login(marketer).get(reverse("nurture"), {"by": "people"}).text


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31", "x", "2026-99-99"])
def test_a_day_that_makes_no_sense_is_refused(login, marketer, put_away, day):
    response = login(marketer).post(reverse("look_again_save", args=[put_away.pk]), {"day": day})
    assert response.status_code == 422
    assert not Event.objects.filter(kind="look_again_set").exists()


def test_who_is_not_nurtured_any_more_keeps_no_day(login, marketer, team):
    lead = make_entry(team).lead
    response = login(marketer).post(reverse("look_again_save", args=[lead.pk]), {"day": ""}, follow=True)
    assert "何も変更していません" in response.text
    assert not hasattr(lead, "nurturing")


def test_the_list_can_show_only_who_is_to_be_looked_at_by_today(login, marketer, put_away):
    ask = {"by": "people", "due": "1"}
    assert put_away.name not in login(marketer).get(reverse("nurture"), ask).text
    login(marketer).post(
        reverse("look_again_save", args=[put_away.pk]), {"day": timezone.localdate().isoformat()}, follow=True
    )
    assert f">{put_away.name}</a>" in login(marketer).get(reverse("nurture"), ask).text


def test_setting_the_day_leads_back_to_the_list_it_was_set_from(login, marketer, put_away):
    client = login(marketer)
    text = client.get(reverse("nurture"), {"by": "people", "reason": "no_budget"}).text
    asked = text.split(reverse("look_again", args=[put_away.pk]))[1].split('"')[0]
    there = client.get(reverse("look_again", args=[put_away.pk]) + asked).context["next"]
    response = client.post(reverse("look_again_save", args=[put_away.pk]), {"day": "", "next": there})
    assert response.url == reverse("nurture") + "?by=people&reason=no_budget"


def test_a_day_of_an_earlier_stay_is_not_offered_again(login, marketer, rep, team, put_away):
    client, url = login(marketer), reverse("look_again", args=[put_away.pk])
    day = timezone.localdate() + dt.timedelta(days=10)
    client.post(reverse("look_again_save", args=[put_away.pk]), {"day": day.isoformat()})
    assert day.isoformat() in client.get(url).text
    QueueEntry.objects.bring_back(put_away, team=team, by=rep, at=timezone.now(), reason="再度の問い合わせ")
    put_away.queue_entries.open().get().nurture(by=rep, at=timezone.now(), reason="no_budget")
    assert day.isoformat() not in client.get(url).text
