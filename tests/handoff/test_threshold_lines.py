import pytest

from handoff.criteria.document import Condition, Segment
from handoff.criteria.profiles import PROFILES
from handoff.criteria.threshold_lines import lines_of, score_lines
from handoff.models import CriteriaVersion
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


def test_a_line_of_a_segment_says_so():
    segment = Segment("大口", (Condition("employees", "at_least", 1000),), PROFILES["mid"].as_table())
    labels = {line.label for line in lines_of(PROFILES["large"].with_changes(segments=(segment,)))}
    assert any("大口" in label for label in labels)
    assert any("大口" not in label for label in labels)
