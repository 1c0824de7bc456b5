"""The document of a criteria version: the table for everybody, those of segments, quota, deadlines (criteria.md 3)."""

import dataclasses
from dataclasses import dataclass, replace
from typing import Any, Self

from handoff.criteria.table import FLAGS, Condition, Outcome, Rule, Table, Threshold, Window, with_id, with_ids
from handoff.deadlines.targets import USUAL, Ladder

__all__ = [
    "FLAGS", "SLA", "Condition", "CriteriaDocument", "Outcome", "Rule", "Segment", "Table", "Threshold", "Window",
]  # fmt: skip


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
        return with_id(self) | {
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
        from handoff.criteria.problems import problems

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
        return [segment.id for segment in with_ids("segment", self.segments)]

    def automatic_positions(self) -> list[int]:
        return [position for position, rule in self.positions() if rule.automatic]

    def named(self) -> Self:
        segments = tuple(
            replace(segment, table=segment.table.named()) for segment in with_ids("segment", self.segments)
        )
        return replace(super().named(), segments=segments)
