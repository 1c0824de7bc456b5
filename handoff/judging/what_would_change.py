"""What would make a lead a target, read off its trace: the work that is left, or what stands in the way of all work."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from handoff.criteria.fields import field_of
from handoff.exceptions.days import day_of
from handoff.judging.tracing import MET, RuleTrace, Trace
from handoff.models import Flag
from leads.models import Lead, PastOpportunity

MOST = 3


@dataclass(frozen=True)
class Way:
    """outcome: what the lead would come to, in words. steps: all that is missing for it.

    beyond_asking: how many of the steps no answer of the customer brings about.
    """

    outcome: str
    steps: list[str]
    beyond_asking: int


@dataclass(frozen=True)
class WhatWouldChange:
    """ways: the shortest first. held_by: a rule that decides first whatever anybody does, in words; "" for none.

    back_on: the day on which a loss no longer holds the lead; None when it does not, or never ends by itself.
    """

    is_target: bool
    ways: list[Way]
    held_by: str
    back_on: dt.date | None


def what_would_change(lead: Lead, trace: Trace) -> WhatWouldChange:
    if trace.decided.flag == Flag.TARGET:
        return WhatWouldChange(True, [], "", None)
    deciding = next((rule for rule in trace.rules if rule.decided), None)
    if deciding and deciding.rule.conditions and not any(_changeable(each) for each in deciding.conditions):
        lost = deciding.rule.uses("lost_before")
        return WhatWouldChange(False, [], deciding.sentence, _back_on(lead, deciding, trace) if lost else None)
    ways = [way for way in map(_way, trace.rules) if way]
    return WhatWouldChange(False, sorted(ways, key=lambda way: len(way.steps))[:MOST], "", None)


def _way(rule: RuleTrace) -> Way | None:
    missing = [condition for condition in rule.conditions if condition.state != MET]
    if rule.rule.outcome.flag != Flag.TARGET or not missing or not all(map(_changeable, missing)):
        return None
    beyond_asking = sum("hearing" not in field_of(condition.field).needs for condition in missing)
    return Way(rule.outcome_sentence, [condition.step for condition in missing], beyond_asking)


def _changeable(condition) -> bool:
    return field_of(condition.field).changeable


def _back_on(lead: Lead, rule: RuleTrace, trace: Trace) -> dt.date | None:
    if rule.table.cooling_days is None:
        return None
    of_company = Q(company=lead.company_id) if lead.company_id else Q(pk__in=())
    lost = PastOpportunity.objects.filter(Q(lead=lead) | of_company, result=PastOpportunity.Result.LOST)
    days = list(lost.values_list("closed_on", flat=True))
    past = [day for day in days if day and day <= day_of(trace.as_of)]
    return max(past) + dt.timedelta(days=rule.table.cooling_days) if past and None not in days else None
