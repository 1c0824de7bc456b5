"""A scoring document compiled to one set-based SQL statement: one lead or all of them, now or any moment before.

The statement is a chain of common table expressions. Nothing refers twice to those before `scores`, so the planner
folds them into one pass over the activities and one over the leads, and leaves out columns that nobody asked for:
the breakdown reads the same chain, with its counts.
"""

from collections.abc import Sequence

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from leads.scoring.attributes import condition, known_value
from leads.scoring_document import AttributeGroup, BehaviourRule, ScoringDocument

ACTIVITIES = Identifier("leads_activity")
LEADS = Identifier("leads_lead")
MOST = Literal(2**31 - 1)
TABLES = "leads_activity", "leads_company", "leads_lead", "leads_score"  # that a statement reads, or writes from it


def score_ctes(
    document: ScoringDocument, moments: Composable, activities: Composable = ACTIVITIES, leads: Composable = LEADS
) -> Composed:
    """SQL text of CTEs, without WITH, the last of them `scores(lead_id, as_of, behaviour_score, attribute_score)`.

    `moments` is a relation (lead_id, as_of) of distinct rows: the score of each lead as of that moment.
    `activities` is the ledger, or a part of it that holds all activities of those leads; `leads` likewise.
    CTE names: moments, behaviour_points, attribute_values, attribute_points, attribute_groups, scores.
    """
    return SQL(
        """
        moments (lead_id, as_of) AS NOT MATERIALIZED (SELECT lead_id, as_of FROM {moments} AS moments),
        behaviour_points AS ({behaviour_points}),
        attribute_values AS ({attribute_values}),
        attribute_points AS ({attribute_points}),
        attribute_groups AS ({attribute_groups}),
        scores AS (
            SELECT lead_id, as_of,
                LEAST({most}, GREATEST(0, {behaviour}))::integer AS behaviour_score,
                LEAST(100, GREATEST(0, {attribute}))::smallint AS attribute_score
            FROM behaviour_points JOIN attribute_groups USING (lead_id, as_of)
        )"""
    ).format(
        moments=moments,
        behaviour_points=_behaviour_points(document, activities),
        attribute_values=_attribute_values(document, leads),
        attribute_points=_attribute_points(document),
        attribute_groups=_attribute_groups(document),
        most=MOST,
        behaviour=_sum(capped(rule, number) for number, rule in enumerate(document.behaviour)),
        attribute=_sum(limited(group, number) for number, group in enumerate(document.attribute_groups)),
    )


def capped(rule: BehaviourRule, number: int) -> Composable:
    """The rule's points after its cap, from its column in behaviour_points."""
    points = behaviour_column(number)
    if rule.cap is None or not rule.points or rule.is_inactivity:
        return points
    return SQL("{}({}, {})").format(SQL("LEAST" if rule.points > 0 else "GREATEST"), points, Literal(rule.cap))


def limited(group: AttributeGroup, number: int) -> Composable:
    """The group's points within its limit, from its column in attribute_groups."""
    return SQL("GREATEST({}, LEAST({}, {}))").format(Literal(-group.limit), Literal(group.limit), group_column(number))


def behaviour_column(number: int, counted: str = "") -> Identifier:
    """Points before the cap; with counted = "fresh" or "faded", how many activities gave them."""
    return Identifier(f"behaviour_{number}{'_' + counted if counted else ''}")


def group_column(number: int) -> Identifier:
    return Identifier(f"group_{number}")


def value_column(number: int) -> Identifier:
    return Identifier(f"value_{number}")


def rule_column(group: int, number: int) -> Identifier:
    return Identifier(f"group_{group}_rule_{number}")


def _behaviour_points(document: ScoringDocument, activities: Composable) -> Composable:
    rules = document.behaviour
    columns = [
        column
        for number, rule in enumerate(rules)
        for column in (_inactivity_columns if rule.is_inactivity else _rule_columns)(number, rule, rules)
    ]
    kinds = sorted({rule.kind for rule in rules if not rule.is_inactivity})
    return SQL(
        """
        SELECT m.lead_id, m.as_of{columns}
        FROM moments m LEFT JOIN {activities} a
            ON a.lead_id = m.lead_id AND NOT a.automated AND a.kind = ANY({kinds}::text[])
            AND a.occurred_at <= m.as_of AND a.occurred_at > m.as_of - {oldest}
        GROUP BY m.lead_id, m.as_of"""
    ).format(
        columns=_listed(columns),
        activities=activities,
        kinds=Literal(kinds),
        oldest=_days(max((rule.last_day for rule in rules), default=0)),
    )


def _rule_columns(number: int, rule: BehaviourRule, rules) -> list[Composable]:
    fresh = SQL("a.occurred_at > m.as_of - {}").format(_days(rule.fresh_days))
    alive = SQL("a.occurred_at > m.as_of - {}").format(_days(rule.last_day))
    parts = {"match": _matches(rule), "fresh": fresh, "alive": alive}
    points = SQL(
        "COALESCE(sum(CASE WHEN {fresh} THEN {points} WHEN {alive} THEN {faded} END) FILTER (WHERE {match}), 0)"
        " AS {name}"
    ).format(points=Literal(rule.points), faded=Literal(rule.faded_points), name=behaviour_column(number), **parts)
    counts = [
        SQL("count(*) FILTER (WHERE {match} AND {fresh}) AS {name}"),
        SQL("count(*) FILTER (WHERE {match} AND NOT {fresh} AND {alive}) AS {name}"),
    ]
    names = (behaviour_column(number, "fresh"), behaviour_column(number, "faded"))
    return [points, *(count.format(name=name, **parts) for count, name in zip(counts, names, strict=True))]


def _inactivity_columns(number: int, rule: BehaviourRule, rules) -> list[Composable]:
    wanted = [_matches(other) for other in rules if other.points > 0 and not other.is_inactivity]
    active = SQL("max(a.occurred_at) FILTER (WHERE {}) > m.as_of - {}").format(
        SQL(" OR ").join(wanted) if wanted else SQL("false"), _days(rule.fresh_days)
    )
    points = SQL("CASE WHEN {} THEN 0 ELSE {} END AS {}").format(active, Literal(rule.points), behaviour_column(number))
    nothing = [SQL("0 AS {}").format(behaviour_column(number, counted)) for counted in ("fresh", "faded")]
    return [points, *nothing]


def _matches(rule: BehaviourRule) -> Composable:
    kind = SQL("a.kind = {}").format(Literal(rule.kind))
    if not rule.content_contains:
        return kind
    return SQL("({} AND position(lower({}) in lower(a.content)) > 0)").format(kind, Literal(rule.content_contains))


def _attribute_values(document: ScoringDocument, leads: Composable) -> Composable:
    """One column a field. OFFSET 0 keeps the planner from repeating normalize() in every rule that reads it."""
    columns = [
        SQL("{} AS {}").format(known_value(name), value_column(number)) for number, name in enumerate(fields(document))
    ]
    return SQL(
        """
        SELECT m.lead_id, m.as_of{}
        FROM moments m JOIN {} l ON l.id = m.lead_id LEFT JOIN leads_company c ON c.id = l.company_id
        OFFSET 0"""
    ).format(_listed(columns), leads)


def fields(document: ScoringDocument) -> list[str]:
    """The fields that the document reads, in the order of their columns in attribute_values."""
    return sorted({rule.field for group in document.attribute_groups for rule in group.rules})


def _attribute_points(document: ScoringDocument) -> Composable:
    values = {name: value_column(number) for number, name in enumerate(fields(document))}
    columns = [
        SQL("CASE WHEN {} THEN {} END AS {}").format(
            condition(rule, values[rule.field]), Literal(rule.points), rule_column(group, number)
        )
        for group, rules in enumerate(group.rules for group in document.attribute_groups)
        for number, rule in enumerate(rules)
    ]
    return SQL("SELECT lead_id, as_of{} FROM attribute_values").format(_listed(columns))


def _attribute_groups(document: ScoringDocument) -> Composable:
    columns = [
        SQL("{} AS {}").format(_picked(group, number), group_column(number))
        for number, group in enumerate(document.attribute_groups)
    ]
    # The rules' own columns go along for the breakdown.
    return SQL("SELECT attribute_points.*{} FROM attribute_points").format(_listed(columns))


def _picked(group: AttributeGroup, number: int) -> Composable:
    columns = [rule_column(number, position) for position in range(len(group.rules))]
    if group.pick == "sum":
        return _sum(SQL("COALESCE({}, 0)").format(column) for column in columns)
    return SQL("COALESCE(GREATEST({}), 0)").format(SQL(", ").join(columns)) if columns else SQL("0")


def _days(number: int) -> Composable:
    """Exact 24-hour spans: an interval of days would follow the clock changes of the session's time zone."""
    return SQL("interval {}").format(Literal(f"{number * 24} hours"))


def _sum(terms) -> Composable:
    return SQL(" + ").join(terms) if (terms := list(terms)) else SQL("0")


def _listed(columns: Sequence[Composable]) -> Composable:
    return SQL("").join(SQL(", {}").format(column) for column in columns)
