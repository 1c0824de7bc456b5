import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from handoff.models import Event
from leads.models import BackgroundRun, PendingScore, Score, ScoringModel, Sweep
from leads.publications import UnderWay
from leads.scoring import NewerVersion, ageing, publication, publish, publish_now, rescore, rescoring, roll_back
from leads.scoring.ageing import SWEEP, refresh_aged_scores
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from leads.signals import scores_changed
from tests.leads.scoring_ledger import NOW, days, make_activity, make_company, make_lead
from tests.publishing import perform

pytestmark = pytest.mark.django_db

VIEW = BehaviourRule("page_view", points=7, fresh_days=30, faded_points=3, expire_days=90)
VIEWS_ONLY = ScoringDocument(behaviour=(VIEW,))


@pytest.fixture
def heard():
    """What listeners to scores_changed were told."""
    calls = []

    def listen(sender, **told):
        calls.append((told["lead_ids"], told["as_of"]))

    scores_changed.connect(listen)
    yield calls
    scores_changed.disconnect(listen)


def scores() -> dict[int, int]:
    return dict(Score.objects.values_list("lead_id", "behaviour_score"))


def test_scores_are_written_for_the_leads_asked_for_and_listeners_hear_of_them(heard):
    first, second = make_lead(), make_lead()
    make_activity(first, "inquiry", days(1))
    assert rescore(lead_ids=[first.pk], as_of=NOW) == 1
    assert scores() == {first.pk: 40}
    assert rescore(lead_ids=[first.pk], as_of=NOW + days(1)) == 0
    assert Score.objects.get(lead=first).as_of == NOW + days(1)
    assert heard == [([first.pk], NOW), ([first.pk], NOW + days(1))]
    assert rescore(lead_ids=None, as_of=NOW) == 1
    assert scores() == {first.pk: 40, second.pk: 0}
    assert rescore(lead_ids=[], as_of=NOW) == 0 and len(heard) == 3


def test_scores_of_all_are_written_chunk_by_chunk_with_progress(monkeypatch):
    leads = [make_lead() for _ in range(5)]
    monkeypatch.setattr("leads.scoring.rescoring.CHUNK", 2)
    for lead_ids in (None, [lead.pk for lead in leads]):
        seen = []
        rescore(lead_ids=lead_ids, as_of=NOW, progress=lambda *done: seen.append(done))  # noqa: B023
        assert seen[:3] == [(2, 5), (4, 5), (5, 5)]


def test_a_published_version_comes_into_force_with_all_scores_at_once(admin, heard):
    lead = make_lead()
    make_activity(lead, "page_view", timezone.now() - NOW + days(1), now=timezone.now())
    make_activity(lead, "page_view", days(1), now=timezone.now())
    rescore(lead_ids=None, as_of=timezone.now())
    run = publish(VIEWS_ONLY, reason="Count pages only", by=admin, at=timezone.now())
    assert ScoringModel.objects.count() == 1
    run = perform(run)
    model = ScoringModel.objects.active()
    assert (model.number, model.author, model.reason) == (2, admin, "Count pages only")
    assert run.state == "done"
    assert (run.result["version"], run.result["scores_changed"], run.result["scored"]) == (2, 1, 1)
    assert run.done == run.total
    assert not PendingScore.objects.exists()
    assert len(heard) == 1


def test_verdicts_follow_with_the_same_switch(admin):
    lead = make_lead()
    for _ in range(3):
        make_activity(lead, "page_view", days(1))
    rescore(lead_ids=None, as_of=NOW)
    assert lead.verdict.reason == "low_score_no_timing"
    rule = BehaviourRule("page_view", points=40, fresh_days=30, faded_points=3, expire_days=90)
    publish_now(ScoringDocument(behaviour=(rule,)), reason="r", by=admin, at=NOW)
    lead.verdict.refresh_from_db()
    assert (lead.verdict.reason, lead.verdict.as_of) == ("score_met_needs_hearing", NOW)
    assert lead.verdict.criteria.number == 1
    run = BackgroundRun.objects.get(kind="publish_scoring")
    assert (run.result["changed"], sum(run.result["arrived"].values())) == (1, 1)
    event = lead.events.filter(kind="verdict_changed").latest("pk")
    assert event.data["publication"] == str(run.pk)
    assert Event.objects.get(kind="scoring_published").data == {"number": 2, "comment": "r"}


def test_a_lead_scored_by_others_meanwhile_gets_its_newest_score_at_the_switch(admin, monkeypatch):
    known, quiet = make_lead(), make_lead()
    rescore(lead_ids=None, as_of=timezone.now())
    came = []

    def meanwhile(*args):
        computed = compute(*args)
        for lead in (known, make_lead()):
            make_activity(lead, "page_view", days(0.001), now=timezone.now())
            rescore(lead_ids=[lead.pk], as_of=timezone.now())
            came.append(lead.pk)
        return computed

    compute = publication._compute
    monkeypatch.setattr(publication, "_compute", meanwhile)
    perform(publish(VIEWS_ONLY, reason="r", by=admin, at=timezone.now()))
    assert scores() == dict.fromkeys(came, 7) | {quiet.pk: 0}


def test_who_waited_for_the_switch_scores_under_the_new_model(admin):
    lead = make_lead()
    make_activity(lead, "page_view", days(1))
    seen = []

    def chunks(lead_ids, as_of):
        publish_now(VIEWS_ONLY, reason="r", by=admin, at=NOW)
        seen.append(lead_ids)
        return found(lead_ids, as_of)

    found = rescoring._chunks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rescoring, "_chunks", chunks)
        rescore(lead_ids=[lead.pk], as_of=NOW)
    assert seen and scores() == {lead.pk: 7}


def test_new_title_words_change_the_ranks_with_the_switch(admin):
    lead = make_lead(title="店長代理", title_rank=3)
    rule = AttributeRule("title_rank", "at_least", 30, 5)
    groups = (AttributeGroup("title", 30, "best", (rule,)),)
    document = ScoringDocument(attribute_groups=groups, title_words={"店長代理": 5})
    perform(publish(document, reason="r", by=admin, at=NOW))
    lead.refresh_from_db()
    assert (lead.title_rank, lead.score.attribute_score) == (5, 30)


def test_a_second_author_is_told_of_the_version_published_meanwhile(admin):
    publish_now(VIEWS_ONLY, reason="first", by=admin, at=NOW, base=1)
    with pytest.raises(NewerVersion) as caught:
        publish(ScoringDocument(), reason="second", by=admin, at=NOW, base=1)
    assert caught.value.newest.reason == "first"
    assert ScoringModel.objects.count() == 2
    assert BackgroundRun.objects.count() == 1


def test_one_publication_at_a_time(admin):
    first = publish(VIEWS_ONLY, reason="first", by=admin, at=NOW)
    with pytest.raises(UnderWay) as caught:
        publish(ScoringDocument(), reason="second", by=admin, at=NOW)
    assert caught.value.run == first
    assert perform(first).state == "done"
    assert perform(publish(ScoringDocument(), reason="second", by=admin, at=NOW)).result["version"] == 3


def test_a_version_that_never_came_into_force_keeps_its_number(admin):
    left = {"document": ScoringDocument().to_json(), "reason": "left by an earlier release", "published_at": NOW}
    ScoringModel.objects.create(number=2, **left)
    assert publish_now(VIEWS_ONLY, reason="r", by=admin, at=NOW).number == 3


def test_rolling_back_publishes_a_copy(admin):
    publish_now(VIEWS_ONLY, reason="r", by=admin, at=NOW)
    perform(roll_back(1, reason="It was better", by=admin, at=NOW, base=2))
    model = ScoringModel.objects.active()
    assert (model.number, model.reason, model.parsed) == (3, "It was better", ScoringModel.objects.get(number=1).parsed)


def test_a_cancelled_publication_leaves_everything_as_it_was(admin, monkeypatch):
    lead = make_lead()
    make_activity(lead, "page_view", days(1), now=timezone.now())
    rescore(lead_ids=None, as_of=timezone.now())
    run, store = publish(VIEWS_ONLY, reason="r", by=admin, at=timezone.now()), publication._store
    monkeypatch.setattr(publication, "_store", lambda *args: (store(*args), run.cancel(at=NOW)))
    assert perform(run).state == "cancelled"
    assert ScoringModel.objects.count() == 1
    assert scores() == {lead.pk: 2}


def test_a_run_that_died_after_the_switch_only_settles_what_is_left(admin, monkeypatch):
    lead = make_lead()
    run = perform(publish(VIEWS_ONLY, reason="r", by=admin, at=NOW))
    BackgroundRun.objects.filter(pk=run.pk).update(state="queued")
    monkeypatch.setattr(publication, "_compute", lambda *args: pytest.fail("computed again"))
    assert perform(run).result == run.result
    assert scores() == {lead.pk: 0}


def test_a_faulty_document_is_not_published(admin):
    with pytest.raises(ValueError, match=r"cap|上限"):
        publish(ScoringDocument(behaviour=(BehaviourRule("x", 1, 1, cap=-1),)), reason="r", by=admin, at=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leads_scoringmodel SET document = '{}'",
        "UPDATE leads_scoringmodel SET number = 9",
        "UPDATE leads_scoringmodel SET reason = 'better'",
        "UPDATE leads_scoringmodel SET published_at = now()",
        "DELETE FROM leads_scoringmodel",
    ],
)
def test_the_database_refuses_to_rewrite_a_version(statement):
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ScoringModel.objects.active().number == 1


def test_the_sweep_scores_exactly_the_leads_that_aged(heard):
    rested, fading, expiring, beginning = (make_lead() for _ in range(4))
    make_activity(rested, "page_view", days(5))
    make_activity(fading, "page_view", days(30) - dt.timedelta(minutes=30))
    make_activity(expiring, "page_view", days(90) - dt.timedelta(minutes=60))
    make_activity(beginning, "page_view", -dt.timedelta(minutes=1))
    rescore(lead_ids=None, as_of=NOW)
    heard.clear()
    hour = dt.timedelta(hours=1)
    assert refresh_aged_scores(NOW + hour) == 3
    assert heard == [([fading.pk, expiring.pk, beginning.pk], NOW + hour)]
    assert scores() == {rested.pk: 2, fading.pk: 1, expiring.pk: 0, beginning.pk: 2}
    assert Sweep.objects.get(name=SWEEP).as_of == NOW + hour
    assert refresh_aged_scores(NOW + hour) == refresh_aged_scores(NOW) == 0


def test_the_sweep_notices_the_end_of_activity():
    lead = make_lead()
    make_activity(lead, "document_request", days(90))  # gives 15 points until day 180
    rescore(lead_ids=None, as_of=NOW - days(0, 1))
    assert scores() == {lead.pk: 15}
    assert refresh_aged_scores(NOW) == 1
    assert scores() == {lead.pk: 5}


def test_sweeping_step_by_step_ends_at_the_scores_of_a_full_computation():
    leads = [make_lead(company=make_company()) for _ in range(6)]
    for number, lead in enumerate(leads):
        for step, kind in enumerate(["page_view", "inquiry", "email_click", "trial"]):
            make_activity(lead, kind, days(7 * number + 11 * step - 20))
    rescore(lead_ids=None, as_of=NOW)
    for week in range(1, 30):
        refresh_aged_scores(NOW + days(7 * week))
        swept = scores()
        rescore(lead_ids=None, as_of=NOW + days(7 * week))
        assert scores() == swept


def test_after_a_publish_the_sweep_looks_again_by_the_new_days(admin):
    sweep = Sweep.objects.create(name=SWEEP, as_of=timezone.now() + days(1))
    perform(publish(VIEWS_ONLY, reason="r", by=admin, at=timezone.now()))
    sweep.refresh_from_db()
    assert sweep.as_of <= timezone.now()


def test_a_sweep_that_a_publish_overtakes_looks_again(admin, monkeypatch):
    lead, rule = make_lead(), BehaviourRule("factory_tour", 7, 30, faded_points=3, expire_days=90)
    make_activity(lead, "factory_tour", days(10))
    rescore(lead_ids=None, as_of=NOW)
    Sweep.objects.create(name=SWEEP, as_of=NOW)

    def overtaken(document, *moments):
        found = leads_that_aged(document, *moments)
        publish_now(ScoringDocument(behaviour=(rule,)), reason="r", by=admin, at=NOW)
        return found

    leads_that_aged = ageing.leads_that_aged
    with monkeypatch.context() as patch:
        patch.setattr(ageing, "leads_that_aged", overtaken)
        refresh_aged_scores(NOW + days(25))
    assert scores() == {lead.pk: 7}
    assert refresh_aged_scores(NOW + days(25)) == 1
    assert scores() == {lead.pk: 3}
