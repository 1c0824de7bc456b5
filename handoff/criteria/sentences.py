"""Rules, conditions and what is missing, as sentences that every role understands."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from handoff.criteria.document import Condition, CriteriaDocument, Outcome, Rule, Segment, Table, Threshold, Window
from handoff.criteria.thresholds import threshold_kind
from handoff.deadlines.targets import Ladder
from handoff.words.values import (
    UNITS,
    field_text,
    flag_label,
    listed,
    outcome_text,
    reason_label,
    route_label,
    value_text,
)
from leads.scoring_words import EXACTLY, is_number, set_off

__all__ = ["flag_label", "outcome_text", "reason_label", "route_label", "rule_sentence"]

SENTENCES = {
    "at_least": pgettext_lazy("criteria", "%(field)s is at least %(value)s"),
    "at_most": pgettext_lazy("criteria", "%(field)s is at most %(value)s"),
    "less_than": gettext_lazy("%(field)s is less than %(value)s"),
    "between": pgettext_lazy("criteria", "%(field)s is between %(low)s and %(high)s"),
    "is": gettext_lazy("%(field)s is “%(value)s”"),
    "is_not": gettext_lazy("%(field)s is not “%(value)s”"),
    "in": pgettext_lazy("criteria", "%(field)s is one of %(value)s"),
    "not_in": pgettext_lazy("criteria", "%(field)s is none of %(value)s"),
    "contains": gettext_lazy("%(field)s contains “%(value)s”"),
    "is_empty": gettext_lazy("%(field)s is unknown"),
    "is_not_empty": gettext_lazy("%(field)s is known"),
}
REQUIREMENTS = {
    "at_least": gettext_lazy("at least %(value)s"),
    "at_most": gettext_lazy("at most %(value)s"),
    "less_than": gettext_lazy("less than %(value)s"),
    "between": gettext_lazy("between %(low)s and %(high)s"),
    "is": gettext_lazy("“%(value)s”"),
    "is_not": gettext_lazy("not “%(value)s”"),
    "in": gettext_lazy("one of %(value)s"),
    "not_in": gettext_lazy("none of %(value)s"),
    "contains": gettext_lazy("contains “%(value)s”"),
    "is_empty": gettext_lazy("unknown"),
    "is_not_empty": gettext_lazy("known"),
}
REQUIRED_EXACTLY = {"is": "%(value)s", "is_not": pgettext_lazy("a number", "not %(value)s")}
REQUIRED_OF = {
    ("timing_months", "at_most"): gettext_lazy("within %(value)s"),
    ("timing", "is"): "%(value)s",
}
SPECIAL = {
    ("timing_months", "at_most"): gettext_lazy("%(field)s is within %(value)s"),
    ("tag", "is"): gettext_lazy("has the tag “%(value)s”"),
    ("tag", "is_not"): gettext_lazy("does not have the tag “%(value)s”"),
    ("tag", "in"): gettext_lazy("has one of the tags %(value)s"),
    ("tag", "not_in"): gettext_lazy("has none of the tags %(value)s"),
    ("tag", "is_empty"): gettext_lazy("has no tag"),
    ("tag", "is_not_empty"): gettext_lazy("has a tag"),
    ("timing", "is"): gettext_lazy("%(field)s is %(value)s"),
}
YES_NO = {
    "challenge_clear": (gettext_lazy("the challenge is clear"), gettext_lazy("the challenge is not clear")),
    "decision_maker_confirmed": (
        gettext_lazy("the decision-maker is confirmed"),
        gettext_lazy("the decision-maker is not confirmed"),
    ),
    "involvement_confirmed": (
        gettext_lazy("the decision-maker's involvement is confirmed"),
        gettext_lazy("the decision-maker's involvement is not confirmed"),
    ),
    "hearing_complete": (gettext_lazy("the hearing is complete"), gettext_lazy("the hearing is not complete")),
    "is_customer": (gettext_lazy("is an existing customer"), gettext_lazy("is not an existing customer")),
    "has_account_owner": (gettext_lazy("has an active account owner"), gettext_lazy("has no active account owner")),
    "lost_before": (gettext_lazy("was lost before"), gettext_lazy("was not lost before")),
    "in_campaign_window": (gettext_lazy("is in a campaign window"), gettext_lazy("is in no campaign window")),
    "requested_by_sales": (gettext_lazy("sales asked for it"), gettext_lazy("sales did not ask for it")),
    "discretion": (gettext_lazy("a person decided so"), gettext_lazy("no person decided so")),
}
STEPS = {
    "timing_months": gettext_lazy("finding out the timing"),
    "challenge_clear": gettext_lazy("making the challenge clear"),
    "decision_maker_confirmed": gettext_lazy("confirming the decision-maker"),
    "involvement_confirmed": gettext_lazy("confirming the decision-maker's involvement"),
    "hearing_complete": gettext_lazy("completing the hearing"),
}
POINTS = {
    "behaviour_score": gettext_lazy("%(number)s more points of behaviour score"),
    "attribute_score": gettext_lazy("%(number)s more points of attribute score"),
    "actions": gettext_lazy("%(number)s more actions"),
}


def condition_sentence(condition: Condition, table: Table) -> str:
    """「属性スコアが 60 以上」"""
    if condition.field in YES_NO:
        return str(YES_NO[condition.field][0 if condition.value else 1])
    value = _required(condition, table)
    template = _template(condition, value, SPECIAL, EXACTLY, SENTENCES)
    return _filled(template, condition, value, field_text(condition, table.resolve))


def requirement_text(condition: Condition, table: Table, offset: int = 0) -> str:
    """「60 以上」: what is asked for, without saying of what; with a campaign offset, what is left and how."""
    if condition.field in YES_NO:
        return str(YES_NO[condition.field][0 if condition.value else 1])
    if not offset:
        value = table.resolve(condition.value)
        template = _template(condition, value, REQUIRED_OF, REQUIRED_EXACTLY, REQUIREMENTS)
        return _filled(template, condition, value)
    whole = table.resolve(condition.value)
    text = _filled(REQUIREMENTS[condition.operator], condition, whole - offset)
    return _("%(text)s (%(whole)s − %(offset)s)") % {"text": text, "whole": whole, "offset": offset}


def conditions_sentence(rule: Rule, table: Table) -> str:
    return listed_conditions([condition_sentence(condition, table) for condition in rule.conditions]) or _("otherwise")


def listed_conditions(sentences: list[str]) -> str:
    return pgettext("between the conditions of a rule", ", and ").join(sentences)


def segment_sentence(segment: Segment) -> str:
    """「セグメント「大企業」: 従業員数が 1,000 人以上」"""
    conditions = listed_conditions([condition_sentence(each, segment.table) for each in segment.conditions])
    return _("Segment “%(name)s”: %(conditions)s") % {"name": segment.name, "conditions": conditions}


def cooling_sentence(days: int | None) -> str:
    """「失注から 180 日が過ぎたら再び対象になり得る」"""
    if days is None:
        return _("What was lost before stays lost")
    return _("What was lost before may come back %(days)s days after the loss") % {"days": days}


def outcome_sentence(outcome: Outcome) -> str:
    return _("%(outcome)s (reason: %(reason)s)") % {
        "outcome": outcome_text(outcome.flag, outcome.route),
        "reason": reason_label(outcome.reason),
    }


def rule_sentence(rule: Rule, table: Table) -> str:
    """「属性スコアが 60 以上、かつ行動スコアが 40 以上 → 営業へトスアップ（理由: スコアが基準以上）」"""
    return f"{conditions_sentence(rule, table)} → {outcome_sentence(rule.outcome)}"


def step_text(condition: Condition, table: Table, actual, offset: int = 0) -> str:
    """What would make a condition that is not met hold: 「決裁者の確認」「行動スコアあと 28 点」"""
    if condition.field in STEPS and (actual is None or condition.field in YES_NO) and condition.value is not False:
        return str(STEPS[condition.field])
    if actual is None and condition.field in STEPS:
        return _("finding out whether %(condition)s") % {"condition": condition_sentence(condition, table)}
    if actual is None:
        return _("finding out %(field)s") % {"field": field_text(condition, table.resolve)}
    if condition.field in POINTS and condition.operator == "at_least":
        missing = table.resolve(condition.value) - offset - actual
        return str(POINTS[condition.field]) % {"number": missing}
    return condition_sentence(condition, table)


def near_miss_sentence(steps: list[str]) -> str:
    """「あと一歩: 決裁者の確認で対象」"""
    joined = pgettext("between the steps of a near miss", " and ").join(steps)
    return _("One step away: %(steps)s makes it a target") % {"steps": joined}


def threshold_sentence(name: str, value) -> str:
    kind = threshold_kind(name)
    shown = value_text("title_rank", value) if name == "title_rank_min" else f"{value} {kind.unit}".strip()
    return _("%(name)s: %(value)s") % {"name": kind.label, "value": shown}


SLA_LABELS = {
    "first_response": gettext_lazy("first response"),
    "returned_response": gettext_lazy("response to a returned toss-up"),
    "approval": gettext_lazy("approval"),
    "sales_acceptance": gettext_lazy("acceptance by sales"),
    "first_sales_action": gettext_lazy("first action of sales"),
}


LADDERS = ("first_response", "approval", "sales_acceptance", "first_sales_action")


def sla_sentence(kind: str, target) -> str:
    if isinstance(target, dict):
        return _("%(name)s: within %(hours)s open hours") % {"name": SLA_LABELS[kind], "hours": target["hours"]}
    return _("%(name)s: within %(days)s business day(s)") % {"name": SLA_LABELS[kind], "days": target}


def ladder_sentence(kind: str, ladder: Ladder) -> str:
    """「一次対応: 期限日の始業時にリマインド、超過から 1 営業日後に管理者へ通知し、チームに戻す」"""
    facts = {"name": SLA_LABELS[kind], "when": ladder_label(ladder), "days": ladder.escalate_days}
    if ladder.release and kind == "first_response":
        return _("%(name)s: %(when)s; %(days)s business day(s) overdue: back to the team, and the admin hears") % facts
    return _("%(name)s: %(when)s; %(days)s business day(s) overdue: the admin hears") % facts


def deadline_sentences(document: CriteriaDocument) -> list[str]:
    """All targets, then what happens on the way to them and after."""
    targets = [sla_sentence(kind, target) for kind, target in document.sla.items()]
    return targets + [ladder_sentence(kind, document.ladder(kind)) for kind in LADDERS]


def ladder_label(ladder: Ladder) -> str:
    return _("reminded %(when)s") % {"when": Ladder.Remind(ladder.remind).label}


def window_sentence(window: Window) -> str:
    """「年末キャンペーン: 2026-12-01〜2026-12-25、属性スコアの基準を 10 引き下げ」"""
    parts = [offset_sentence(name, offset) for name, offset in window.offsets.items()]
    parts += [f"{filter_label(name)}: {listed(values)}" for name, values in window.filter.items()]
    return _("%(name)s: %(start)s to %(end)s, %(parts)s") % {
        "name": window.name,
        "start": full_day(window.start),
        "end": full_day(window.end),
        "parts": pgettext("between the parts of a sentence", "; ").join(parts),
    }


def offset_sentence(name: str, offset: int) -> str:
    """「属性スコアの基準を 10 引き下げ」"""
    kind = threshold_kind(name)
    return _("%(name)s needed lowered by %(offset)s") % {"name": kind.subject or kind.label, "offset": offset}


def full_day(day: dt.date) -> str:
    """With its year: windows are planned over the turn of the year."""
    return date_format(day, pgettext("date with year", "j M Y"))


def filter_label(name: str) -> str:
    return field_text(Condition(name, "in"))


def _required(condition: Condition, table: Table):
    value = table.resolve(condition.value)
    if isinstance(condition.value, Threshold) and condition.value.minus_offset:
        return _("%(value)s less the campaign's offset") % {"value": _inside(condition.field, value)}
    return value


def _template(condition: Condition, value, special: dict, exactly: dict, usual: dict):
    """How a condition is worded; a number stands without quotation marks."""
    if template := special.get((condition.field, condition.operator)):
        return template
    exact = exactly.get(condition.operator) if is_number(condition.field, value) else None
    return exact or usual[condition.operator]


def _filled(template, condition: Condition, value, field: str = "") -> str:
    words = {"field": field}
    if condition.operator == "between":
        words["low"], words["high"] = (_inside(condition.field, bound) for bound in value)
    else:
        words["value"] = _inside(condition.field, value)
    return (str(template) % words).strip()


def _inside(field_name: str, value) -> str:
    return set_off(value_text(field_name, value), field_name, value, has_unit=field_name in UNITS)
