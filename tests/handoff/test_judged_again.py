import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.criteria.document import Condition, Segment, Window
from handoff.criteria.profiles import LARGE, STRATEGIC_TAG
from handoff.judging.judged_again import judge_again
from handoff.models import CriteriaVersion, Handoff, HandoffPackage, Hearing
from leads.models import Activity
from tests.handoff.toss_ups import HEARD, make_lead, toss_up, use_profile

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def again(handoff: Handoff):
    package = HandoffPackage.objects.select_related("criteria", "scoring_model", "handoff__lead").get(handoff=handoff)
    return judge_again(package)


def put_in_force(document) -> None:
    CriteriaVersion.objects.update(is_active=False)
    number = CriteriaVersion.objects.count() + 1
    CriteriaVersion.objects.create(
        number=number, profile=document.profile, document=document.to_json(), reason="x",
        published_at=timezone.now(), is_active=True,
    )  # fmt: skip


@pytest.fixture
def handoff(team, rep):
    return toss_up(team, rep)


def test_the_frozen_facts_give_the_same_answer(handoff):
    judged = again(handoff)
    assert judged.is_same
    assert judged.is_same_today
    assert judged.differences == []
    assert judged.frozen.decided.reason == "score_and_hearing"


@pytest.mark.parametrize("profile", ["small", "mid", "large"])
@pytest.mark.parametrize("answers", [HEARD, None])
def test_under_every_profile(profile, answers, team, rep):
    use_profile(profile)
    lead = make_lead(answers=answers, tags=["展示会", STRATEGIC_TAG], custom_fields={"予算": "1,200"})
    assert again(toss_up(team, rep, lead)).is_same


def test_under_a_segment_with_a_window_and_an_own_column(team, rep):
    today = timezone.localdate()
    window = Window("秋", today - DAY, today + DAY, {"attribute_min": 60, "behaviour_min": 40})
    table = LARGE.as_table().with_changes(windows=(window,))
    budget = Segment("予算あり", (Condition("custom:予算", "at_least", 1000),), table)
    big = Segment("大手", (Condition("employees", "at_least", 5000),), LARGE.as_table())
    put_in_force(LARGE.with_changes(segments=(big, budget)))
    judged = again(toss_up(team, rep, make_lead(custom_fields={"予算": "1,200.5"})))
    assert judged.is_same
    assert judged.frozen.segment.name == "予算あり"


def test_it_stays_the_same_under_other_criteria_later(handoff):
    use_profile("large")
    assert again(handoff).is_same


def test_an_activity_that_came_late_is_named_and_changes_nothing(handoff):
    lead = handoff.lead
    Activity.objects.create(
        lead=lead, kind="inquiry", occurred_at=handoff.submitted_at - DAY, source="late", external_id="late"
    )
    judged = again(handoff)
    assert judged.is_same
    [score] = [each for each in judged.differences if each.field == "行動スコア"]
    assert int(score.today) > int(score.then)
    assert "1 件" in score.why


def test_a_hearing_edited_later_is_named_with_what_it_would_change(handoff, rep):
    Hearing.objects.filter(lead=handoff.lead).update(saved_at=timezone.now() + DAY)
    judged = again(handoff)
    assert judged.is_same
    assert not judged.is_same_today
    assert "ヒアリング" in {each.why for each in judged.differences}.pop()


def test_a_package_that_does_not_agree_is_not_called_the_same(handoff):
    package = HandoffPackage.objects.select_related("criteria", "scoring_model", "handoff").get(handoff=handoff)
    package.document["verdict"]["reason"] = "hearing_exception"
    assert not judge_again(package).is_same


def test_the_toss_up_names_its_version_and_judges_again(login, rep, handoff):
    client = login(rep)
    address = reverse("handoff_judgement", args=[handoff.pk])
    assert address in client.get(reverse("handoff", args=[handoff.pk])).content.decode()
    assert "同じ結果" in client.get(address).content.decode()
    assert client.get(address, headers={"HX-Request": "true"}).content.decode().lstrip().startswith("<div")
