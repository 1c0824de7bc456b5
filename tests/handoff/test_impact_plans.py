"""What a draft would change costs what is looked at, not what there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.demo.crowd.leads import make
from handoff.criteria.profiles import LARGE
from handoff.impact import estimate, exact
from handoff.impact import sample as sampling
from handoff.impact.compared import Comparison, planned
from handoff.impact.flows import flows
from leads.scoring import rescore
from tests.handoff.test_impact import EASIER, question_about, with_thresholds
from tests.test_plans import whole_reads

pytestmark = pytest.mark.django_db


def test_a_sample_and_a_chunk_read_no_big_table_whole(admin, monkeypatch):
    """However many leads there are, the first estimate costs the same, and a run as much as there are leads."""
    for _share in make(4_000, 40_000):
        pass
    rescore(lead_ids=None, as_of=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    monkeypatch.setattr(sampling, "SAMPLE", 200)
    before = with_thresholds(LARGE, attribute_min=0)
    with CaptureQueriesContext(connection) as queries, planned():
        estimate(before, EASIER, timezone.now())
        flows(Comparison(before, EASIER), timezone.now(), most=50)
        run = exact.start(question_about(EASIER, before), by=admin, at=timezone.now())
        exact._chunk(question_about(EASIER, before), run, timezone.now(), 1001, 1200)
        big = [query for query in queries if "compared AS" in query["sql"]]
        assert len(big) == 3
        assert whole_reads(big) == []
