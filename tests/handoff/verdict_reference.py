"""The verdict as one would explain it on paper, to hold the SQL against. Plain values, no database."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from zoneinfo import ZoneInfo

from handoff.criteria.document import Condition, CriteriaDocument, Rule, Table, Threshold
from handoff.criteria.fields import STRATEGIC_TAG

TOKYO = ZoneInfo("Asia/Tokyo")
MONTHS = {"within_1_month": 1, "within_3_months": 3, "within_6_months": 6, "within_12_months": 12, "later": 999}
NOBODY_CAN_CHANGE = {
    "is_customer", "has_account_owner", "lost_before", "tag", "in_campaign_window", "requested_by_sales", "discretion",
}  # fmt: skip


def verdict(document: CriteriaDocument, case: dict, as_of: dt.datetime) -> dict:
    """case: lead, company (None), scores (None), activities, colleagues_activities, answers, heard_at, past, targets,
    decided_at, requested_at, left (e-mails of people who left)."""
    segment = segment_of(document, case, as_of)
    table = document.segments[segment - 1].table if segment else document
    results = {
        number: [holds(table, condition, case, as_of) for condition in rule.conditions]
        for number, rule in enumerate(table.rules, 1)
        if rule.active
    }
    decided = next((number for number, found in results.items() if all(each is True for each in found)), None)
    outcome = table.rules[decided - 1].outcome if decided else None
    nearest = near_miss(table, results, decided)
    before = rules_before(document, segment)
    return {
        "segment": segment,
        "rule": decided and before + decided,
        "flag": outcome.flag if outcome else "hold",
        "route": outcome.route if outcome else "is_review",
        "reason": outcome.reason if outcome else "no_rule",
        "near_miss_rule": nearest and before + nearest,
    }


def segment_of(document: CriteriaDocument, case: dict, as_of) -> int:
    for number, segment in enumerate(document.segments, 1):
        if all(holds(document, condition, case, as_of) is True for condition in segment.conditions):
            return number
    return 0


def rules_before(document: CriteriaDocument, segment: int) -> int:
    """Of the document, those that stand before the ones of this segment."""
    if segment == 0:
        return 0
    return len(document.rules) + sum(len(each.table.rules) for each in document.segments[: segment - 1])


def near_miss(table: Table, results: dict, decided: int | None) -> int | None:
    failures = {
        number: sum(result is not True for result in found)
        for number, found in results.items()
        if table.rules[number - 1].outcome.flag == "target" and within_reach(table, number, results, decided)
    }
    fewest = min(failures.values(), default=0)
    return min(number for number, count in failures.items() if count == fewest) if 1 <= fewest <= 2 else None


def within_reach(table: Table, number: int, results: dict, decided: int | None) -> bool:
    """No fact that nobody can change stands in the way: neither in the rule nor in the one that decided before it."""
    rule: Rule = table.rules[number - 1]
    for condition, found in zip(rule.conditions, results[number], strict=True):
        if condition.field in NOBODY_CAN_CHANGE and found is not True:
            return False
    if decided is None or decided >= number:
        return True
    return any(condition.field not in NOBODY_CAN_CHANGE for condition in table.rules[decided - 1].conditions)


def holds(table: Table, condition: Condition, case: dict, as_of) -> bool | None:
    """True, False, or None when what it looks at is unknown."""
    value = fact(table, condition, case, as_of)
    operator = condition.operator
    if condition.field == "tag":
        return tags_hold(operator, value, condition.value)
    if operator in ("is_empty", "is_not_empty"):
        return (value is None) == (operator == "is_empty")
    if operator in ("at_least", "at_most", "less_than", "between") and isinstance(value, str):
        value = number(value)
    if value is None:
        return None
    wanted = wanted_value(table, condition, case, as_of)
    match operator:
        case "is":
            return value == wanted
        case "is_not":
            return value != wanted
        case "in":
            return value in wanted
        case "not_in":
            return value not in wanted
        case "contains":
            return wanted in value
        case "at_least":
            return value >= wanted
        case "at_most":
            return value <= wanted
        case "less_than":
            return value < wanted
        case "between":
            return wanted[0] <= value <= wanted[1]


def tags_hold(operator: str, tags: list[str], value) -> bool:
    if operator in ("is_empty", "is_not_empty"):
        return bool(tags) == (operator == "is_not_empty")
    if operator == "contains":
        return any(plain(value) in tag for tag in tags)
    wanted = {plain(each) for each in (value if isinstance(value, list) else [value])}
    return bool(wanted & set(tags)) == (operator in ("is", "in"))


def wanted_value(table, condition: Condition, case: dict, as_of):
    value = condition.value
    if isinstance(value, Threshold):
        offset = largest_offset(table, value.name, case, as_of) if value.minus_offset else 0
        return table.thresholds[value.name] - offset
    if isinstance(value, list):
        return [plain(each) if isinstance(each, str) else each for each in value]
    is_text = isinstance(value, str) or (condition.field.startswith("custom:") and condition.operator == "is")
    return plain(str(value)) if is_text else value


def fact(table, condition: Condition, case: dict, as_of):
    lead, company = case["lead"], case["company"] or {}
    answers = case["answers"] if case["answers"] is not None and case["heard_at"] <= as_of else {}
    parameters = {name: table.resolve(value) for name, value in condition.parameters.items()}
    field = condition.field
    match field:
        case "behaviour_score" | "attribute_score":
            return case["scores"][field] if case["scores"] else None
        case "employees" | "annual_revenue" | "customer_similarity":
            return company.get(field)
        case "title_rank":
            return lead["title_rank"] or None
        case "industry":
            return plain(company.get("industry"))
        case "prefecture":
            return plain(lead["prefecture"] or company.get("prefecture"))
        case "department" | "source" | "campaign":
            return plain(lead[field])
        case "tag":
            return [plain(tag) for tag in tags_of(case, as_of)]
        case "actions":
            return sum(
                kind in parameters["kinds"] and young(at, as_of, parameters["days"]) and not automated
                for _who, kind, at, automated, _content in case["activities"]
            )
        case "active_people":
            everybody = case["activities"] + case["colleagues_activities"]
            active = {who for who, _, at, robot, _ in everybody if young(at, as_of, parameters["days"]) and not robot}
            return len(active) if case["company"] else None
        case "timing_months":
            return MONTHS.get(answers.get("timing"))
        case "timing":
            return answers["timing"] if answers.get("timing") in MONTHS else "undecided"
        case "challenge_clear":
            clear = True if answers.get("challenge_detail", "").strip() else None
            return {"clear": clear, "unclear": False}.get(answers.get("challenge"))
        case "decision_maker_confirmed":
            named = True if answers.get("decision_maker_name", "").strip() else None
            return {"self": True, "named": named, "participant": False}.get(answers.get("decision_maker"))
        case "involvement_confirmed":
            named = True if answers.get("decision_maker_name", "").strip() else None
            return {"self": True, "named": named, "participant": named}.get(answers.get("decision_maker"))
        case "hearing_complete":
            return all(answers.get(question) for question in ("timing", "decision_maker", "challenge"))
        case "is_customer":
            return bool(company.get("is_customer"))
        case "has_account_owner":
            owner = company.get("account_owner")
            return None if owner is None else owner != "" and owner not in case["left"]
        case "lost_before":
            known = {result for result, day in case["past"] if counts(table, result, day, day_of(as_of))}
            return "lost" in known and "won" not in known
        case "in_campaign_window":
            return any(applies(window, case, as_of) for window in table.windows)
        case "requested_by_sales":
            return case["requested_at"] is not None and case["requested_at"] <= as_of
        case "discretion":
            return case["decided_at"] is not None and case["decided_at"] <= as_of
    column = field.removeprefix("custom:")
    return plain(lead["custom_fields"].get(column)) or plain(company.get("custom_fields", {}).get(column))


def applies(window, case: dict, as_of) -> bool:
    lead, company = case["lead"], case["company"] or {}
    have = {
        "source": [lead["source"]],
        "campaign": [lead["campaign"]],
        "industry": [company.get("industry")],
        "tag": tags_of(case, as_of),
    }
    passes = all(set(values) & set(have[name]) for name, values in window.filter.items())
    return passes and window.start <= day_of(as_of) <= window.end


def tags_of(case: dict, as_of) -> list[str]:
    """A strategic target, by itself or with its company, carries the tag while it runs."""
    running = [target for target in case["targets"] if runs(target, as_of) and (target["lead"] or case["company"])]
    return [*case["lead"]["tags"], *([STRATEGIC_TAG] if running else [])]


def runs(target: dict, as_of) -> bool:
    if as_of < target["added_at"] or (target["ended_at"] and as_of >= target["ended_at"]):
        return False
    return target["expires_on"] is None or day_of(as_of) <= target["expires_on"]


def counts(table: Table, result: str, closed_on: dt.date | None, day: dt.date) -> bool:
    """From its day on; what was lost, until it has cooled."""
    if closed_on is None:
        return True
    cooled = result == "lost" and table.cooling_days is not None and (day - closed_on).days >= table.cooling_days
    return closed_on <= day and not cooled


def day_of(moment: dt.datetime) -> dt.date:
    return moment.astimezone(TOKYO).date()


def largest_offset(table, threshold: str, case: dict, as_of) -> int:
    open_windows = [window for window in table.windows if applies(window, case, as_of)]
    return max((window.offsets.get(threshold, 0) for window in open_windows), default=0)


def young(at: dt.datetime, as_of: dt.datetime, days: int) -> bool:
    return dt.timedelta(0) <= as_of - at < dt.timedelta(days=days)


def plain(text) -> str | None:
    return unicodedata.normalize("NFKC", str(text)).lower().strip(" ") or None if text is not None else None


def number(text: str) -> Decimal | None:
    bare = text.replace(",", "")
    return Decimal(bare) if re.fullmatch(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", bare) else None
