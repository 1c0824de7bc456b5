import csv
import io

import pytest
from django.core.management import CommandError, call_command

from handoff.models import CriteriaVersion, Event, QueueEntry, Verdict
from tests.conftest import NOW
from tests.handoff.judging import make_lead

pytestmark = pytest.mark.django_db


def judge(*arguments):
    out = io.StringIO()
    call_command("judge", *arguments, stdout=out)
    return list(csv.reader(io.StringIO(out.getvalue())))


def test_it_prints_every_lead_in_the_order_of_its_id():
    make_lead(
        external_id="L-2",
        person_key="2",
        actions=[("trial", 1), ("inquiry", 2)],
        title_rank=4,
        company={"employees": 80},
    )
    make_lead(external_id="L-10", person_key="10")
    assert judge("--profile", "small", "--as-of", NOW.isoformat()) == [
        ["external_id", "behaviour_score", "attribute_score", "flag", "route", "reason"],
        ["L-10", "0", "0", "not_target", "nurture", "checklist_not_met"],
        ["L-2", "90", "30", "target", "sales", "checklist_met"],
    ]


def test_the_scores_are_those_of_the_moment_not_the_stored_ones():
    make_lead(behaviour=999, actions=[("inquiry", 31)])
    assert [row[1] for row in judge("--as-of", NOW.isoformat())[1:]] == ["20"]


def test_without_a_profile_it_uses_the_criteria_in_force():
    make_lead(actions=[("trial", 1), ("inquiry", 1), ("webinar", 1)])
    assert judge("--as-of", NOW.isoformat())[1][5] == "score_met_needs_hearing"


def test_it_changes_nothing():
    make_lead(actions=[("trial", 1), ("inquiry", 1), ("webinar", 1)])
    judge("--profile", "large")
    assert not Verdict.objects.exists()
    assert not QueueEntry.objects.exists()
    assert not Event.objects.exists()
    assert CriteriaVersion.active().profile == "mid"


def test_a_moment_that_is_none_is_refused():
    with pytest.raises(CommandError, match="tomorrow"):
        judge("--as-of", "tomorrow")
