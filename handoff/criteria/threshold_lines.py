"""The thresholds of the criteria in force that are about scores, to be drawn into the scores' distribution."""

from django.utils.translation import gettext as _

from handoff.criteria.document import CriteriaDocument, Threshold
from handoff.criteria.thresholds import threshold_kind
from handoff.models import CriteriaVersion
from leads.threshold_lines import Line

SCORES = {"behaviour_score": "behaviour", "attribute_score": "attribute"}


def score_lines() -> list[Line]:
    return lines_of(CriteriaVersion.active().parsed)


def lines_of(document: CriteriaDocument) -> list[Line]:
    """Of all tables: named thresholds and plain numbers that rules compare scores with."""
    names = ["", *(segment.name for segment in document.segments)]
    return [
        Line(SCORES[condition.field], table.resolve(condition.value), _label(condition.value, names[number]))
        for number, _offset, table in document.tables()
        for _number, rule in table.active_rules()
        for condition in rule.conditions
        if condition.field in SCORES and isinstance(table.resolve(condition.value), int)
    ]


def _label(value, segment: str) -> str:
    label = str(threshold_kind(value.name).label) if isinstance(value, Threshold) else str(value)
    return _("%(label)s, segment “%(segment)s”") % {"label": label, "segment": segment} if segment else label
