"""One decision table as data: thresholds, ordered rules, campaign windows, cooling days (criteria.md 3)."""

import dataclasses
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Self

FLAGS = ("target", "not_target", "hold")


@dataclass(frozen=True)
class Threshold:
    """A value by name. With minus_offset it is lowered by the largest offset of the campaign windows that apply."""

    name: str
    minus_offset: bool = False


@dataclass(frozen=True)
class Condition:
    """`field operator value`. parameters: what actions() and active_people() count ({"kinds": [...], "days": 30})."""

    field: str
    operator: str
    value: Any = None
    parameters: dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)

    @classmethod
    def from_json(cls, data: dict) -> "Condition":
        parameters = {name: _value(value) for name, value in data.get("parameters", {}).items()}
        return cls(data["field"], data["operator"], _value(data.get("value")), parameters)

    def to_json(self) -> dict:
        data = {"field": self.field, "operator": self.operator, "value": _plain(self.value)}
        if self.parameters:
            data["parameters"] = {name: _plain(value) for name, value in self.parameters.items()}
        return data

    def thresholds(self) -> list[Threshold]:
        return [value for value in (self.value, *self.parameters.values()) if isinstance(value, Threshold)]


@dataclass(frozen=True)
class Outcome:
    flag: str
    route: str
    reason: str


@dataclass(frozen=True)
class Rule:
    """Conditions that must all hold, and what follows. approval: a manager decides; automatic: nobody has to act.

    id: tells rules apart while a draft is edited; it says nothing about what the rule does.
    """

    conditions: tuple[Condition, ...]
    outcome: Outcome
    active: bool = True
    approval: bool = False
    automatic: bool = False
    id: str = dataclasses.field(default="", compare=False)

    @classmethod
    def from_json(cls, data: dict) -> "Rule":
        return cls(
            tuple(Condition.from_json(condition) for condition in data["conditions"]),
            Outcome(**data["outcome"]),
            data.get("active", True),
            data.get("approval", False),
            data.get("automatic", False),
            data.get("id", ""),
        )

    def to_json(self) -> dict:
        return with_id(self) | {
            "active": self.active,
            "conditions": [condition.to_json() for condition in self.conditions],
            "outcome": {"flag": self.outcome.flag, "route": self.outcome.route, "reason": self.outcome.reason},
            "approval": self.approval,
            "automatic": self.automatic,
        }

    def uses(self, field_name: str) -> bool:
        return any(condition.field == field_name for condition in self.conditions)


@dataclass(frozen=True)
class Window:
    """From start to end, both days included, thresholds are lower for the leads that pass the filter."""

    name: str
    start: dt.date
    end: dt.date
    offsets: dict[str, int]
    filter: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    id: str = dataclasses.field(default="", compare=False)

    @classmethod
    def from_json(cls, data: dict) -> "Window":
        return cls(
            data["name"],
            dt.date.fromisoformat(data["start"]),
            dt.date.fromisoformat(data["end"]),
            dict(data.get("offsets", {})),
            {name: list(values) for name, values in data.get("filter", {}).items() if values},
            data.get("id", ""),
        )

    def to_json(self) -> dict:
        return with_id(self) | {
            "name": self.name,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "offsets": self.offsets,
            "filter": self.filter,
        }

    def is_open(self, day: dt.date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Table:
    """thresholds by name; rules, the first that matches wins; windows; after cooling_days a lost lead may come back.

    cooling_days None: what was lost stays lost.
    """

    profile: str
    thresholds: dict[str, int]
    rules: tuple[Rule, ...]
    windows: tuple[Window, ...] = ()
    cooling_days: int | None = None

    @classmethod
    def from_json(cls, data: dict) -> Self:
        return cls(**cls._fields(data))

    @classmethod
    def _fields(cls, data: dict) -> dict:
        return {
            "profile": data["profile"],
            "thresholds": dict(data["thresholds"]),
            "rules": tuple(Rule.from_json(rule) for rule in data["rules"]),
            "windows": tuple(Window.from_json(window) for window in data.get("windows", [])),
            "cooling_days": data.get("cooling_days"),
        }

    def to_json(self) -> dict:
        return {
            "profile": self.profile,
            "thresholds": self.thresholds,
            "rules": [rule.to_json() for rule in self.rules],
            "windows": [window.to_json() for window in self.windows],
            "cooling_days": self.cooling_days,
        }

    def active_rules(self) -> list[tuple[int, Rule]]:
        """(number, rule) of those that are switched on. Numbers count from 1 over all rules, as people see them."""
        return [(number, rule) for number, rule in enumerate(self.rules, 1) if rule.active]

    def uses(self, field_name: str) -> bool:
        return any(rule.uses(field_name) for _number, rule in self.active_rules())

    def lowered_thresholds(self) -> list[str]:
        """Names of thresholds that some rule lowers by campaign offsets: those a window may give an offset for."""
        found = {
            threshold.name
            for rule in self.rules
            for condition in rule.conditions
            for threshold in condition.thresholds()
            if threshold.minus_offset
        }
        return [name for name in self.thresholds if name in found]

    def resolve(self, value):
        """The plain value of a literal or threshold, without campaign offsets."""
        return self.thresholds[value.name] if isinstance(value, Threshold) else value

    def with_changes(self, **changes) -> Self:
        return replace(self, **changes)

    def named(self) -> Self:
        """Every rule and window with an id, those without one after their place."""
        return replace(self, rules=with_ids("rule", self.rules), windows=with_ids("window", self.windows))


def with_ids(word: str, things: tuple) -> tuple:
    return tuple(replace(thing, id=thing.id or f"{word}-{number}") for number, thing in enumerate(things, 1))


def with_id(thing) -> dict:
    return {"id": thing.id} if thing.id else {}


def _value(data):
    if isinstance(data, dict) and "threshold" in data:
        return Threshold(data["threshold"], data.get("minus_offset", False))
    return data


def _plain(value):
    if isinstance(value, Threshold):
        return {"threshold": value.name} | ({"minus_offset": True} if value.minus_offset else {})
    return value
