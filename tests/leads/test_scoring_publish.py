import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from leads import background
from leads.models import BackgroundRun, PendingScore, Score, ScoringModel, Sweep
from leads.scoring import NewerVersion, publication, publish, rescore
from leads.scoring.ageing import SWEEP, refresh_aged_scores
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from leads.signals import scores_changed
from tests.leads.scoring_ledger import NOW, days, make_activity, make_company, make_lead

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


def finish(run: BackgroundRun) -> BackgroundRun:
    assert run.claim(at=timezone.now())
    background.perform(run)
    run.refresh_from_db()
    return run


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
    model, run = publish(VIEWS_ONLY, reason="Count pages only", by=admin, at=NOW)
    assert (model.number, model.author, model.reason, model.is_active) == (2, admin, "Count pages only", False)
    assert ScoringModel.objects.active().number == 1
    run = finish(run)
    assert (run.state, run.result) == ("done", {"changed": 1, "leads": 1})
    assert run.done == run.total
    assert ScoringModel.objects.active() == model
    assert not PendingScore.objects.exists()
    assert heard[-1][0] is None


def test_a_lead_scored_by_others_meanwhile_gets_its_newest_score_at_the_switch(admin, monkeypatch):
    known, quiet = make_lead(), make_lead()
    rescore(lead_ids=None, as_of=timezone.now())
    came = []

    def meanwhile(model, as_of, progress):
        compute(model, as_of, progress)
        for lead in (known, make_lead()):
            make_activity(lead, "page_view", days(0.001), now=timezone.now())
            rescore(lead_ids=[lead.pk], as_of=timezone.now())
            came.append(lead.pk)

    compute = publication._compute
    monkeypatch.setattr(publication, "_compute", meanwhile)
    finish(publish(VIEWS_ONLY, reason="r", by=admin, at=NOW)[1])
    assert scores() == dict.fromkeys(came, 7) | {quiet.pk: 0}


def test_new_title_words_change_the_ranks_with_the_switch(admin):
    lead = make_lead(title="店長代理", title_rank=3)
    rule = AttributeRule("title_rank", "at_least", 30, 5)
    groups = (AttributeGroup("title", 30, "best", (rule,)),)
    document = ScoringDocument(attribute_groups=groups, title_words={"店長代理": 5})
    finish(publish(document, reason="r", by=admin, at=NOW)[1])
    lead.refresh_from_db()
    assert (lead.title_rank, lead.score.attribute_score) == (5, 30)


def test_a_second_author_is_told_of_the_version_published_meanwhile(admin):
    publish(VIEWS_ONLY, reason="first", by=admin, at=NOW, base=1)
    with pytest.raises(NewerVersion) as caught:
        publish(ScoringDocument(), reason="second", by=admin, at=NOW, base=1)
    assert caught.value.newest.reason == "first"
    assert ScoringModel.objects.count() == 2


def test_a_version_overtaken_before_it_came_into_force_gives_up(admin):
    _, first = publish(VIEWS_ONLY, reason="first", by=admin, at=NOW)
    newer, second = publish(ScoringDocument(), reason="second", by=admin, at=NOW)
    assert finish(first).state == "failed" and first.error
    assert finish(second).state == "done"
    assert ScoringModel.objects.active() == newer


def test_a_run_that_died_after_the_switch_only_tells_the_listeners_again(admin, heard):
    lead = make_lead()
    _, run = publish(VIEWS_ONLY, reason="r", by=admin, at=NOW)
    finish(run)
    BackgroundRun.objects.filter(pk=run.pk).update(state="queued")
    assert finish(run).result == {"changed": 1, "leads": 1}
    assert [lead_ids for lead_ids, _ in heard] == [None, None]
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
    finish(publish(VIEWS_ONLY, reason="r", by=admin, at=NOW)[1])
    sweep.refresh_from_db()
    assert sweep.as_of <= timezone.now()
