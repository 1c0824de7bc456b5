"""Where a score comes from: the same statement as the score, read with its parts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from leads.models import ScoringModel
from leads.scoring.compiler import (
    behaviour_column,
    capped,
    fields,
    group_column,
    limited,
    rule_column,
    score_ctes,
    value_column,
)
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from leads.scoring_words import behaviour_name, group_label


@dataclass(frozen=True)
class BehaviourRow:
    rule: BehaviourRule
    fresh: int
    faded: int
    before_cap: int
    after_cap: int

    @property
    def counted(self) -> int:
        """Activities that are not expired yet."""
        return self.fresh + self.faded

    @property
    def applies(self) -> bool:
        return bool(self.counted or self.before_cap)

    @property
    def is_capped(self) -> bool:
        return self.before_cap != self.after_cap


@dataclass(frozen=True)
class AttributeRow:
    rule: AttributeRule
    value: Any
    points: int | None
    counts: bool

    @property
    def matches(self) -> bool:
        return self.points is not None


@dataclass(frozen=True)
class GroupRow:
    group: AttributeGroup
    rows: list[AttributeRow]
    before_limit: int
    after_limit: int

    @property
    def matching(self) -> bool:
        return any(row.matches for row in self.rows)

    @property
    def counting(self) -> list[AttributeRow]:
        return [row for row in self.rows if row.counts]

    @property
    def is_limited(self) -> bool:
        return self.before_limit != self.after_limit


@dataclass(frozen=True)
class Breakdown:
    """The parts of both scores. The sums add up the rows; the scores are the sums held above 0 and below 100."""

    model: ScoringModel
    as_of: dt.datetime
    behaviour: list[BehaviourRow]
    behaviour_score: int
    groups: list[GroupRow]
    attribute_score: int

    @property
    def behaviour_sum(self) -> int:
        return sum(row.after_cap for row in self.behaviour)

    @property
    def attribute_sum(self) -> int:
        return sum(row.after_limit for row in self.groups)

    @property
    def without_points(self) -> list[str]:
        """The rules and groups that say nothing about this lead, by name."""
        rules = [behaviour_name(row.rule) for row in self.behaviour if not row.applies]
        return rules + [group_label(row.group) for row in self.groups if not row.matching]


def breakdown(lead, as_of: dt.datetime, model: ScoringModel | None = None) -> Breakdown:
    """The scores of one lead as of a moment, with all their parts; `model` is the one in force unless given."""
    return breakdowns([lead.pk], as_of, model)[lead.pk]


def breakdowns(lead_ids: Iterable[int], as_of: dt.datetime, model: ScoringModel | None = None) -> dict[int, Breakdown]:
    """The same for many leads, by one statement."""
    model = model or ScoringModel.objects.active()
    document = model.parsed
    with connection.cursor() as cursor:
        cursor.execute(_statement(document, list(lead_ids), as_of))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
    reader = _Reader(model, document, as_of)
    return {row["lead_id"]: reader.breakdown(row) for row in rows}


def _statement(document: ScoringDocument, lead_ids: list[int], as_of: dt.datetime) -> Composable:
    which = SQL("ANY({}::bigint[])").format(Literal(lead_ids))
    moments = SQL("(SELECT id AS lead_id, {} AS as_of FROM leads_lead WHERE id = {})").format(Literal(as_of), which)
    after = [
        SQL("{} AS {}").format(points, Identifier(f"{name}_after"))
        for points, name in [
            *((capped(rule, n), f"behaviour_{n}") for n, rule in enumerate(document.behaviour)),
            *((limited(group, n), f"group_{n}") for n, group in enumerate(document.attribute_groups)),
        ]
    ]
    # attribute_values last: it shares no column but the keys.
    return SQL(
        """
        WITH {}
        SELECT *{} FROM scores JOIN behaviour_points USING (lead_id, as_of)
        JOIN attribute_groups USING (lead_id, as_of) JOIN attribute_values USING (lead_id, as_of)"""
    ).format(score_ctes(document, moments), SQL("").join(SQL(", {}").format(column) for column in after))


class _Reader:
    """Reads the rows of the statement as breakdowns. The names of its columns are the same for all of them."""

    def __init__(self, model: ScoringModel, document: ScoringDocument, as_of: dt.datetime):
        self.model, self.as_of = model, as_of
        self._values = {name: _text(value_column(number)) for number, name in enumerate(fields(document))}
        self._behaviour = [
            (
                rule,
                _text(behaviour_column(number, "fresh")),
                _text(behaviour_column(number, "faded")),
                _text(behaviour_column(number)),
                f"behaviour_{number}_after",
            )
            for number, rule in enumerate(document.behaviour)
        ]
        self._groups = [
            (
                group,
                _text(group_column(number)),
                f"group_{number}_after",
                [_text(rule_column(number, position)) for position in range(len(group.rules))],
            )
            for number, group in enumerate(document.attribute_groups)
        ]

    def breakdown(self, row: dict) -> Breakdown:
        return Breakdown(
            model=self.model,
            as_of=self.as_of,
            behaviour=[
                BehaviourRow(rule, row[fresh], row[faded], int(row[before]), int(row[after]))
                for rule, fresh, faded, before, after in self._behaviour
            ],
            behaviour_score=row["behaviour_score"],
            groups=[self._group(row, *group) for group in self._groups],
            attribute_score=row["attribute_score"],
        )

    def _group(self, row: dict, group: AttributeGroup, before: str, after: str, columns: list[str]) -> GroupRow:
        points = [row[column] for column in columns]
        matching = [found for found in points if found is not None]
        best = points.index(max(matching)) if matching and group.pick == "best" else None
        rows = [
            AttributeRow(rule, row[self._values[rule.field]], found, found is not None and best in (None, position))
            for position, (rule, found) in enumerate(zip(group.rules, points, strict=True))
        ]
        return GroupRow(group, rows, int(row[before]), int(row[after]))


def _text(name: Identifier) -> str:
    return name.as_string().strip('"')
