"""The recycle rules as they hold: one for each reason, the shipped one where nobody has changed it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from handoff.in_hand.dispositions import NurtureReason, reason_text
from handoff.models import CriteriaVersion, RecycleRule
from handoff.words.values import reason_label

PEOPLE, RULES = RecycleRule.Kind.PEOPLE, RecycleRule.Kind.RULES
# Days after which to look again. Only what people put away comes back on that day, as long as nobody changes it.
SHIPPED_DAYS = {
    (PEOPLE, NurtureReason.TIMING_FAR): 90,
    (PEOPLE, NurtureReason.GATHERING): 60,
    (PEOPLE, NurtureReason.NO_BUDGET): 180,
    (PEOPLE, NurtureReason.NO_CHALLENGE): 90,
    (PEOPLE, NurtureReason.NOT_REACHED): 30,
    (PEOPLE, NurtureReason.OTHER): 90,
    (RULES, "lost_before"): 180,
    (RULES, "low_score_no_timing"): 90,
}


def reasons() -> list[tuple[str, str]]:
    """Kind and code of every reason there is now: a person's, then those of the criteria in force."""
    tables = [table for _segment, _offset, table in CriteriaVersion.active().parsed.tables()]
    outcomes = [rule.outcome for table in tables for rule in table.rules if rule.outcome.route == "nurture"]
    of_criteria = dict.fromkeys(outcome.reason for outcome in outcomes)
    return [(str(PEOPLE), code) for code in NurtureReason.values] + [(str(RULES), code) for code in of_criteria]


def rules() -> list[RecycleRule]:
    """The rule of each reason, in their order."""
    stored = {(rule.kind, rule.reason): rule for rule in RecycleRule.objects.select_related("changed_by")}
    return [stored.get(key) or shipped(*key) for key in reasons()]


def shipped(kind: str, reason: str) -> RecycleRule:
    days = SHIPPED_DAYS.get((RecycleRule.Kind(kind), reason))
    by_person = kind == PEOPLE
    return RecycleRule(
        kind=kind, reason=reason, look_again_days=days, on_date=by_person and bool(days), on_inquiry=by_person
    )


def days_by_reason(kind: str) -> dict[str, int]:
    """After how many days to look again, for the reasons that have a day."""
    return {rule.reason: rule.look_again_days for rule in rules() if rule.kind == kind and rule.look_again_days}


def words(rule: RecycleRule) -> str:
    """The reason in words."""
    return reason_text("nurtured", rule.reason) if rule.kind == PEOPLE else reason_label(rule.reason)


@transaction.atomic
def keep(changed: Iterable[RecycleRule], *, by, at: dt.datetime) -> None:
    fields = ("look_again_days", "on_date", "on_score", "score_line", "on_inquiry")
    for rule in changed:
        values = {field: getattr(rule, field) for field in fields} | {"changed_by": by, "changed_at": at}
        RecycleRule.objects.update_or_create(kind=rule.kind, reason=rule.reason, defaults=values)
