"""The score part of a hand-over package: both totals with the rows they add up from."""

from django.utils.translation import gettext as _

from handoff.criteria.fields import kind_labels
from handoff.package.bilingual import Sayings
from handoff.words.values import value_text
from leads.models import Lead
from leads.scoring import Breakdown
from leads.scoring.breakdown import AttributeRow, BehaviourRow, GroupRow
from leads.scoring_document import INACTIVITY
from leads.scoring_words import field_text


def scores_part(say: Sayings, breakdown: Breakdown, lead: Lead) -> dict:
    """Rows that gave nothing are left out. Points are after caps and limits, so they add up to the sum."""
    return {
        "behaviour": {
            "score": breakdown.behaviour_score,
            "sum": breakdown.behaviour_sum,
            "rows": [_behaviour(say, row) for row in breakdown.behaviour if row.applies],
        },
        "attribute": {
            "score": breakdown.attribute_score,
            "sum": breakdown.attribute_sum,
            "rows": [_group(say, row, lead) for row in breakdown.groups if row.after_limit],
        },
    }


def _behaviour(say: Sayings, row: BehaviourRow) -> dict:
    return {
        "kind": row.rule.kind,
        "content": row.rule.content_contains,
        "counted": row.counted,
        "before_cap": row.before_cap,
        "points": row.after_cap,
        "words": say(_kind_words, row.rule.kind),
    }


def _kind_words(kind: str) -> str:
    return _("no activity for a while") if kind == INACTIVITY else kind_labels().get(kind, kind)


def _group(say: Sayings, row: GroupRow, lead: Lead) -> dict:
    return {
        "group": row.group.name,
        "values": [_value(say, each, lead) for each in row.rows if each.counts],
        "points": row.after_limit,
        "words": say(_group_words, row.group.name, frozenset(rule.field for rule in row.group.rules)),
    }


def _group_words(name: str, looked_at: frozenset[str]) -> str:
    """What all its rules look at, or its own name when they look at several things."""
    return field_text(*looked_at) if len(looked_at) == 1 else name


def _value(say: Sayings, row: AttributeRow, lead: Lead) -> dict:
    value = as_written(row.rule.field, plain(row.value), lead)
    words = say(_value_words, row.rule.field, tuple(value) if isinstance(value, list) else value)
    return {"field": row.rule.field, "value": value, "words": words}


def _value_words(field: str, value) -> str:
    return "" if value is None else value_text(field, value)


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
