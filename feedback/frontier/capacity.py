"""What the salespeople can take in a week."""

from dataclasses import dataclass

from handoff.models import Member
from leads.roles import Role


@dataclass(frozen=True)
class Capacity:
    """a_week: toss-ups a week of those who have said; None when nobody has. people: all salespeople."""

    a_week: int | None
    known: int
    people: int


def capacity(teams) -> Capacity:
    """Of the active salespeople of these teams."""
    found = list(
        Member.objects.filter(team__in=teams, user__is_active=True, user__groups__name=Role.SALES_REP).values_list(
            "weekly_capacity", flat=True
        )
    )
    known = [each for each in found if each is not None]
    return Capacity(sum(known) if known else None, len(known), len(found))
