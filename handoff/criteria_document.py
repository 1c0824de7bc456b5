"""The document of a criteria version: thresholds, ordered rules, campaign windows, quota, deadlines (criteria.md 3)."""

import dataclasses
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

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
    """Conditions that must all hold, and what follows. approval: a manager decides; automatic: nobody has to act."""

    conditions: tuple[Condition, ...]
    outcome: Outcome
    active: bool = True
    approval: bool = False
    automatic: bool = False

    @classmethod
    def from_json(cls, data: dict) -> "Rule":
        return cls(
            tuple(Condition.from_json(condition) for condition in data["conditions"]),
            Outcome(**data["outcome"]),
            data.get("active", True),
            data.get("approval", False),
            data.get("automatic", False),
        )

    def to_json(self) -> dict:
        return {
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

    @classmethod
    def from_json(cls, data: dict) -> "Window":
        return cls(
            data["name"],
            dt.date.fromisoformat(data["start"]),
            dt.date.fromisoformat(data["end"]),
            dict(data.get("offsets", {})),
            {name: list(values) for name, values in data.get("filter", {}).items() if values},
        )

    def to_json(self) -> dict:
        return {
            "name": self.name,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "offsets": self.offsets,
            "filter": self.filter,
        }

    def is_open(self, day: dt.date) -> bool:
        return self.start <= day <= self.end


SLA = {"first_response": 3, "returned_response": 1, "approval": 1, "sales_acceptance": 1, "first_sales_action": 3}


@dataclass(frozen=True)
class CriteriaDocument:
    """profile; thresholds by name; rules, the first that matches wins; quota: manual toss-ups a team and month;
    sla: business days by kind of clock."""

    profile: str
    thresholds: dict[str, int]
    rules: tuple[Rule, ...]
    windows: tuple[Window, ...] = ()
    quota: int = 10
    sla: dict[str, int] = dataclasses.field(default_factory=lambda: dict(SLA))

    @classmethod
    def from_json(cls, data: dict) -> "CriteriaDocument":
        return cls(
            data["profile"],
            dict(data["thresholds"]),
            tuple(Rule.from_json(rule) for rule in data["rules"]),
            tuple(Window.from_json(window) for window in data.get("windows", [])),
            data.get("quota", 10),
            SLA | data.get("sla", {}),
        )

    def to_json(self) -> dict:
        return {
            "profile": self.profile,
            "thresholds": self.thresholds,
            "rules": [rule.to_json() for rule in self.rules],
            "windows": [window.to_json() for window in self.windows],
            "quota": self.quota,
            "sla": self.sla,
        }

    def problems(self) -> list:
        """What is wrong with it, each naming its place; empty when it can be published."""
        from handoff.criteria_problems import problems

        return problems(self)

    def active_rules(self) -> list[tuple[int, Rule]]:
        """(position, rule) of those that are switched on. Positions count from 1 over all rules, as people see them."""
        return [(position, rule) for position, rule in enumerate(self.rules, 1) if rule.active]

    def rule_at(self, position: int | None) -> Rule | None:
        return self.rules[position - 1] if position else None

    def uses(self, field_name: str) -> bool:
        return any(rule.uses(field_name) for _position, rule in self.active_rules())

    def automatic_positions(self) -> list[int]:
        return [position for position, rule in self.active_rules() if rule.automatic]

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

    def with_changes(self, **changes) -> "CriteriaDocument":
        return replace(self, **changes)


def _value(data):
    if isinstance(data, dict) and "threshold" in data:
        return Threshold(data["threshold"], data.get("minus_offset", False))
    return data


def _plain(value):
    if isinstance(value, Threshold):
        return {"threshold": value.name} | ({"minus_offset": True} if value.minus_offset else {})
    return value
