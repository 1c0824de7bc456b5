"""Rules of a draft as sentences. Unlike published ones they may name what is not there, or not be complete yet."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handoff.criteria.diff import Change, changes
from handoff.criteria.document import Condition, CriteriaDocument, Rule, Table
from handoff.criteria.sentences import condition_sentence, conditions_sentence, listed_conditions, outcome_sentence


def reading(rule: Rule, table: Table, *, incomplete: bool = False) -> str:
    """The rule in one sentence; incomplete: with a gap where a condition is still being typed."""
    outcome = rule.outcome if rule.outcome.reason else replace(rule.outcome, reason="…")
    return f"{conditions_reading(rule, table, incomplete=incomplete)} → {outcome_sentence(outcome)}"


def conditions_reading(rule: Rule, table: Table, *, incomplete: bool = False) -> str:
    known = readable(table, rule.conditions)
    if not incomplete:
        return conditions_sentence(rule, known)
    words = [condition_sentence(condition, known) for condition in rule.conditions]
    return listed_conditions([*words, pgettext("a condition that is not complete yet", "…")])


def segment_reading(conditions: tuple[Condition, ...], *, incomplete: bool = False) -> str:
    """「従業員数が 1,000 名以上、かつ業種が「情報・通信業」」"""
    return conditions_reading(Rule(conditions, None), Table("", {}, ()), incomplete=incomplete)  # type: ignore[arg-type]


def differences(before: CriteriaDocument, after: CriteriaDocument) -> list[Change]:
    """criteria_diff.changes for documents of which either may be a draft."""
    return changes(_readable_document(before), _readable_document(after))


def sentences(before: dict, after: dict) -> list[str]:
    """What somebody changed in the draft, for those who edit it too."""
    found = differences(CriteriaDocument.from_json(before), CriteriaDocument.from_json(after))
    return [_sentence(change) for change in found]


def readable(table: Table, conditions: tuple[Condition, ...]) -> Table:
    """The table with a word in the place of thresholds that were taken away while these conditions still name them."""
    named = {value.name for condition in conditions for value in condition.thresholds()}
    missing = named - set(table.thresholds)
    gap = {name: _("“%(name)s” (no such threshold)") % {"name": name} for name in missing}
    return table.with_changes(thresholds=table.thresholds | gap) if missing else table


def _readable_document(document: CriteriaDocument) -> CriteriaDocument:
    segments = tuple(replace(segment, table=_readable_table(segment.table)) for segment in document.segments)
    return _readable_table(document).with_changes(segments=segments)


def _readable_table(table):
    return readable(table, tuple(condition for rule in table.rules for condition in rule.conditions))


def _sentence(change: Change) -> str:
    if change.before and change.after:
        return _("%(before)s ⇒ %(after)s") % {"before": change.before, "after": change.after}
    if change.after:
        return _("New: %(sentence)s") % {"sentence": change.after}
    return _("Removed: %(sentence)s") % {"sentence": change.before}
