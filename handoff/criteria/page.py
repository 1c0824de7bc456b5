"""What the pages about criteria show: rules as sentences, windows with their state, the process in words."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.criteria.document import CriteriaDocument, Rule, Segment, Table, Window
from handoff.criteria.problems import overlaps
from handoff.criteria.profiles import PROFILES
from handoff.criteria.sentences import (
    conditions_sentence,
    deadline_sentences,
    filter_label,
    offset_sentence,
    segment_sentence,
)
from handoff.criteria.thresholds import ThresholdKind, threshold_kind
from handoff.judging.verdicts import calendar_timezone
from handoff.models import CriteriaVersion
from handoff.words.values import listed, outcome_text, profile_label, reason_label, value_text

PROFILE_NOTES = {
    "small": gettext_lazy("About 10 leads a month. A short checklist, no score needed; marketing or sales judges."),
    "mid": gettext_lazy("Tens to hundreds of leads a month. Behaviour score, then a hearing by inside sales."),
    "large": gettext_lazy("Hundreds to thousands of leads a month. The rules decide, people look at the exceptions."),
}


@dataclass(frozen=True)
class RuleLine:
    """position: its number in the table, as people see it. place: its position in the whole document."""

    position: int
    rule: Rule
    conditions: str
    outcome: str
    reason: str
    place: int

    @property
    def needs_process(self) -> bool:
        return self.rule.outcome.flag == "target"


@dataclass(frozen=True)
class WindowLine:
    """state: planned, open or over."""

    window: Window
    state: str
    offsets: list[str]
    filters: list[tuple[str, str]]


def overview(version: CriteriaVersion, now: dt.datetime) -> dict:
    document = version.parsed
    today = now.astimezone(ZoneInfo(calendar_timezone())).date()
    return {
        "version": version,
        "document": document,
        "rules": rule_lines(document),
        "segments": segment_lines(document, today),
        "thresholds": threshold_lines(document),
        "cooling_days": document.cooling_days,
        "uses_windows": bool(document.lowered_thresholds()),
        "windows": [window_line(window, today) for window in document.windows],
        "overlaps": overlaps(document),
        "deadlines": deadline_sentences(document),
        "uses_quota": document.uses("requested_by_sales"),
        "process": process(document),
    }


@dataclass(frozen=True)
class SegmentLines:
    """The table of a segment, as the overview shows the table for everybody."""

    segment: Segment
    sentence: str
    rules: list[RuleLine]
    thresholds: list[tuple[ThresholdKind, str]]
    cooling_days: int | None
    uses_windows: bool
    windows: list[WindowLine]
    overlaps: list[tuple[Window, Window]]


def segment_lines(document: CriteriaDocument, today: dt.date) -> list[SegmentLines]:
    return [
        SegmentLines(
            segment=document.segments[number - 1],
            sentence=segment_sentence(document.segments[number - 1]),
            rules=rule_lines(table, offset),
            thresholds=threshold_lines(table),
            cooling_days=table.cooling_days,
            uses_windows=bool(table.lowered_thresholds()),
            windows=[window_line(window, today) for window in table.windows],
            overlaps=overlaps(table),
        )
        for number, offset, table in document.tables()
        if number
    ]


def rule_lines(table: Table, offset: int = 0) -> list[RuleLine]:
    """offset: that of the table in its document."""
    return [rule_line(table, number, rule, offset + number) for number, rule in enumerate(table.rules, 1)]


def rule_line(table: Table, number: int, rule: Rule, place: int) -> RuleLine:
    outcome = outcome_text(rule.outcome.flag, rule.outcome.route)
    return RuleLine(number, rule, conditions_sentence(rule, table), outcome, reason_label(rule.outcome.reason), place)


def threshold_lines(document: Table) -> list[tuple[ThresholdKind, str]]:
    return [
        (threshold_kind(name), value_text("title_rank", value) if name == "title_rank_min" else str(value))
        for name, value in document.thresholds.items()
    ]


def profile_card(profile: str) -> dict:
    """A profile as it ships, for reading side by side."""
    document = PROFILES[profile]
    return {
        "profile": profile,
        "label": profile_label(profile),
        "note": PROFILE_NOTES[profile],
        "rules": rule_lines(document),
        "process": process(document),
    }


def process(document: CriteriaDocument) -> list[str]:
    """How a toss-up goes on: who approves, and what happens without anybody pressing a button."""
    targets = [rule for _position, rule in document.active_rules() if rule.outcome.flag == "target"]
    if all(rule.approval for rule in targets):
        approval = _("Approval by the manager: on")
    elif any(rule.approval for rule in targets):
        approval = _("Approval by the manager: for exceptions only")
    else:
        approval = _("Approval by the manager: off")
    automatic = any(rule.automatic for rule in targets)
    return [approval, _("Automatic toss-ups: on") if automatic else _("Automatic toss-ups: off")]


def window_line(window: Window, today: dt.date) -> WindowLine:
    state = "open" if window.is_open(today) else "planned" if today < window.start else "over"
    offsets = [offset_sentence(name, offset) for name, offset in window.offsets.items()]
    filters = [(filter_label(name), listed(values)) for name, values in window.filter.items()]
    return WindowLine(window, state, offsets, filters)
