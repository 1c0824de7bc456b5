"""The scores as one would explain them on paper, to hold the SQL against. Plain dictionaries, no database."""

import datetime as dt
import math
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from leads.scoring_document import AttributeRule, BehaviourRule, ScoringDocument


def scores(document: ScoringDocument, lead: dict, company: dict, activities: list[dict], as_of) -> tuple[int, int]:
    behaviour = sum(behaviour_points(rule, document, activities, as_of) for rule in document.behaviour)
    attribute = sum(group_points(group, lead, company) for group in document.attribute_groups)
    return max(0, behaviour), min(100, max(0, attribute))


def behaviour_points(rule: BehaviourRule, document: ScoringDocument, activities: list[dict], as_of) -> int:
    if rule.is_inactivity:
        return inactivity_points(rule, document, activities, as_of)
    points = sum(points_of(rule, activity, as_of) for activity in activities if matches(rule, activity))
    if rule.cap is None or rule.points == 0:
        return points
    return min(points, rule.cap) if rule.points > 0 else max(points, rule.cap)


def points_of(rule: BehaviourRule, activity: dict, as_of) -> int:
    age = as_of - activity["occurred_at"]
    if activity["automated"] or age < dt.timedelta(0):
        return 0
    if age < dt.timedelta(days=rule.fresh_days):
        return rule.points
    return rule.faded_points if rule.expire_days is not None and age < dt.timedelta(days=rule.expire_days) else 0


def matches(rule: BehaviourRule, activity: dict) -> bool:
    return rule.kind == activity["kind"] and rule.content_contains.lower() in activity["content"].lower()


def inactivity_points(rule: BehaviourRule, document: ScoringDocument, activities: list[dict], as_of) -> int:
    wanted = [other for other in document.behaviour if other.points > 0 and not other.is_inactivity]
    for activity in activities:
        age = as_of - activity["occurred_at"]
        young = dt.timedelta(0) <= age < dt.timedelta(days=rule.fresh_days)
        if young and not activity["automated"] and any(matches(other, activity) for other in wanted):
            return 0
    return rule.points


def group_points(group, lead: dict, company: dict) -> int:
    points = [rule.points for rule in group.rules if holds(rule, value_of(rule.field, lead, company))]
    picked = sum(points) if group.pick == "sum" else max(points, default=0)
    return max(-group.limit, min(group.limit, picked))


def value_of(field: str, lead: dict, company: dict):
    if field.startswith("custom:"):
        column = field.removeprefix("custom:")
        return text(lead["custom_fields"].get(column)) or text(company.get("custom_fields", {}).get(column))
    if field == "tag":
        return [text(tag) for tag in lead["tags"]] or None
    if field == "prefecture":
        return text(lead["prefecture"] or company.get("prefecture"))
    if field == "title_rank":
        return lead["title_rank"] or None
    value = company.get("name") if field == "company_name" else (lead | company).get(field)
    return text(value) if isinstance(value, str) else value


def text(value) -> str | None:
    return unicodedata.normalize("NFKC", str(value)).lower().strip(" ") or None if value is not None else None


def holds(rule: AttributeRule, value) -> bool:
    if rule.operator == "is_empty":
        return value is None
    if value is None:
        return False
    if rule.operator == "is_not_empty":
        return True
    if isinstance(value, list):
        wanted = {text(tag) for tag in (rule.value if isinstance(rule.value, list) else [rule.value])}
        return wanted.isdisjoint(value) == (rule.operator in ("is_not", "not_in"))
    return compare(rule, value)


def compare(rule: AttributeRule, value) -> bool:
    if rule.operator in ("at_least", "at_most", "between"):
        number = number_of(value)
        if number is None:
            return False
        low, high = rule.value if rule.operator == "between" else (rule.value, rule.value)
        return (rule.operator == "at_most" or number >= Decimal(str(low))) and (
            rule.operator == "at_least" or number <= Decimal(str(high))
        )
    wanted = [text(item) if isinstance(item, str) else item for item in as_list(rule.value)]
    if rule.operator == "contains":
        return wanted[0] in value
    return (value in wanted) == (rule.operator in ("is", "in"))


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def number_of(value) -> Decimal | None:
    plain = str(value).replace(",", "")
    return Decimal(plain) if re.fullmatch(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", plain) else None


def band(employees: int | None) -> str | None:
    lowest = [low for low in (1, 50, 100, 300, 1000) if employees is not None and employees >= low]
    return str(lowest[-1]) if lowest else None


def traits(company: dict) -> list[str | None]:
    return [text(company["industry"]), band(company["employees"]), text(company["prefecture"])]


def similarity(company: dict, customers: list[dict]) -> int | None:
    if len(customers) < 20:
        return None
    shares = []
    for own, held in zip(traits(company), zip(*map(traits, customers), strict=True), strict=True):
        tally = Counter(value for value in held if value is not None)
        if own is not None and tally:
            shares.append(Fraction(tally[own], max(tally.values())))
    if not shares:
        return None
    return math.floor(100 * sum(shares) / len(shares) + Fraction(1, 2))
