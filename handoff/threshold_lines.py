"""The thresholds of the criteria in force that are about scores, to be drawn into the scores' distribution."""

from handoff.criteria_document import CriteriaDocument, Threshold
from handoff.models import CriteriaVersion
from handoff.thresholds import threshold_kind
from leads.threshold_lines import Line

SCORES = {"behaviour_score": "behaviour", "attribute_score": "attribute"}


def score_lines() -> list[Line]:
    return lines_of(CriteriaVersion.active().parsed)


def lines_of(document: CriteriaDocument) -> list[Line]:
    """Of all tables: named thresholds and plain numbers that rules compare scores with."""
    return [
        Line(SCORES[condition.field], table.resolve(condition.value), _label(condition.value))
        for _segment, _offset, table in document.tables()
        for _number, rule in table.active_rules()
        for condition in rule.conditions
        if condition.field in SCORES and isinstance(table.resolve(condition.value), int)
    ]


def _label(value) -> str:
    return str(threshold_kind(value.name).label) if isinstance(value, Threshold) else str(value)
