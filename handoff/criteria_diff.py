"""What differs between two criteria documents, in sentences."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from handoff.criteria_document import CriteriaDocument, Rule
from handoff.sentences import rule_sentence, sla_sentence, threshold_sentence, window_sentence
from handoff.value_words import profile_label


@dataclass(frozen=True)
class Change:
    """before is "" for what was added, after for what was taken away."""

    before: str
    after: str


def changes(before: CriteriaDocument, after: CriteriaDocument) -> list[Change]:
    """In the order of the criteria page; empty when the two say the same."""
    return [
        *_profile(before, after),
        *_rules(before, after),
        *_by_name(_thresholds(before), _thresholds(after)),
        *_by_name(_windows(before), _windows(after)),
        *_by_name(_numbers(before), _numbers(after)),
    ]


def _profile(before: CriteriaDocument, after: CriteriaDocument) -> list[Change]:
    if before.profile == after.profile:
        return []
    return [Change(_profile_sentence(before), _profile_sentence(after))]


def _profile_sentence(document: CriteriaDocument) -> str:
    return _("Profile: %(name)s") % {"name": profile_label(document.profile)}


def _rules(before: CriteriaDocument, after: CriteriaDocument) -> list[Change]:
    old, new = [_shape(rule) for rule in before.rules], [_shape(rule) for rule in after.rules]
    found = []
    for _kind, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if _kind != "equal":
            found += _replaced(before, before.rules[start:end], after, after.rules[new_start:new_end])
    return found


def _replaced(before: CriteriaDocument, old, after: CriteriaDocument, new) -> list[Change]:
    """Rules with the same reason are one rule that was changed."""
    by_reason = {rule.outcome.reason: rule for rule in new}
    kept = {rule.outcome.reason for rule in old} & set(by_reason)
    removed = [
        Change(_rule_words(rule, before), _rule_words(by_reason[rule.outcome.reason], after))
        if rule.outcome.reason in kept
        else Change(_rule_words(rule, before), "")
        for rule in old
    ]
    return removed + [Change("", _rule_words(rule, after)) for rule in new if rule.outcome.reason not in kept]


def _shape(rule: Rule) -> str:
    return repr(rule.to_json())


def _rule_words(rule: Rule, document: CriteriaDocument) -> str:
    notes = []
    if not rule.active:
        notes.append(_("switched off"))
    if rule.outcome.flag == "target":
        notes.append(_("with approval") if rule.approval else _("without approval"))
        notes += [_("automatic")] if rule.automatic else []
    sentence = rule_sentence(rule, document)
    return f"{sentence} [{' · '.join(notes)}]" if notes else sentence


def _by_name(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    names = list(old) + [name for name in new if name not in old]
    return [Change(old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")]


def _thresholds(document: CriteriaDocument) -> dict[str, str]:
    return {name: threshold_sentence(name, value) for name, value in document.thresholds.items()}


def _windows(document: CriteriaDocument) -> dict[str, str]:
    return {f"{window.name} {window.start}": window_sentence(window) for window in document.windows}


def _numbers(document: CriteriaDocument) -> dict[str, str]:
    quota = _("Manual toss-ups a team and month: %(number)s") % {"number": document.quota}
    return {kind: sla_sentence(kind, days) for kind, days in document.sla.items()} | {"quota": quota}
