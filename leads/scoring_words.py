"""A scoring model in words that every role understands."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from leads.models import Activity
from leads.scoring_document import INACTIVITY, AttributeGroup, AttributeRule, BehaviourRule
from leads.scoring_fields import field_named

TITLE_RANKS = {
    6: pgettext_lazy("title rank", "president"),
    5: pgettext_lazy("title rank", "executive"),
    4: pgettext_lazy("title rank", "department head"),
    3: pgettext_lazy("title rank", "section head"),
    2: pgettext_lazy("title rank", "team leader"),
    1: pgettext_lazy("title rank", "staff"),
}
# The groups of the shipped model; an organisation's own groups are named in its own words.
GROUP_LABELS = {
    "industry": gettext_lazy("Industry"),
    "employees": gettext_lazy("Employees"),
    "revenue": gettext_lazy("Annual revenue"),
    "title": gettext_lazy("Title rank"),
    "department": gettext_lazy("Department"),
    "region": gettext_lazy("Region"),
    "similarity": gettext_lazy("Similarity to customers"),
    "tags": gettext_lazy("Tags"),
}
PICKS = {"best": gettext_lazy("the best matching rule counts"), "sum": gettext_lazy("all matching rules count")}
CONDITIONS = {
    "at_least": gettext_lazy("%(field)s is at least %(value)s"),
    "at_most": gettext_lazy("%(field)s is at most %(value)s"),
    "between": gettext_lazy("%(field)s is between %(low)s and %(high)s"),
    "is": gettext_lazy("%(field)s is “%(value)s”"),
    "is_not": gettext_lazy("%(field)s is not “%(value)s”"),
    "in": gettext_lazy("%(field)s is one of %(value)s"),
    "not_in": gettext_lazy("%(field)s is none of %(value)s"),
    "contains": gettext_lazy("%(field)s contains “%(value)s”"),
    "is_empty": gettext_lazy("%(field)s is unknown"),
    "is_not_empty": gettext_lazy("%(field)s is known"),
}
# A number needs no quotation marks.
EXACTLY = {
    "is": pgettext_lazy("a number", "%(field)s is %(value)s"),
    "is_not": pgettext_lazy("a number", "%(field)s is not %(value)s"),
}
# Where the value brings its own unit the name does without.
SUBJECTS = {"annual_revenue": gettext_lazy("annual revenue")}
UNITS = {
    "employees": gettext_lazy("%(number)s people"),
    "annual_revenue": gettext_lazy("%(number)s yen"),
}


def kind_label(kind: str) -> str:
    """A kind of activity; an organisation's own kind is already in its words."""
    if kind == INACTIVITY:
        return _("no activity for a while")
    return str(dict(Activity.Kind.choices).get(kind, kind))


def behaviour_name(rule: BehaviourRule) -> str:
    """「ページ閲覧（料金）」"""
    if not rule.content_contains:
        return kind_label(rule.kind)
    return _("%(kind)s (“%(content)s”)") % {"kind": kind_label(rule.kind), "content": rule.content_contains}


def group_label(group: AttributeGroup) -> str:
    return str(GROUP_LABELS.get(group.name, group.name))


def condition_text(rule: AttributeRule) -> str:
    """「従業員数が 300 人以上」"""
    words = {"field": field_text(rule.field), "value": _inside(rule.field, rule.value)}
    if rule.operator == "between":
        words |= {"low": _inside(rule.field, rule.value[0]), "high": _inside(rule.field, rule.value[1])}
    template = EXACTLY.get(rule.operator) if is_number(rule.field, rule.value) else None
    return (str(template or CONDITIONS[rule.operator]) % words).strip()


def field_text(field_name: str) -> str:
    field = field_named(field_name)
    return str(SUBJECTS.get(field_name) or (field.label if field else field_name))


def _inside(field_name: str, value) -> str:
    return set_off(value_text(field_name, value), field_name, value, has_unit=field_name in UNITS)


def set_off(text: str, field_name: str, value, *, has_unit: bool) -> str:
    """A value's text as it stands inside a sentence: in Japanese a number is set off from the words around it."""
    if not is_number(field_name, next(iter(value), None) if isinstance(value, list | tuple) else value):
        return text
    if has_unit:
        return pgettext("number with its unit inside a sentence", "%(number)s") % {"number": text}
    return pgettext("bare number inside a sentence", "%(number)s") % {"number": text}


def is_number(field_name: str, value) -> bool:
    """Whether people read the value as a number; a title rank reads as a word."""
    return isinstance(value, int | float) and not isinstance(value, bool) and field_name != "title_rank"


def value_text(field_name: str, value) -> str:
    """One value of a field, or a list of them, with its unit."""
    if isinstance(value, list | tuple):
        return pgettext("between the items of a list", ", ").join(value_text(field_name, each) for each in value)
    if value is None:
        return _("unknown")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, str):
        return value
    if field_name == "title_rank":
        return str(TITLE_RANKS.get(value, value))
    if field_name == "annual_revenue" and (get_language() or "").startswith("ja"):
        return japanese_yen(value)
    return str(UNITS.get(field_name, "%(number)s")) % {"number": intcomma(value)}


def japanese_yen(value: int) -> str:
    """Yen as Japanese readers count them, where that is exact: 「100 億円」「5,000 万円」"""
    for unit, size in (("兆円", 10**12), ("億円", 10**8), ("万円", 10**4)):
        if value and value % size == 0:
            return f"{intcomma(value // size)} {unit}"
    return f"{intcomma(value)} 円"


def behaviour_row_text(row) -> str:
    """「3 件 × 10 点 + 1 件 × 5 点（経過後）= 35 点（上限 30 点）」: how a row of a breakdown came to its points."""
    if row.rule.is_inactivity:
        return _("nothing of interest in the last %(days)s days") % {"days": row.rule.fresh_days}
    parts = []
    if row.fresh:
        parts.append(_("%(count)s × %(points)s points") % {"count": row.fresh, "points": row.rule.points})
    if row.faded:
        parts.append(_("%(count)s × %(points)s points (older)") % {"count": row.faded, "points": row.rule.faded_points})
    text = " + ".join(parts)
    if row.counted > 1:
        text = _("%(parts)s = %(sum)s points") % {"parts": text, "sum": row.before_cap}
    return _("%(text)s (cap %(cap)s points)") % {"text": text, "cap": row.rule.cap} if row.is_capped else text
