"""The document of a criteria version: thresholds, ordered rules, campaign windows, quota, deadlines (criteria.md 3)."""

import dataclasses
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Self

from handoff.targets import USUAL, Ladder

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
        return _with_id(self) | {
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
        return _with_id(self) | {
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
        return replace(self, rules=_named("rule", self.rules), windows=_named("window", self.windows))


@dataclass(frozen=True)
class Segment:
    """The leads that meet all conditions are judged by a table of their own."""

    name: str
    conditions: tuple[Condition, ...]
    table: Table
    id: str = dataclasses.field(default="", compare=False)

    @classmethod
    def from_json(cls, data: dict) -> "Segment":
        conditions = tuple(Condition.from_json(condition) for condition in data["conditions"])
        return cls(data["name"], conditions, Table.from_json(data["table"]), data.get("id", ""))

    def to_json(self) -> dict:
        return _with_id(self) | {
            "name": self.name,
            "conditions": [condition.to_json() for condition in self.conditions],
            "table": self.table.to_json(),
        }


SLA = {"first_response": 3, "returned_response": 1, "approval": 1, "sales_acceptance": 1, "first_sales_action": 3}


@dataclass(frozen=True)
class CriteriaDocument(Table):
    """The table for everybody, before it the segments with tables of their own: the first segment that matches wins.

    quota: manual toss-ups a team and month; sla: targets by kind of clock, business days or {"hours": open hours};
    ladders: what happens on the way to and after a deadline, by kind of clock. All of them for all tables.

    A position names a rule of the whole document: first the rules of the table for everybody, then those of the
    segments in their order, counted from 1.
    """

    quota: int = 10
    sla: dict[str, Any] = dataclasses.field(default_factory=lambda: dict(SLA))
    ladders: dict[str, Ladder] = dataclasses.field(default_factory=dict, hash=False)
    segments: tuple[Segment, ...] = ()

    @classmethod
    def _fields(cls, data: dict) -> dict:
        return super()._fields(data) | {
            "quota": data.get("quota", 10),
            "sla": SLA | data.get("sla", {}),
            "ladders": {kind: Ladder.from_json(ladder) for kind, ladder in data.get("ladders", {}).items()},
            "segments": tuple(Segment.from_json(segment) for segment in data.get("segments", [])),
        }

    def to_json(self) -> dict:
        segments = [segment.to_json() for segment in self.segments]
        ladders = {kind: ladder.to_json() for kind, ladder in self.ladders.items()}
        process = {"quota": self.quota, "sla": self.sla, "ladders": ladders}
        return super().to_json() | process | {"segments": segments}

    def ladder(self, kind: str) -> Ladder:
        return self.ladders.get(kind, USUAL)

    def problems(self) -> list:
        """What is wrong with it, each naming its place; empty when it can be published."""
        from handoff.criteria_problems import problems

        return problems(self)

    def tables(self) -> list[tuple[int, int, Table]]:
        """(segment, offset, table): the table for everybody is segment 0; position = offset + number in the table."""
        found: list[tuple[int, int, Table]] = [(0, 0, self)]
        offset = len(self.rules)
        for number, segment in enumerate(self.segments, 1):
            found.append((number, offset, segment.table))
            offset += len(segment.table.rules)
        return found

    def as_table(self) -> Table:
        """The table for everybody alone: how a profile becomes the table of a segment."""
        return Table(self.profile, self.thresholds, self.rules, self.windows, self.cooling_days)

    def place_of(self, position: int) -> tuple[int, int]:
        """(segment, number of the rule in its table)."""
        segment, offset, _table = next(each for each in reversed(self.tables()) if each[1] < position)
        return segment, position - offset

    def rule_at(self, position: int | None) -> Rule | None:
        if not position:
            return None
        segment, number = self.place_of(position)
        return self.table_of(segment).rules[number - 1]

    def table_of(self, segment: int) -> Table:
        return self.segments[segment - 1].table if segment else self

    def positions(self) -> list[tuple[int, Rule]]:
        """(position, rule) of all rules that are switched on, of all tables."""
        return [(offset + number, rule) for _, offset, table in self.tables() for number, rule in table.active_rules()]

    def uses(self, field_name: str) -> bool:
        return any(rule.uses(field_name) for _position, rule in self.positions())

    def segment_ids(self) -> list[str]:
        """By which a problem or an edit names a segment, also before named()."""
        return [segment.id for segment in _named("segment", self.segments)]

    def automatic_positions(self) -> list[int]:
        return [position for position, rule in self.positions() if rule.automatic]

    def named(self) -> Self:
        segments = tuple(replace(segment, table=segment.table.named()) for segment in _named("segment", self.segments))
        return replace(super().named(), segments=segments)


def _named(word: str, things: tuple) -> tuple:
    return tuple(replace(thing, id=thing.id or f"{word}-{number}") for number, thing in enumerate(things, 1))


def _with_id(thing) -> dict:
    return {"id": thing.id} if thing.id else {}


def _value(data):
    if isinstance(data, dict) and "threshold" in data:
        return Threshold(data["threshold"], data.get("minus_offset", False))
    return data


def _plain(value):
    if isinstance(value, Threshold):
        return {"threshold": value.name} | ({"minus_offset": True} if value.minus_offset else {})
    return value
