import datetime as dt

import pytest
from django.utils import timezone

from handoff.criteria.diff import changes
from handoff.criteria.profiles import LARGE, MID
from handoff.judging.verdicts import judge
from handoff.models import CriteriaVersion, Event, PendingVerdict, QueueEntry, Team, Verdict
from handoff.publication import pending, publishing
from handoff.publication.publishing import Unpublishable, publish_criteria, publish_now, roll_back, switch_profile
from handoff.transition import Lost
from leads import background
from leads.models import BackgroundRun, WorkshopDraft
from leads.scoring import publish as publish_scoring
from leads.scoring_document import ScoringDocument
from tests.conftest import NOW
from tests.handoff.judging import act, make_lead
from tests.publishing import perform

pytestmark = pytest.mark.django_db
ACTIVE = [("trial", 1), ("inquiry", 1), ("webinar", 1)]  # 110 points


def stricter(behaviour_min=120):
    return MID.with_changes(thresholds={"behaviour_min": behaviour_min, "timing_months_max": 3})


def publish(admin, document=None, base_number=1):
    return publish_criteria(
        document or stricter(), reason="展示会の後は厳しめに", by=admin, at=NOW, base_number=base_number
    )


def at_once(admin, document=None, base_number=1, at=NOW) -> CriteriaVersion:
    return publish_now(document or stricter(), reason="展示会の後は厳しめに", by=admin, at=at, base_number=base_number)


def test_an_installation_starts_with_the_mid_profile_in_force():
    version = CriteriaVersion.active()
    assert (version.number, version.profile) == (1, "mid")
    assert version.parsed == MID


def test_publishing_makes_the_next_version_the_one_in_force(admin):
    version = at_once(admin)
    assert CriteriaVersion.active() == version
    assert (version.number, version.author, version.reason) == (2, admin, "展示会の後は厳しめに")
    assert version.published_at == NOW
    assert CriteriaVersion.objects.get(number=1).parsed == MID


def test_until_the_switch_there_is_no_new_version(admin):
    lead = make_lead(actions=ACTIVE)
    judge(lead_ids=[lead.pk], as_of=NOW)
    run = publish(admin)
    assert (run.kind, run.state) == ("publish_criteria", "queued")
    assert CriteriaVersion.active().number == CriteriaVersion.objects.count() == 1
    run = perform(run)
    assert (run.state, run.result["version"], run.result["changed"]) == ("done", 2, 1)
    assert run.done == run.total
    assert Verdict.objects.get(lead=lead).criteria == CriteriaVersion.active()
    assert not PendingVerdict.objects.exists()


def test_everybody_but_the_author_is_told(admin, rep, sales, outsider):
    at_once(admin)
    event = Event.objects.get(kind="criteria_published")
    assert (event.data["number"], event.data["comment"]) == (2, "展示会の後は厳しめに")
    assert set(event.notices.values_list("recipient", flat=True)) == {rep.pk, sales.pk}


def test_the_run_counts_what_moved_and_each_lead_remembers_it(admin, team):
    lead, quiet = make_lead(actions=ACTIVE), make_lead()
    judge(lead_ids=[lead.pk, quiet.pk], as_of=NOW)
    newcomer = make_lead()
    at_once(admin)
    result = BackgroundRun.objects.get().result
    assert (result["leads"], result["changed"]) == (3, 1)
    before, after = ["hold", "is_hearing", "score_met_needs_hearing"], ["hold", "is_review", "needs_judgement"]
    low = ["not_target", "nurture", "low_score_no_timing"]
    assert sorted(result["moves"], key=str) == sorted([[before, after, 1], [low, low, 1], [None, low, 1]], key=str)
    event = Event.objects.get(kind="verdict_changed")
    assert (event.lead, event.data["criteria"]) == (lead, 2)
    assert event.data["publication"] == str(BackgroundRun.objects.get().pk)
    assert Verdict.objects.get(lead=newcomer).reason == "low_score_no_timing"


def test_the_queue_follows_the_switch(admin, team):
    leaving, coming = make_lead(actions=ACTIVE), make_lead(tags=["戦略ターゲット"])
    judge(lead_ids=[leaving.pk, coming.pk], as_of=NOW - dt.timedelta(hours=1))
    assert [entry.lead for entry in QueueEntry.objects.open()] == [leaving]
    at_once(admin, LARGE)
    result = BackgroundRun.objects.get().result
    assert (result["withdrawn"], result["arrived"], result["tossed_up"]) == (1, {str(team.pk): 1}, 0)
    assert [entry.lead for entry in QueueEntry.objects.open()] == [coming]
    assert Event.objects.filter(kind="entries_arrived").latest("pk").data == {"team": team.pk, "count": 1}


def test_who_started_from_an_older_version_is_told_and_publishes_nothing(admin):
    at_once(admin)
    with pytest.raises(Lost, match="2"):
        publish(admin, stricter(90), base_number=1)
    assert CriteriaVersion.objects.count() == 2
    assert BackgroundRun.objects.count() == 1


def test_one_publication_at_a_time(admin):
    run = publish(admin)
    with pytest.raises(Lost):
        publish(admin, stricter(90))
    assert run.cancel(at=NOW)
    assert perform(publish(admin, stricter(90))).state == "done"


def test_criteria_and_scores_are_not_published_at_the_same_time(admin):
    scores = publish_scoring(ScoringDocument(), reason="r", by=admin, at=NOW)
    with pytest.raises(Lost):
        publish(admin)
    perform(scores)
    assert perform(publish(admin)).state == "done"


def test_a_publication_that_waited_for_a_worker_judges_by_what_is_known_then(admin):
    lead, hour = make_lead(), dt.timedelta(hours=1)
    judge(lead_ids=[lead.pk], as_of=NOW - hour)
    run = publish(admin, stricter(30))
    act(lead, "trial", -0.5 / 24)  # half an hour after it was asked for
    BackgroundRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - hour)
    assert perform(BackgroundRun.objects.get(pk=run.pk)).state == "done"
    lead.verdict.refresh_from_db()
    assert lead.verdict.reason == "score_met_needs_hearing"
    assert NOW + hour <= lead.verdict.as_of < NOW + 2 * hour


def test_what_is_wrong_is_not_published(admin):
    with pytest.raises(Unpublishable):
        publish(admin, stricter(-1))
    assert CriteriaVersion.active().number == 1
    assert not BackgroundRun.objects.exists()


def test_a_switch_takes_the_profile_as_it_ships(admin):
    perform(switch_profile("large", by=admin, at=NOW, reason="規模が変わった", base_number=1))
    assert CriteriaVersion.active().parsed == LARGE


def test_switching_back_takes_what_was_last_edited_here(admin):
    at_once(admin)
    perform(switch_profile("large", by=admin, at=NOW, reason="試す", base_number=2))
    perform(switch_profile("mid", by=admin, at=NOW, reason="戻す", base_number=3))
    assert CriteriaVersion.active().parsed == stricter()


def test_rolling_back_publishes_a_copy(admin):
    at_once(admin)
    perform(roll_back(1, reason="厳しすぎた", by=admin, at=NOW, base_number=2))
    version = CriteriaVersion.active()
    assert (version.number, version.parsed, version.reason) == (3, MID, "厳しすぎた")
    assert Event.objects.filter(kind="criteria_published").latest("pk").data["copy_of"] == 1


def test_a_draft_that_says_the_same_is_done_and_another_one_stays(admin):
    draft = {"base": 1, "base_document": {}, "updated_at": NOW}
    WorkshopDraft.objects.create(kind="criteria", document=stricter().to_json(), **draft)
    WorkshopDraft.objects.create(kind="scoring", document={}, **draft)
    at_once(admin)
    assert [each.kind for each in WorkshopDraft.objects.all()] == ["scoring"]
    WorkshopDraft.objects.create(kind="criteria", document=stricter(90).to_json(), **draft)
    at_once(admin, base_number=2)
    assert WorkshopDraft.objects.filter(kind="criteria").exists()


def test_a_waiting_publication_is_cancelled_at_once(admin):
    run = publish(admin)
    assert run.cancel(at=NOW)
    run.refresh_from_db()
    assert (run.state, run.finished_at) == ("cancelled", NOW)
    assert not run.claim(at=NOW) and not run.cancel(at=NOW)


def test_a_publication_that_is_cancelled_while_computing_leaves_everything_as_it_was(admin, monkeypatch):
    lead = make_lead(actions=ACTIVE)
    judge(lead_ids=[lead.pk], as_of=NOW)
    run, compute = publish(admin), pending.compute
    monkeypatch.setattr(pending, "compute", lambda *args: (compute(*args), run.cancel(at=NOW)))
    assert perform(run).state == "cancelled"
    assert CriteriaVersion.objects.count() == 1
    assert Verdict.objects.get().criteria.number == 1
    assert Event.objects.filter(kind="criteria_published").count() == 0


def test_after_the_switch_it_is_too_late_to_cancel(admin, monkeypatch):
    run, cancelled = publish(admin), []
    monkeypatch.setattr(publishing, "settle", lambda *args: cancelled.append(run.cancel(at=NOW)))
    assert perform(run).state == "done"
    assert cancelled == [False]


def test_who_cancels_just_before_the_switch_is_heard(admin, monkeypatch):
    run, take_over = publish(admin), pending.take_over
    monkeypatch.setattr(pending, "take_over", lambda *args: (run.cancel(at=NOW), take_over(*args))[1])
    assert perform(run).state == "cancelled"
    assert CriteriaVersion.active().number == 1


def test_a_failure_after_the_switch_is_told_and_the_rest_can_be_done_again(admin, monkeypatch):
    make_lead(actions=ACTIVE)
    run = publish(admin)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "settle", lambda *args: 1 / 0)
        run = perform(run)
    assert (run.state, run.error) == ("failed", background.UNEXPECTED_AFTER)
    assert background.words_of(run)["may_repeat"]
    background.repeat(run)
    assert perform(run).state == "done"
    assert run.result["arrived"] == {str(Team.objects.get().pk): 1}
    assert CriteriaVersion.objects.count() == 2


def test_the_difference_names_what_changed_and_nothing_else():
    found = changes(MID, stricter())
    assert [(change.before, change.after) for change in found] == [
        ("行動スコア（以上）: 100 点", "行動スコア（以上）: 120 点")
    ]
    assert changes(MID, MID) == []
