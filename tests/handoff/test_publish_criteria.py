import pytest

from handoff.criteria_diff import changes
from handoff.models import CriteriaVersion, Event, Verdict
from handoff.profiles import LARGE, MID
from handoff.publishing import Unpublishable, publish_criteria, switch_profile
from handoff.transition import Lost
from leads import background
from leads.models import BackgroundRun
from tests.conftest import NOW
from tests.handoff.judging import make_lead

pytestmark = pytest.mark.django_db


def stricter(behaviour_min=120):
    return MID.with_changes(thresholds={"behaviour_min": behaviour_min, "timing_months_max": 3})


def publish(admin, document=None, base_number=1):
    return publish_criteria(
        document or stricter(), reason="展示会の後は厳しめに", by=admin, at=NOW, base_number=base_number
    )


def test_an_installation_starts_with_the_mid_profile_in_force():
    version = CriteriaVersion.active()
    assert (version.number, version.profile) == (1, "mid")
    assert version.parsed == MID


def test_publishing_makes_the_next_version_the_one_in_force(admin):
    version = publish(admin).version
    assert CriteriaVersion.active() == version
    assert (version.number, version.author, version.reason) == (2, admin, "展示会の後は厳しめに")
    assert CriteriaVersion.objects.get(number=1).parsed == MID


def test_everybody_but_the_author_is_told(admin, rep, sales, outsider):
    publish(admin)
    event = Event.objects.get(kind="criteria_published")
    assert (event.data["number"], event.data["comment"]) == (2, "展示会の後は厳しめに")
    assert set(event.notices.values_list("recipient", flat=True)) == {rep.pk, sales.pk}


def test_all_leads_are_judged_again_in_the_background(admin, team):
    lead = make_lead(behaviour=110, actions=[("trial", 1), ("inquiry", 1), ("webinar", 1)])
    run = publish(admin).run
    assert (run.kind, run.state) == ("judge", "queued")
    result = background.HANDLERS["judge"](run)
    assert result["judged"] == 1
    assert Verdict.objects.get(lead=lead).criteria.number == 2


def test_who_started_from_an_older_version_is_told_and_publishes_nothing(admin):
    publish(admin)
    with pytest.raises(Lost, match="2"):
        publish(admin, stricter(90), base_number=1)
    assert CriteriaVersion.objects.count() == 2
    assert BackgroundRun.objects.count() == 1


def test_what_is_wrong_is_not_published(admin):
    with pytest.raises(Unpublishable):
        publish(admin, stricter(-1))
    assert CriteriaVersion.active().number == 1


def test_a_switch_takes_the_profile_as_it_ships(admin):
    switch_profile("large", by=admin, at=NOW, reason="規模が変わった", base_number=1)
    assert CriteriaVersion.active().parsed == LARGE


def test_switching_back_takes_what_was_last_edited_here(admin):
    publish(admin)
    switch_profile("large", by=admin, at=NOW, reason="試す", base_number=2)
    switch_profile("mid", by=admin, at=NOW, reason="戻す", base_number=3)
    assert CriteriaVersion.active().parsed == stricter()


def test_the_difference_names_what_changed_and_nothing_else():
    found = changes(MID, stricter())
    assert [(change.before, change.after) for change in found] == [
        ("行動スコア（以上）: 100 点", "行動スコア（以上）: 120 点")
    ]
    assert changes(MID, MID) == []
