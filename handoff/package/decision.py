"""The decision part of a hand-over package: the verdict, and every rule and condition that was looked at."""

from collections.abc import Callable
from functools import cache, partial
from operator import attrgetter

from handoff.criteria.sentences import outcome_sentence
from handoff.judging.tracing import ConditionTrace, RuleTrace, SegmentTrace, Trace
from handoff.models.criteria import Flag
from handoff.package.bilingual import Sayings
from handoff.package.scores import plain
from handoff.words.values import reason_label

HUMAN_JUDGEMENT = "human_judgement"
sentence, actual_text = attrgetter("sentence"), attrgetter("actual_text")


class DecisionPart:
    """Of many packages: where leads have rules and conditions of their traces in common, their packages share them."""

    def __init__(self, say: Sayings):
        self.say = say
        self.condition = cache(partial(_condition, say))
        self.rule = cache(partial(_rule, say, self.condition))

    def __call__(self, trace: Trace) -> dict:
        decided, near_miss = trace.decided, trace.near_miss
        reason = decided.reason if decided.flag == Flag.TARGET else HUMAN_JUDGEMENT
        return {
            "verdict": {
                "flag": decided.flag,
                "route": decided.route,
                "reason": decided.reason,
                "rule": decided.position,
                "segment": trace.segment.number,
                "segment_words": self.say(sentence, trace.segment),
                "words": self.say(sentence, decided),
                "near_miss": self.say(sentence, near_miss) if near_miss else None,
                "open_windows": trace.open_windows,
            },
            "reason": reason,
            "reason_words": self.say(reason_label, reason),
            "trace": [self.rule(rule) for rule in trace.rules],
            "segments": [self._segment(each) for each in _tried(trace.segment)],
        }

    def _segment(self, segment: SegmentTrace) -> dict:
        return {"number": segment.number, "conditions": [self.condition(each) for each in segment.conditions]}


def _tried(segment: SegmentTrace) -> list[SegmentTrace]:
    """The segments that were looked at, in order."""
    return [*segment.passed_over, segment] if segment.number else segment.passed_over


def _rule(say: Sayings, condition_part: Callable[[ConditionTrace], dict], rule: RuleTrace) -> dict:
    return {
        "position": rule.position,
        "number": rule.number,
        "decided": rule.decided,
        "reason": rule.reason,
        "words": say(outcome_sentence, rule.rule.outcome),
        "conditions": [condition_part(each) for each in rule.conditions],
    }


def _condition(say: Sayings, condition: ConditionTrace) -> dict:
    return {
        **condition.condition.to_json(),
        "required": condition.value,
        "actual": plain(condition.actual),
        "offset": condition.offset,
        "state": condition.state,
        "words": say(sentence, condition.asked),
        "actual_words": say(actual_text, condition),
    }
