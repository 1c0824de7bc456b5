"""The page of recycle rules: a line for each reason, checked together, and a question before a flood."""

import copy
import datetime as dt
from functools import cached_property

from handoff.forms.nurturing import RecycleRuleForm
from handoff.models import RecycleRule
from handoff.nurturing import rules
from handoff.nurturing.recycling import due

FLOOD = 50  # leads that would come back at once


class Line:
    """One reason's rule and its form."""

    def __init__(self, number: int, rule: RecycleRule, posted):
        self.rule = rule
        self.form = RecycleRuleForm(
            posted, prefix=f"rule-{number}", instance=copy.copy(rule), use_required_attribute=False
        )

    @property
    def reason(self) -> str:
        return rules.words(self.rule)

    @property
    def changed(self) -> bool:
        return self.form.has_changed()


class RulesPage:
    def __init__(self, now: dt.datetime, posted=None):
        self.now, self.posted = now, posted

    @cached_property
    def lines(self) -> list[Line]:
        return [Line(number, rule, self.posted) for number, rule in enumerate(rules.rules())]

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        return [
            (str(kind.label), [line for line in self.lines if line.rule.kind == kind])
            for kind in (rules.PEOPLE, rules.RULES)
        ]

    @property
    def reasons(self) -> str:
        """What the lines stood for when the page was drawn: the criteria may have changed since."""
        return "|".join(f"{line.rule.kind}:{line.rule.reason}" for line in self.lines)

    @property
    def is_stale(self) -> bool:
        return self.posted is not None and self.posted.get("reasons") != self.reasons

    def is_valid(self) -> bool:
        valid = [line.form.is_valid() for line in self.lines]
        return all(valid) and not self.is_stale

    @cached_property
    def flood(self) -> int:
        """How many leads would come back within minutes."""
        return len(due([line.form.instance for line in self.lines], self.now))

    @property
    def is_asking(self) -> bool:
        return self.posted is not None and self.is_valid() and self.flood > FLOOD

    def asks_first(self) -> bool:
        changed = any(line.changed for line in self.lines)
        return changed and self.flood > FLOOD and self.posted.get("flood") != str(self.flood)

    def keep(self, *, by) -> None:
        rules.keep([line.form.instance for line in self.lines if line.changed], by=by, at=self.now)
