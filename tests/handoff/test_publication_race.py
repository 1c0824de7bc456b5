"""While criteria and scores are being published others read, judge, score and import: nobody ever sees a mixture."""

import datetime as dt
import itertools
import random
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from handoff.criteria.profiles import MID
from handoff.judging import verdicts
from handoff.judging.verdicts import all_leads, fetch, judge, rejudge
from handoff.models import Verdict
from handoff.publication import pending
from handoff.publication.publishing import publish_criteria, publish_now
from leads.models import Lead, Score, ScoringModel
from leads.scoring import publish_now as publish_scoring_now
from leads.scoring import rescore, rescoring
from leads.scoring_document import BehaviourRule, ScoringDocument
from tests.handoff.judging import ago, make_lead
from tests.publishing import perform

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)

# One statement, one snapshot. Every lead has one trial, which gives as many points as the model's first rule says.
SEEN = """
SELECT active.number, model.number, (model.document #>> '{behaviour,0,points}')::int,
  (SELECT array_agg(DISTINCT version.number)
   FROM handoff_verdict verdict JOIN handoff_criteriaversion version ON version.id = verdict.criteria_id),
  (SELECT array_agg(DISTINCT behaviour_score) FROM leads_score),
  (SELECT count(*) FROM handoff_verdict verdict JOIN leads_score score USING (lead_id)
   WHERE (verdict.reason = 'score_met_needs_hearing')
     <> (score.behaviour_score >= (active.document #>> '{thresholds,behaviour_min}')::int))
FROM handoff_criteriaversion active, leads_scoringmodel model WHERE active.is_active AND model.is_active
"""


@pytest.fixture(autouse=True)
def small_steps_and_no_broker(monkeypatch):
    for module in (verdicts, pending, rescoring):
        monkeypatch.setattr(module, "CHUNK", 7)
    monkeypatch.setattr("leads.tasks.perform_run.apply_async", lambda arguments: None)


def points(number: int) -> ScoringDocument:
    return ScoringDocument(behaviour=(BehaviourRule("trial", number, 30, expire_days=90),))


def threshold(number: int):
    return MID.with_changes(thresholds={"behaviour_min": number, "timing_months_max": 3})


class Others:
    """Threads that repeat their work until the block ends; what goes wrong in them fails the test."""

    def __init__(self, *works):
        self.over, self.wrong, self.rounds = threading.Event(), [], dict.fromkeys(range(len(works)), 0)
        self.threads = [threading.Thread(target=self._repeat, args=item) for item in enumerate(works)]

    def _repeat(self, number, work):
        try:
            while not (self.over.is_set() and self.rounds[number]):
                work()
                self.rounds[number] += 1
        except Exception as error:
            self.wrong.append(error)
        finally:
            connection.close()

    def wait_for_a_turn(self):
        """Until each has begun and ended his work once more, however busy the machine is."""
        wanted = {number: rounds + 2 for number, rounds in self.rounds.items()}  # one may be half done
        while not self.wrong and any(self.rounds[number] < rounds for number, rounds in wanted.items()):
            time.sleep(0.01)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()
        assert not self.wrong, self.wrong


def look() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
        criteria, model, given, used, scores, disagreeing = cursor.fetchone()
    assert used == [criteria], f"criteria {criteria} in force, verdicts under {used}"
    assert scores == [given], f"model {model} gives {given}, scores are {scores}"
    assert disagreeing == 0, f"{disagreeing} verdicts do not fit the scores"
    return criteria, model


def test_a_reader_sees_the_old_or_the_new_and_never_both(admin, team):
    for _ in range(40):
        make_lead(actions=[("trial", ago(1))])
    now = timezone.now()
    publish_scoring_now(points(50), reason="r", by=admin, at=now)
    judge(lead_ids=None, as_of=now)
    seen = set()
    with Others(lambda: seen.add(look())) as reader:
        reader.wait_for_a_turn()
        for number in range(1, 5):
            publish_now(threshold(40 + 20 * (number % 2)), reason="r", by=admin, at=timezone.now(), base_number=number)
            reader.wait_for_a_turn()
            publish_scoring_now(points(30 + 10 * number), reason="r", by=admin, at=timezone.now())
            reader.wait_for_a_turn()
    assert len(seen) == 9
    assert look() == (5, 6)


def test_whoever_works_meanwhile_every_verdict_ends_under_what_is_in_force(admin, team):
    leads = [make_lead(actions=[("trial", ago(1))]) for _ in range(30)]
    now = timezone.now()
    publish_scoring_now(points(50), reason="r", by=admin, at=now)
    judge(lead_ids=None, as_of=now)
    ids, came = [lead.pk for lead in leads], itertools.count()

    def somebody_judges():
        judge(lead_ids=random.sample(ids, 3), as_of=timezone.now())

    def somebody_saves_a_hearing():
        with transaction.atomic():
            rejudge(random.choice(leads), timezone.now())

    def somebody_imports():
        if next(came) < 15:
            with transaction.atomic():
                lead = make_lead(behaviour=0, actions=[("trial", ago(1))])
                Score.objects.filter(lead=lead).delete()
            rescore(lead_ids=[lead.pk], as_of=timezone.now())

    def everything_is_swept():
        rescore(lead_ids=random.sample(ids, 20), as_of=timezone.now())

    with Others(look, somebody_judges, somebody_saves_a_hearing, somebody_imports, everything_is_swept):
        for number in range(1, 4):
            publish_now(threshold(40 + 20 * (number % 2)), reason="r", by=admin, at=timezone.now(), base_number=number)
            publish_scoring_now(points(30 + 10 * number), reason="r", by=admin, at=timezone.now())
    assert look() == (4, 5)
    assert Verdict.objects.count() == Lead.objects.count() > 30
    fresh = {row["lead_id"]: row for row in fetch(verdicts.verdicts(threshold(60), all_leads(timezone.now())))}
    for verdict in Verdict.objects.all():
        assert (verdict.flag, verdict.reason) == (fresh[verdict.lead_id]["flag"], fresh[verdict.lead_id]["reason"])


def test_what_was_judged_while_the_publication_computed_is_judged_again_at_the_switch(admin, team, monkeypatch):
    lead, quiet = make_lead(), make_lead()
    now = timezone.now()
    judge(lead_ids=[lead.pk, quiet.pk], as_of=now)
    compute = pending.compute

    def meanwhile(*arguments):
        compute(*arguments)
        lead.activities.create(kind="trial", occurred_at=now, source="test", external_id="meanwhile")
        rescore(lead_ids=[lead.pk], as_of=now + HOUR)

    monkeypatch.setattr(pending, "compute", meanwhile)
    run = perform(publish_criteria(threshold(30), reason="r", by=admin, at=now, base_number=1))
    assert run.state == "done", run.error
    lead.verdict.refresh_from_db()
    assert lead.verdict.reason == "score_met_needs_hearing"
    assert lead.verdict.as_of == now + HOUR, "never earlier than what it was judged for already"
    assert lead.verdict.criteria.number == ScoringModel.objects.active().number + 1 == 2
