"""A criteria document compiled to SQL: the same table judges one lead, all leads, a draft, or a day of the past."""

import json
from collections.abc import Callable, Sequence

from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.criteria.document import Condition, CriteriaDocument, Rule, Table, Threshold
from handoff.criteria.fields import NUMERIC_OPERATORS, field_of
from handoff.judging.facts import Facts
from leads.scoring.attributes import comparable
from leads.scoring.compiler import ACTIVITIES, LEADS

NO_RULE = ("hold", "is_review", "no_rule")
NEAR_MISS_MOST = 2

OPERATORS = {
    "is": "({column} = {value})",
    "is_not": "({column} <> {value})",
    "in": "({column} = ANY({value}))",
    "not_in": "({column} <> ALL({value}))",
    "at_least": "({column} >= {value})",
    "at_most": "({column} <= {value})",
    "less_than": "({column} < {value})",
    "between": "({column} BETWEEN ({value})[1] AND ({value})[2])",
    "contains": "(strpos({column}, {value}) > 0)",
    "is_empty": "({column} IS NULL)",
    "is_not_empty": "({column} IS NOT NULL)",
}
TAG_OPERATORS = {
    "is": "({column} && {value})",
    "is_not": "(NOT {column} && {value})",
    "in": "({column} && {value})",
    "not_in": "(NOT {column} && {value})",
    "contains": "EXISTS (SELECT FROM unnest({column}) tag WHERE strpos(tag, ({value})[1]) > 0)",
    "is_empty": "(cardinality({column}) = 0)",
    "is_not_empty": "(cardinality({column}) > 0)",
}
SEPARATOR = "\x1f"  # cannot stand in a tag


class DecisionTable:
    """Compile `document` once; ctes() may then judge any moments (lead_id, as_of).

    All tables of the document are compiled: each lead is judged by that of the first segment whose conditions all
    hold, else by the one for everybody. with_scores: verdicts also carries both scores. facts: those of another table,
    which is then read over the same rows. NULL in a condition means unknown, and unknown is not met.
    """

    def __init__(
        self, document: CriteriaDocument, *, timezone: str, with_scores: bool = False, facts: Facts | None = None
    ):
        self.document = document
        self.tables = document.tables()
        self.facts = facts or Facts(timezone=timezone, with_scores=with_scores)
        self.with_scores = with_scores
        self.met: dict[tuple[int, str], str] = {}  # condition of a segment's table → its column in `met`
        self._met_columns: dict[str, tuple[str, Composable]] = {}  # by its SQL: tables share what reads the same
        for segment in document.segments:
            self._compile(0, segment.conditions)
        for number, _offset, table in self.tables:
            for _number, rule in table.active_rules():
                self._compile(number, rule.conditions)

    def met_column(self, condition: Condition, segment: int = 0) -> str:
        return self.met[segment, _key(condition)]

    def ctes(
        self, moments: Composable, scores: Composable, activities: Composable = ACTIVITIES, leads: Composable = LEADS
    ) -> Composable:
        """CTEs (without WITH) ending in verdicts(lead_id, as_of, rule, flag, route, reason, near_miss_rule, segment).

        rule, near_miss_rule: positions in the document; segment: 0 for the table for everybody. moments: a SELECT of
        distinct (lead_id, as_of); it is named `asked`. scores: CTEs over `asked` ending in scores(lead_id, as_of,
        behaviour_score, attribute_score), left out when nobody looks at a score. activities: the ledger, or a part of
        it that holds all of those leads; leads: likewise.
        """
        return SQL(",\n").join([self.facts_ctes(moments, scores, activities, leads), self.verdict_ctes()])

    def facts_ctes(
        self, moments: Composable, scores: Composable, activities: Composable = ACTIVITIES, leads: Composable = LEADS
    ) -> Composable:
        """The first half of ctes(): it ends in facts(lead_id, as_of, a column for each fact)."""
        return SQL("asked AS ({}),\n{}").format(moments, self.facts.ctes(scores, activities, leads))

    def verdict_ctes(self, carried: Sequence[str] = ()) -> Composable:
        """The other half, over any relation named `facts` with the columns of facts_ctes().

        carried: more columns of `facts` that verdicts is to have as well.
        """
        met: list[Composable] = [
            SQL("{} AS {}").format(holds, Identifier(name)) for name, holds in self._met_columns.values()
        ]
        steps = [SQL("met AS (SELECT {} FROM facts OFFSET 0)").format(_list(SQL("*"), met))]
        if self.document.segments:
            steps.append(SQL("placed AS (SELECT *, {} AS segment FROM met OFFSET 0)").format(self._segment()))
        decided = SQL("decided AS (SELECT *, {} AS rule FROM {} OFFSET 0)")
        steps += [
            decided.format(self._by_segment(self._rule), SQL("placed" if self.document.segments else "met")),
            SQL("missed AS (SELECT {} FROM decided OFFSET 0)").format(_list(SQL("*"), self._failures())),
            SQL("verdicts AS (SELECT {} FROM missed)").format(
                _list(SQL("lead_id, as_of, rule"), [*map(Identifier, carried), *self._results()])
            ),
        ]
        return SQL(",\n").join(steps)

    def _compile(self, segment: int, conditions: tuple[Condition, ...]) -> None:
        for condition in conditions:
            holds = compare(self.facts, condition, self.document.table_of(segment))
            column = (f"met_{len(self._met_columns) + 1}", holds)
            self.met[segment, _key(condition)] = self._met_columns.setdefault(holds.as_string(None), column)[0]

    def _all_hold(self, conditions: tuple[Condition, ...], segment: int = 0) -> Composable:
        columns = [Identifier(self.met_column(condition, segment)) for condition in conditions]
        return SQL(" AND ").join(columns) if columns else SQL("true")

    def _segment(self) -> Composable:
        """The first segment whose conditions all hold; a NULL among them is no match."""
        branches = [
            SQL("WHEN {} THEN {}").format(self._all_hold(segment.conditions), Literal(number))
            for number, segment in enumerate(self.document.segments, 1)
        ]
        return SQL("CASE {} ELSE 0 END").format(SQL(" ").join(branches))

    def _by_segment(self, of_table: Callable[[int, int, Table], Composable]) -> Composable:
        if not self.document.segments:
            return of_table(*self.tables[0])
        branches = [SQL("WHEN {} THEN {}").format(Literal(table[0]), of_table(*table)) for table in self.tables]
        return SQL("CASE segment {} END").format(SQL(" ").join(branches))

    def _rule(self, segment: int, offset: int, table: Table) -> Composable:
        """The first rule of a table that matches; a NULL among its conditions is no match."""
        branches = [
            SQL("WHEN {} THEN {}").format(self._all_hold(rule.conditions, segment), Literal(offset + number))
            for number, rule in table.active_rules()
        ]
        return SQL("CASE {} END").format(SQL(" ").join(branches)) if branches else SQL("NULL::int")

    def _failures(self) -> list[Composable]:
        """For each target rule the number of conditions it fails; NULL when no work could make the lead pass it."""
        return [
            SQL("CASE WHEN {} THEN {} END AS {}").format(
                self._within_reach(segment, offset, table, number, rule),
                SQL(" + ").join(
                    [
                        SQL("0"),
                        *(
                            SQL("({} IS NOT TRUE)::int").format(Identifier(self.met_column(condition, segment)))
                            for condition in rule.conditions
                            if _changeable(condition)
                        ),
                    ]
                ),
                Identifier(f"failures_{offset + number}"),
            )
            for segment, offset, table in self.tables
            for number, rule in table.active_rules()
            if rule.outcome.flag == "target"
        ]

    def _within_reach(self, segment: int, offset: int, table: Table, number: int, rule: Rule) -> Composable:
        terms = [SQL("segment = {}").format(Literal(segment))] if self.document.segments else []
        terms += [
            SQL("{} IS TRUE").format(Identifier(self.met_column(condition, segment)))
            for condition in rule.conditions
            if not _changeable(condition)
        ]
        fixed = [
            offset + earlier
            for earlier, other in table.active_rules()
            if earlier < number and not any(map(_changeable, other.conditions))
        ]
        if fixed:
            terms.append(SQL("(rule = ANY({})) IS NOT TRUE").format(Literal(fixed)))
        return SQL(" AND ").join(terms) if terms else SQL("true")

    def _results(self) -> list[Composable]:
        results = [
            SQL("{} AS {}").format(self._by_rule(name, otherwise), Identifier(name))
            for name, otherwise in zip(("flag", "route", "reason"), NO_RULE, strict=True)
        ]
        segment = SQL("segment" if self.document.segments else "0 AS segment")
        scores = [SQL("behaviour_score, attribute_score")] if self.with_scores else []
        return [*results, SQL("{} AS near_miss_rule").format(self._near_miss()), segment, *scores]

    def _by_rule(self, name: str, otherwise: str) -> Composable:
        branches = [
            SQL("WHEN {} THEN {}").format(Literal(position), Literal(getattr(rule.outcome, name)))
            for position, rule in self.document.positions()
        ]
        if not branches:
            return Literal(otherwise)
        return SQL("CASE rule {} ELSE {} END").format(SQL(" ").join(branches), Literal(otherwise))

    def _near_miss(self) -> Composable:
        """The target rule that fails the fewest conditions, the earlier of two; NULL unless it fails one or two."""
        counts = [
            (position, Identifier(f"failures_{position}"))
            for position, rule in self.document.positions()
            if rule.outcome.flag == "target"
        ]
        if not counts:
            return SQL("NULL::int")
        fewest = SQL("LEAST({})").format(SQL(", ").join(count for _position, count in counts))
        branches = [SQL("WHEN {} THEN {}").format(count, Literal(position)) for position, count in counts]
        return SQL("CASE WHEN {fewest} BETWEEN 1 AND {most} THEN CASE {fewest} {branches} END END").format(
            fewest=fewest, most=Literal(NEAR_MISS_MOST), branches=SQL(" ").join(branches)
        )


def compare(facts: Facts, condition: Condition, table: Table) -> Composable:
    """SQL of a table's condition over `facts`: true, false, or NULL when what it looks at is unknown.

    Text is compared as everywhere in scoring: NFKC, lower case, trimmed. Having no tags is known.
    """
    kind = field_of(condition.field).kind
    column: Composable = Identifier(facts.column(condition, table))
    if kind == "tags":
        joined = comparable(SQL("array_to_string({}, {})").format(column, Literal(SEPARATOR)))
        tags = SQL("COALESCE(string_to_array({}, {}), '{{}}')").format(joined, Literal(SEPARATOR))
        wanted = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
        return SQL(TAG_OPERATORS[condition.operator]).format(column=tags, value=_texts(wanted))
    if kind in ("text", "custom") and condition.operator not in NUMERIC_OPERATORS:
        column = comparable(column)
    return SQL(OPERATORS[condition.operator]).format(column=column, value=_value(facts, condition, table, kind))


def _value(facts: Facts, condition: Condition, table: Table, kind: str) -> Composable:
    value = condition.value
    if isinstance(value, Threshold):
        plain = Literal(table.thresholds[value.name])
        if value.minus_offset:
            return SQL("({} - {})").format(plain, Identifier(facts.offset(value.name, table)))
        return plain
    numeric = kind == "number" or condition.operator in NUMERIC_OPERATORS
    if isinstance(value, list | tuple):
        return SQL("{}::numeric[]").format(Literal(list(value))) if numeric else _texts(value)
    if numeric or kind == "yes_no" or value is None:
        return Literal(value)
    return comparable(Literal(str(value)))


def _texts(values) -> Composable:
    return SQL("ARRAY[{}]::text[]").format(SQL(", ").join(comparable(Literal(str(value))) for value in values))


def _changeable(condition: Condition) -> bool:
    return field_of(condition.field).changeable


def _key(condition: Condition) -> str:
    return json.dumps(condition.to_json(), sort_keys=True, ensure_ascii=False)


def _list(first: Composable, others: list[Composable]) -> Composable:
    return SQL(", ").join([first, *others])
