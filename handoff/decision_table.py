"""A criteria document compiled to SQL: the same table judges one lead, all leads, a draft, or a day of the past."""

import json

from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.criteria_document import Condition, CriteriaDocument, Rule, Threshold
from handoff.facts import Facts
from handoff.fields import NUMERIC_OPERATORS, field_of
from leads.scoring.attributes import comparable
from leads.scoring.compiler import ACTIVITIES

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

    with_scores: verdicts also carries both scores. NULL in a condition means unknown, and unknown is not met.
    """

    def __init__(self, document: CriteriaDocument, *, timezone: str, with_scores: bool = False):
        self.document = document
        self.facts = Facts(document, timezone=timezone, with_scores=with_scores)
        self.with_scores = with_scores
        self.met: dict[str, str] = {}  # condition → its column in `met`
        self._met_columns: list[Composable] = []
        for _position, rule in document.active_rules():
            for condition in rule.conditions:
                self._compile(condition)

    def met_column(self, condition: Condition) -> str:
        return self.met[_key(condition)]

    def ctes(self, moments: Composable, scores: Composable, activities: Composable = ACTIVITIES) -> Composable:
        """CTEs (without WITH) ending in verdicts(lead_id, as_of, rule, flag, route, reason, near_miss_rule).

        moments: a SELECT of distinct (lead_id, as_of); it is named `asked`. scores: CTEs over `asked` ending in
        scores(lead_id, as_of, behaviour_score, attribute_score), left out when nobody looks at a score. activities:
        the ledger, or a part of it that holds all of those leads.
        """
        return SQL(",\n").join([self.facts_ctes(moments, scores, activities), self.verdict_ctes()])

    def facts_ctes(self, moments: Composable, scores: Composable, activities: Composable = ACTIVITIES) -> Composable:
        """The first half of ctes(): it ends in facts(lead_id, as_of, a column for each fact)."""
        return SQL("asked AS ({}),\n{}").format(moments, self.facts.ctes(scores, activities))

    def verdict_ctes(self) -> Composable:
        """The other half, over any relation named `facts` with the columns of facts_ctes()."""
        return SQL(",\n").join(
            [
                SQL("met AS (SELECT {} FROM facts OFFSET 0)").format(_list(SQL("*"), self._met_columns)),
                SQL("decided AS (SELECT *, {} AS rule FROM met OFFSET 0)").format(self._rule()),
                SQL("missed AS (SELECT {} FROM decided OFFSET 0)").format(_list(SQL("*"), self._failures())),
                SQL("verdicts AS (SELECT {} FROM missed)").format(_list(SQL("lead_id, as_of, rule"), self._results())),
            ]
        )

    def _compile(self, condition: Condition) -> None:
        if _key(condition) in self.met:
            return
        name = f"met_{len(self.met) + 1}"
        self.met[_key(condition)] = name
        holds = compare(self.facts, condition)
        self._met_columns.append(SQL("{} AS {}").format(holds, Identifier(name)))

    def _holds(self, condition: Condition) -> Composable:
        return Identifier(self.met_column(condition))

    def _rule(self) -> Composable:
        """The first rule that matches; a NULL among its conditions is no match."""
        branches = []
        for position, rule in self.document.active_rules():
            conditions = SQL(" AND ").join(map(self._holds, rule.conditions)) if rule.conditions else SQL("true")
            branches.append(SQL("WHEN {} THEN {}").format(conditions, Literal(position)))
        return SQL("CASE {} END").format(SQL(" ").join(branches)) if branches else SQL("NULL::int")

    def _targets(self) -> list[tuple[int, Rule]]:
        return [(position, rule) for position, rule in self.document.active_rules() if rule.outcome.flag == "target"]

    def _failures(self) -> list[Composable]:
        """For each target rule the number of conditions it fails; NULL when no work could make the lead pass it."""
        return [
            SQL("CASE WHEN {} THEN {} END AS {}").format(
                self._within_reach(position, rule),
                SQL(" + ").join(
                    [
                        SQL("0"),
                        *(
                            SQL("({} IS NOT TRUE)::int").format(self._holds(condition))
                            for condition in rule.conditions
                            if _changeable(condition)
                        ),
                    ]
                ),
                Identifier(f"failures_{position}"),
            )
            for position, rule in self._targets()
        ]

    def _within_reach(self, position: int, rule: Rule) -> Composable:
        terms = [SQL("{} IS TRUE").format(self._holds(each)) for each in rule.conditions if not _changeable(each)]
        fixed = [
            earlier
            for earlier, other in self.document.active_rules()
            if earlier < position and not any(map(_changeable, other.conditions))
        ]
        if fixed:
            terms.append(SQL("(rule = ANY({})) IS NOT TRUE").format(Literal(fixed)))
        return SQL(" AND ").join(terms) if terms else SQL("true")

    def _results(self) -> list[Composable]:
        results = [
            SQL("{} AS {}").format(self._by_rule(name, otherwise), Identifier(name))
            for name, otherwise in zip(("flag", "route", "reason"), NO_RULE, strict=True)
        ]
        scores = [SQL("behaviour_score, attribute_score")] if self.with_scores else []
        return [*results, SQL("{} AS near_miss_rule").format(self._near_miss()), *scores]

    def _by_rule(self, name: str, otherwise: str) -> Composable:
        branches = [
            SQL("WHEN {} THEN {}").format(Literal(position), Literal(getattr(rule.outcome, name)))
            for position, rule in self.document.active_rules()
        ]
        if not branches:
            return Literal(otherwise)
        return SQL("CASE rule {} ELSE {} END").format(SQL(" ").join(branches), Literal(otherwise))

    def _near_miss(self) -> Composable:
        """The target rule that fails the fewest conditions, the earlier of two; NULL unless it fails one or two."""
        counts = [(position, Identifier(f"failures_{position}")) for position, _rule in self._targets()]
        if not counts:
            return SQL("NULL::int")
        fewest = SQL("LEAST({})").format(SQL(", ").join(count for _position, count in counts))
        branches = [SQL("WHEN {} THEN {}").format(count, Literal(position)) for position, count in counts]
        return SQL("CASE WHEN {fewest} BETWEEN 1 AND {most} THEN CASE {fewest} {branches} END END").format(
            fewest=fewest, most=Literal(NEAR_MISS_MOST), branches=SQL(" ").join(branches)
        )


def compare(facts: Facts, condition: Condition) -> Composable:
    """SQL of the condition over `facts`: true, false, or NULL when what it looks at is unknown.

    Text is compared as everywhere in scoring: NFKC, lower case, trimmed. Having no tags is known.
    """
    kind = field_of(condition.field).kind
    column: Composable = Identifier(facts.column(condition))
    if kind == "tags":
        joined = comparable(SQL("array_to_string({}, {})").format(column, Literal(SEPARATOR)))
        tags = SQL("COALESCE(string_to_array({}, {}), '{{}}')").format(joined, Literal(SEPARATOR))
        wanted = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
        return SQL(TAG_OPERATORS[condition.operator]).format(column=tags, value=_texts(wanted))
    if kind in ("text", "custom") and condition.operator not in NUMERIC_OPERATORS:
        column = comparable(column)
    return SQL(OPERATORS[condition.operator]).format(column=column, value=_value(facts, condition, kind))


def _value(facts: Facts, condition: Condition, kind: str) -> Composable:
    value = condition.value
    if isinstance(value, Threshold):
        plain = Literal(facts.document.thresholds[value.name])
        return SQL("({} - {})").format(plain, Identifier(facts.offset(value.name))) if value.minus_offset else plain
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
