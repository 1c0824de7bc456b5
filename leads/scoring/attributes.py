"""Attribute rules in SQL: how a field is read, and when a rule matches. What is unknown is NULL and matches nothing."""

from psycopg import sql
from psycopg.sql import SQL, Composable, Literal

from leads.scoring_document import AttributeRule
from leads.scoring_fields import CUSTOM_PREFIX, Field, FieldType, compares_numbers, field_named

SEPARATOR = "\x1f"  # cannot stand in a tag, and NFKC leaves it alone

READ = {
    "industry": SQL("c.industry"),
    "employees": SQL("c.employees"),
    "annual_revenue": SQL("c.annual_revenue"),
    "title_rank": SQL("NULLIF(l.title_rank, 0)"),
    "title": SQL("l.title"),
    "department": SQL("l.department"),
    "prefecture": SQL("COALESCE(NULLIF(l.prefecture, ''), c.prefecture)"),
    "customer_similarity": SQL("c.customer_similarity"),
    "tag": SQL("l.tags"),
    "source": SQL("l.source"),
    "campaign": SQL("l.campaign"),
    "company_name": SQL("c.name"),
    "is_customer": SQL("c.is_customer"),
}


def comparable(text: Composable) -> Composable:
    """Text as it is compared, on both sides of every comparison: NFKC, lower case, trimmed; empty is unknown."""
    return SQL("NULLIF(btrim(lower(normalize({}, NFKC))), '')").format(text)


def _field(name: str) -> Field:
    if field := field_named(name):
        return field
    raise ValueError(f"no such field: {name}")


def known_value(name: str) -> Composable:
    """The value of a field for lead `l` of company `c`, NULL when unknown."""
    field = _field(name)
    if field.type == FieldType.CUSTOM:
        column = Literal(name.removeprefix(CUSTOM_PREFIX))
        own, companys = (comparable(SQL("{}.custom_fields ->> {}").format(SQL(t), column)) for t in "lc")
        return SQL("COALESCE({}, {})").format(own, companys)
    if field.type == FieldType.TEXT:
        return comparable(READ[name])
    if field.type == FieldType.TAGS:
        joined = SQL("array_to_string({}, {})").format(READ[name], Literal(SEPARATOR))
        return SQL("string_to_array({}, {})").format(comparable(joined), Literal(SEPARATOR))
    return READ[name]


def condition(rule: AttributeRule, value: Composable) -> Composable:
    """Whether the rule matches `value` (of known_value). NULL or false: it does not."""
    field = _field(rule.field)
    if rule.operator == "is_empty":
        return SQL("{} IS NULL").format(value)
    if rule.operator == "is_not_empty":
        return SQL("{} IS NOT NULL").format(value)
    if field.type == FieldType.TAGS:
        return _membership(rule, value)
    if compares_numbers(field, rule.operator):
        number = value if field.type == FieldType.NUMBER else _number(value)
        return _comparison(rule, number, Literal)
    if field.type == FieldType.FLAG:
        return _comparison(rule, value, Literal)
    return _comparison(rule, value, lambda text: comparable(Literal(text)))


def _membership(rule: AttributeRule, tags: Composable) -> Composable:
    wanted = rule.value if isinstance(rule.value, list) else [rule.value]
    listed = SQL("ARRAY[{}]::text[]").format(SQL(", ").join(comparable(Literal(tag)) for tag in wanted))
    overlap = SQL("{} && {}").format(tags, listed)
    return SQL("NOT ({})").format(overlap) if rule.operator in ("is_not", "not_in") else overlap


def _number(text: Composable) -> Composable:
    """The number in a text without thousands separators, NULL when it is not one ('Select', 'abc')."""
    plain = SQL("replace({}, ',', '')").format(text)
    return SQL(r"CASE WHEN {0} ~ '^[+-]?[0-9]{{1,30}}(\.[0-9]{{1,30}})?$' THEN {0}::numeric END").format(plain)


def _comparison(rule: AttributeRule, value: Composable, literal) -> Composable:
    if rule.operator in ("in", "not_in"):
        listed = sql.SQL(", ").join(literal(item) for item in rule.value)
        return SQL("{} NOT IN ({})" if rule.operator == "not_in" else "{} IN ({})").format(value, listed)
    if rule.operator == "between":
        return SQL("({}) BETWEEN {} AND {}").format(value, *map(literal, rule.value))
    if rule.operator == "contains":
        return SQL("position({} in {}) > 0").format(literal(rule.value), value)
    sign = {"is": "=", "is_not": "<>", "at_least": ">=", "at_most": "<="}[rule.operator]
    return SQL("({}) {} {}").format(value, SQL(sign), literal(rule.value))
