"""What each rule of the criteria in force decides, and what became of the toss-ups it made."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from feedback.rates import Rate
from handoff.criteria.page import RuleLine, rule_line
from handoff.criteria.rule_counts import RuleCount, rule_counts
from handoff.models import CriteriaVersion, Handoff

REQUESTED = "sales_request"

CAME_OF_IT = Q(outcome__opportunity_at__isnull=False)
KNOWN = CAME_OF_IT | Q(state__in=[Handoff.State.CLOSED, Handoff.State.RETURNED, Handoff.State.SENT_BACK])


@dataclass(frozen=True)
class RuleFigures:
    """conversion: of the toss-ups with the rule's reason whose result is known, those that became opportunities.

    open: toss-ups whose result is not known yet.
    """

    line: RuleLine
    count: RuleCount
    conversion: Rate
    open: int

    @property
    def makes_toss_ups(self) -> bool:
        return self.count.rule.outcome.flag == "target"


@dataclass(frozen=True)
class RequestFigures:
    """Of the toss-ups of a year: those that sales asked for, and all others."""

    requested: Rate
    others: Rate


def request_figures(teams, at: dt.datetime) -> RequestFigures:
    made = _of_a_year(at).filter(team__in=teams)
    requested = Q(reason=REQUESTED)
    counts = made.aggregate(
        requested=Count("pk", filter=requested & KNOWN),
        requested_well=Count("pk", filter=requested & CAME_OF_IT),
        others=Count("pk", filter=~requested & KNOWN),
        others_well=Count("pk", filter=~requested & CAME_OF_IT),
    )
    return RequestFigures(
        Rate(counts["requested_well"], counts["requested"]), Rate(counts["others_well"], counts["others"])
    )


def rule_figures(version: CriteriaVersion, at: dt.datetime) -> list[RuleFigures]:
    """Of all teams; rules with the same reason share the conversion."""
    rows = (
        _of_a_year(at)
        .values("reason")
        .annotate(opportunities=Count("pk", filter=CAME_OF_IT), known=Count("pk", filter=KNOWN), size=Count("pk"))
    )
    by_reason = {row["reason"]: row for row in rows}
    return [_figures(version, count, by_reason.get(count.rule.outcome.reason)) for count in rule_counts(version, at)]


def _of_a_year(at: dt.datetime):
    """Older ones say little about the market of today."""
    return Handoff.objects.filter(submitted_at__gt=at - dt.timedelta(days=365), submitted_at__lte=at).order_by()


def _figures(version: CriteriaVersion, count: RuleCount, row: dict | None) -> RuleFigures:
    row = row or {"opportunities": 0, "known": 0, "size": 0}
    segment, _number = version.parsed.place_of(count.position)
    line = rule_line(version.parsed.table_of(segment), count.number, count.rule, count.position)
    return RuleFigures(line, count, Rate(row["opportunities"], row["known"]), row["size"] - row["known"])
