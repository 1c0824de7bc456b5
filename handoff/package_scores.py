"""The score part of a hand-over package: both totals with the rows they add up from."""

from django.utils.translation import gettext as _

from handoff.bilingual import in_both
from handoff.fields import kind_labels
from handoff.value_words import value_text
from leads.models import Lead
from leads.scoring import Breakdown
from leads.scoring.breakdown import AttributeRow, BehaviourRow, GroupRow
from leads.scoring_document import INACTIVITY, AttributeGroup
from leads.scoring_words import field_text


def scores_part(breakdown: Breakdown, lead: Lead) -> dict:
    """Rows that gave nothing are left out. Points are after caps and limits, so they add up to the sum."""
    return {
        "behaviour": {
            "score": breakdown.behaviour_score,
            "sum": breakdown.behaviour_sum,
            "rows": [_behaviour(row) for row in breakdown.behaviour if row.applies],
        },
        "attribute": {
            "score": breakdown.attribute_score,
            "sum": breakdown.attribute_sum,
            "rows": [_group(row, lead) for row in breakdown.groups if row.after_limit],
        },
    }


def _behaviour(row: BehaviourRow) -> dict:
    kind = row.rule.kind
    return {
        "kind": kind,
        "content": row.rule.content_contains,
        "counted": row.counted,
        "before_cap": row.before_cap,
        "points": row.after_cap,
        "words": in_both(lambda: _("no activity for a while") if kind == INACTIVITY else kind_labels().get(kind, kind)),
    }


def _group(row: GroupRow, lead: Lead) -> dict:
    return {
        "group": row.group.name,
        "values": [_value(each, lead) for each in row.rows if each.counts],
        "points": row.after_limit,
        "words": in_both(lambda: group_label(row.group)),
    }


def group_label(group: AttributeGroup) -> str:
    """What all its rules look at, or its own name when they look at several things."""
    looked_at = {rule.field for rule in group.rules}
    return field_text(looked_at.pop()) if len(looked_at) == 1 else group.name


def _value(row: AttributeRow, lead: Lead) -> dict:
    value = as_written(row.rule.field, plain(row.value), lead)
    words = in_both(lambda: "" if value is None else value_text(row.rule.field, value))
    return {"field": row.rule.field, "value": value, "words": words}


def as_written(field: str, value, lead: Lead):
    """Text as the lead has it: scores compare a normalised form of it, in small letters."""
    for thing in (lead, lead.company):
        written = getattr(thing, field, None)
        if isinstance(value, str) and isinstance(written, str) and written:
            return written
    return value


def plain(value):
    """The database counts in decimals, which JSON does not know."""
    if value is None or isinstance(value, str | bool | int | list):
        return value
    return int(value) if value == int(value) else float(value)
