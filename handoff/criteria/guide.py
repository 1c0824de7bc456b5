"""The criteria in force told to everybody in the company: what decides about a lead, in sentences, to read or print."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handoff.criteria.document import CriteriaDocument, Rule, Table
from handoff.criteria.page import process, rule_line, threshold_lines, window_line
from handoff.criteria.sentences import condition_sentence as sentence_of
from handoff.criteria.sentences import deadline_sentences, listed_conditions
from handoff.criteria.thresholds import ThresholdKind
from handoff.exceptions.days import day_of
from handoff.models import CriteriaVersion, StrategicTarget
from leads.models import ScoringModel
from leads.scoring_document import BehaviourRule

SCORES = ("behaviour_score", "attribute_score")


@dataclass(frozen=True)
class GuideRule:
    """number: as on the criteria page. process: how the toss-up goes on, "" for what is none."""

    number: int
    conditions: str
    outcome: str
    reason: str
    flag: str
    process: str


@dataclass(frozen=True)
class GuideTable:
    """name, who: of the segment; "" for the table for everybody."""

    name: str
    who: str
    rules: list[GuideRule]
    thresholds: list[tuple[ThresholdKind, str]]
    cooling_days: int | None
    looks_at_lost: bool


def guide(version: CriteriaVersion, at: dt.datetime) -> dict:
    """What the page shows; only rules that are switched on, and only what some rule looks at."""
    document, today = version.parsed, day_of(at)
    names = ["", *(segment.name for segment in document.segments)]
    windows = [
        (names[number], window_line(window, today))
        for number, _offset, table in document.tables()
        for window in table.windows
    ]
    scores = {name for name in SCORES if document.uses(name)}
    scoring = ScoringModel.objects.select_related("author").get(is_active=True) if scores else None
    return {
        "version": version,
        "tables": _tables(document),
        "has_gap": any(_has_gap(table) for _number, _offset, table in document.tables()),
        "scoring": scoring,
        "behaviour": [(rule, behaviour_sentence(rule)) for rule in scoring.parsed.behaviour] if scoring else [],
        "uses_behaviour": "behaviour_score" in scores,
        "uses_attributes": "attribute_score" in scores,
        "uses_tag": document.uses("tag"),
        "uses_customer": document.uses("is_customer"),
        "uses_lost": document.uses("lost_before"),
        "uses_quota": document.uses("requested_by_sales"),
        "quota": document.quota,
        "strategic": StrategicTarget.objects.running(today).count(),
        "windows": [(name, line) for name, line in windows if line.state != "over"],
        "process": process(document),
        "deadlines": deadline_sentences(document),
    }


def _tables(document: CriteriaDocument) -> list[GuideTable]:
    """Those of the segments in the order they are looked at, then the one for everybody else."""
    found = document.tables()
    return [_table(document, number, table) for number, _offset, table in [*found[1:], found[0]]]


def _has_gap(table: Table) -> bool:
    """Is there no rule without conditions, which takes what the others leave?"""
    return all(rule.conditions for _number, rule in table.active_rules())


def _table(document: CriteriaDocument, number: int, table: Table) -> GuideTable:
    segment = document.segments[number - 1] if number else None
    who = listed_conditions([sentence_of(each, document) for each in segment.conditions]) if segment else ""
    return GuideTable(
        name=segment.name if segment else "",
        who=who,
        rules=[_rule(table, place, rule) for place, rule in table.active_rules()],
        thresholds=threshold_lines(table),
        cooling_days=table.cooling_days,
        looks_at_lost=table.uses("lost_before"),
    )


def _rule(table: Table, number: int, rule: Rule) -> GuideRule:
    line = rule_line(table, number, rule, number)
    return GuideRule(number, line.conditions, line.outcome, line.reason, rule.outcome.flag, _process(rule))


def _process(rule: Rule) -> str:
    if rule.outcome.flag != "target":
        return ""
    if rule.automatic and rule.approval:
        return _("It is tossed up automatically, and the manager approves it.")
    if rule.automatic:
        return _("It is tossed up automatically, without approval.")
    if rule.approval:
        return _("Inside sales tosses it up, and the manager approves it.")
    return _("Inside sales tosses it up; no approval is needed.")


def behaviour_sentence(rule: BehaviourRule) -> str:
    """「30 日以内は 1 回 20 点、その後 90 日までは 10 点、合計 60 点まで」, without what it is about."""
    if rule.is_inactivity:
        return _("%(points)s points when nothing that gives points happened for %(days)s days") % {
            "points": rule.points,
            "days": rule.fresh_days,
        }
    text = _("%(points)s points each for %(days)s days") % {"points": rule.points, "days": rule.fresh_days}
    if rule.faded_points and rule.last_day > rule.fresh_days:
        later = _("%(text)s, then %(points)s points until day %(days)s")
        text = later % {"text": text, "points": rule.faded_points, "days": rule.last_day}
    if rule.cap is not None:
        lower, upper = _("%(text)s, together no lower than %(cap)s"), _("%(text)s, together at most %(cap)s")
        text = (lower if rule.cap < 0 else upper) % {"text": text, "cap": rule.cap}
    return text
