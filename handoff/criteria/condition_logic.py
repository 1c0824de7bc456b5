"""What conditions say together, whatever the lead: whether they contradict, and whether others follow from them."""

import json
import unicodedata
from dataclasses import dataclass, field

from handoff.criteria.document import Condition, Table, Threshold
from handoff.criteria.fields import NUMERIC_OPERATORS, field_of

INFINITY = float("inf")
DOUBTFUL = object()  # it depends on the campaign windows of the day
# The values a field can have at all.
LIMITS = {
    "behaviour_score": (0, INFINITY),
    "attribute_score": (0, 100),
    "title_rank": (1, 6),
    "customer_similarity": (0, 100),
    "employees": (0, INFINITY),
    "annual_revenue": (0, INFINITY),
    "actions": (0, INFINITY),
    "active_people": (0, INFINITY),
    "timing_months": (1, 999),
}


@dataclass
class Known:
    """What is certain of one field: a range (high_open: without its end), which values are left, and if it is known.

    For tags, of which there may be many: wanted holds sets of which at least one is there, parts what one of them
    contains.
    """

    low: float = -INFINITY
    high: float = INFINITY
    high_open: bool = False
    one_of: frozenset | None = None
    none_of: frozenset = frozenset()
    parts: frozenset = frozenset()
    wanted: list[frozenset] = field(default_factory=list)
    empty: bool = False
    not_empty: bool = False

    def is_impossible(self) -> bool:
        if not self.not_empty:
            return False
        if self.empty or any(tags <= self.none_of for tags in self.wanted):
            return True
        if self.one_of is not None or self.low == self.high:
            return not self.values()
        return self.low > self.high

    def values(self) -> list:
        """All that it can be, where few values are left."""
        few = frozenset([self.low]) if self.one_of is None else self.one_of
        return [value for value in few if self.admits(value)]

    def admits(self, value) -> bool:
        if value in self.none_of or (self.one_of is not None and value not in self.one_of):
            return False
        if isinstance(value, str):
            return all(part in value for part in self.parts)
        return self.low <= value <= self.high and not (self.high_open and value == self.high)

    def follow(self, asked: "Known") -> bool:
        """Whether whoever is known to be so is as asked."""
        if asked.empty or not self.not_empty:
            return asked.empty and self.empty
        if self.one_of is not None or self.low == self.high:
            return all(map(asked.admits, self.values()))
        within = self.low >= asked.low and (self.high, not self.high_open) <= (asked.high, not asked.high_open)
        excluded = all(value in self.none_of or not self.admits(value) for value in asked.none_of)
        contained = all(any(part in mine for mine in self.parts) for part in asked.parts)
        return within and excluded and contained and asked.one_of is None

    def tags_follow(self, asked: "Known") -> bool:
        if asked.empty:
            return self.empty
        if asked.not_empty and not self.not_empty:
            return False
        wanted = all(any(mine <= tags for mine in self.wanted) for tags in asked.wanted)
        return wanted and (self.empty or asked.none_of <= self.none_of) and all(map(self._contain, asked.parts))

    def _contain(self, part: str) -> bool:
        in_wanted = any(all(part in tag for tag in tags) for tags in self.wanted)
        return in_wanted or any(part in mine for mine in self.parts)


class Together:
    """Conditions of one table that all hold at once. They must be complete and name thresholds that there are."""

    def __init__(self, table: Table, conditions: tuple[Condition, ...]):
        self.table = table
        self.conditions = conditions
        self.known: dict[str, Known] = {}
        for condition in conditions:
            low, high = LIMITS.get(condition.field, (-INFINITY, INFINITY))
            known = self.known.setdefault(_subject(condition), Known(low, high))
            _learn(known, condition, self._value(condition, certain=True))

    def contradiction(self) -> list[Condition]:
        """The conditions that cannot hold together; empty when a lead may meet all of them."""
        for subject, known in self.known.items():
            if known.is_impossible():
                return [condition for condition in self.conditions if _subject(condition) == subject]
        return []

    def imply(self, others: tuple[Condition, ...]) -> bool:
        """Whether every lead that meets these meets the others too. False when in doubt."""
        return all(condition in self.conditions or self._implies(condition) for condition in others)

    def _implies(self, condition: Condition) -> bool:
        known, value = self.known.get(_subject(condition)), self._value(condition, certain=False)
        if known is None or value is DOUBTFUL:
            return False
        asked = Known()
        _learn(asked, condition, value)
        return known.tags_follow(asked) if field_of(condition.field).kind == "tags" else known.follow(asked)

    def _value(self, condition: Condition, *, certain: bool):
        """What is asked for. Where campaign windows may lower it: what is certain in any case, or what suffices."""
        value, threshold = self.table.resolve(condition.value), condition.value
        if not isinstance(threshold, Threshold) or not threshold.minus_offset:
            return value
        if condition.operator not in ("at_least", "at_most", "less_than"):
            return DOUBTFUL
        return 0 if (condition.operator == "at_least") == certain else value  # windows come and go


def _subject(condition: Condition) -> str:
    """What a condition looks at; a field of one's own as a number and as a text are two things."""
    numeric = field_of(condition.field).kind == "custom" and condition.operator in NUMERIC_OPERATORS
    parameters = {name: repr(value) for name, value in condition.parameters.items()}
    return json.dumps([condition.field, parameters, numeric], ensure_ascii=False, sort_keys=True)


def _learn(known: Known, condition: Condition, value) -> None:
    kind = field_of(condition.field).kind
    many = frozenset(_plain(each, kind) for each in (value if isinstance(value, list | tuple) else [value]))
    operator = condition.operator
    if operator == "is_empty":
        known.empty = True
        return
    if kind != "tags" or operator not in ("is_not", "not_in"):  # a lead without tags does not have that one
        known.not_empty = True
    if value is DOUBTFUL:
        return
    match operator:
        case "at_least":
            known.low = max(known.low, value)
        case "at_most" | "less_than":
            _below(known, value, is_open=operator == "less_than")
        case "between":
            known.low = max(known.low, value[0])
            _below(known, value[1], is_open=False)
        case "is" | "in" if kind == "tags":
            known.wanted.append(many)
        case "is" | "in":
            known.one_of = many if known.one_of is None else known.one_of & many
        case "is_not" | "not_in":
            known.none_of |= many
        case "contains":
            known.parts |= many


def _below(known: Known, bound, *, is_open: bool) -> None:
    if (bound, not is_open) < (known.high, not known.high_open):
        known.high, known.high_open = bound, is_open


def _plain(value, kind: str):
    """As the compiled table compares it."""
    if kind in ("number", "yes_no"):
        return value
    return unicodedata.normalize("NFKC", str(value)).lower().strip(" ")
