"""How many leads a week come in under a draft, and who takes how many of them."""

import pytest
from django.urls import reverse

from handoff.criteria.profiles import LARGE, MID
from handoff.impact.compared import Comparison
from handoff.impact.flows import flows
from handoff.impact.load import queue_load, sales_load
from handoff.models import Handoff
from tests.conftest import NOW
from tests.handoff.judging import make_lead
from tests.handoff.test_impact import DAY, with_thresholds

pytestmark = pytest.mark.django_db


class TestTheLoadOfAWeek:
    """Trial, 50 points, and inquiry, 30, are above 70 together; two and a half weeks ago they were not there yet."""

    ACTIONS = (("trial", 17), ("inquiry", 17), ("webinar", 17))

    def test_who_crossed_a_threshold_in_these_weeks_has_come(self, rep):
        make_lead(actions=self.ACTIONS)
        make_lead()
        found = flows(Comparison(MID, with_thresholds(MID, behaviour_min=10_000)), NOW)
        assert (found.before.entries, found.before.held, found.before.targets) == (1, 1, 0)
        assert found.after.held <= 1
        assert found.a_week(found.before.entries) == 0.25

    def test_who_was_there_all_the_time_has_not(self):
        make_lead(actions=[("trial", 33), ("inquiry", 33), ("webinar", 33), ("trial", 3), ("inquiry", 3)])
        found = flows(Comparison(MID, MID), NOW)
        assert found.before.entries <= 1

    def test_a_new_lead_comes_and_an_old_one_without_a_date_was_always_there(self):
        everybody = with_thresholds(LARGE, attribute_min=0, behaviour_min=0)
        make_lead(registered_at=NOW - 10 * DAY)
        make_lead()
        found = flows(Comparison(LARGE, everybody), NOW)
        assert (found.before.targets, found.after.targets) == (0, 1)

    def test_leads_with_sales_do_not_come_again(self, team):
        lead = make_lead(actions=self.ACTIONS)
        Handoff.objects.create(lead=lead, team=team, state="accepted", reason="x", submitted_at=NOW - 40 * DAY)
        assert flows(Comparison(MID, MID), NOW).before.entries == 0

    def test_work_is_shared_out_against_what_each_can_take(self, rep, other_rep, sales):
        rep.member.weekly_capacity = 0
        rep.member.save()
        make_lead(actions=self.ACTIONS)
        found = flows(Comparison(MID, MID), NOW)
        load = queue_load(found)
        assert [(person.capacity, person.assumed, person.after) for person in load.people] == [
            (0, False, 0.125), (50, True, 0.125)
        ]  # fmt: skip
        assert load.people[0].over and not load.people[1].over and not load.over
        assert sales_load(found, load).people[0].user == sales


def test_a_capacity_is_said_on_the_settings_page(login, admin, rep):
    client = login(admin)
    address = reverse("member_capacity", args=[rep.member.pk])
    assert client.post(address, {"weekly_capacity": "40"}).url == reverse("settings")
    rep.member.refresh_from_db()
    assert rep.member.weekly_capacity == 40
    assert 'value="40"' in client.get(reverse("settings")).content.decode()
    client.post(address, {"weekly_capacity": ""})
    rep.member.refresh_from_db()
    assert rep.member.weekly_capacity is None


@pytest.mark.parametrize("text", ["-1", "1001", "99999999999", "many", "１.5"])
def test_a_capacity_that_makes_no_sense_is_refused(login, admin, rep, text):
    answer = login(admin).post(
        reverse("member_capacity", args=[rep.member.pk]), {"weekly_capacity": text}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    rep.member.refresh_from_db()
    assert rep.member.weekly_capacity is None
