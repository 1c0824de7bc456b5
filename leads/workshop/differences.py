"""Why a lead's scores differ between two versions: rule by rule."""

import datetime as dt
from dataclasses import dataclass

from leads.models import Lead, ScoringModel
from leads.scoring.breakdown import Breakdown, breakdowns
from leads.scoring.draft import named_json
from leads.scoring_words import behaviour_name, group_label
from leads.workshop.effect import Effect, Mover


@dataclass(frozen=True)
class Difference:
    """was and now: points after the cap; None where the version has no such rule."""

    name: str
    was: int | None
    now: int | None


@dataclass(frozen=True)
class Moved:
    lead: Lead
    mover: Mover
    why: list[Difference]


def compared(lead_ids: list[int], draft: dict, active: ScoringModel, as_of: dt.datetime):
    """{lead: (breakdown under the version in force, breakdown under the draft)}"""
    named = ScoringModel(number=active.number, document=named_json(active))
    before = breakdowns(lead_ids, as_of, named)
    after = breakdowns(lead_ids, as_of, ScoringModel(number=0, document=draft))
    return {lead_id: (before[lead_id], after[lead_id]) for lead_id in lead_ids if lead_id in before}


def differences(before: Breakdown, after: Breakdown) -> list[Difference]:
    """The rules and groups that give other points, the largest difference first."""
    was, now = _points(before), _points(after)
    found = [
        Difference(
            (now.get(key) or was[key])[0], was[key][1] if key in was else None, now[key][1] if key in now else None
        )
        for key in dict.fromkeys([*was, *now])
    ]
    different = [each for each in found if (each.was or 0) != (each.now or 0)]
    return sorted(different, key=lambda each: -abs((each.now or 0) - (each.was or 0)))


def movers(effect: Effect, draft: dict, active: ScoringModel, leads) -> list[Moved]:
    """The leads that move most, of those `leads` (a queryset) holds, with the reasons."""
    found = leads.select_related("company").in_bulk([mover.lead_id for mover in effect.movers])
    both = compared(list(found), draft, active, effect.as_of)
    return [
        Moved(found[mover.lead_id], mover, differences(*both[mover.lead_id]))
        for mover in effect.movers
        if mover.lead_id in both
    ]


def _points(breakdown: Breakdown) -> dict[str, tuple[str, int]]:
    rules = {row.rule.id: (behaviour_name(row.rule), row.after_cap) for row in breakdown.behaviour}
    return rules | {row.group.id: (group_label(row.group), row.after_limit) for row in breakdown.groups}
