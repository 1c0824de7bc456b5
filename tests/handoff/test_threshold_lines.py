import pytest

from handoff.models import CriteriaVersion
from handoff.profiles import PROFILES
from handoff.threshold_lines import lines_of, score_lines
from leads.threshold_lines import lines

pytestmark = pytest.mark.django_db


def test_the_thresholds_of_the_criteria_in_force_are_drawn_into_the_scores():
    document = CriteriaVersion.active().parsed
    values = {line.value for line in score_lines()}
    assert values <= {document.thresholds.get("behaviour_min"), document.thresholds.get("attribute_min")}
    assert lines("behaviour") == sorted({line for line in score_lines() if line.score == "behaviour"})


def test_the_large_profile_has_lines_for_both_scores_and_the_small_one_none():
    found = {line.score for line in lines_of(PROFILES["large"])}
    assert found == {"behaviour", "attribute"}
    assert lines_of(PROFILES["small"]) == []
