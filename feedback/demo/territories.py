"""Who sells where in the demo, and who knows an industry well."""

from django.contrib.auth.models import User

from handoff.assignment.prefectures import REGIONS
from handoff.models import AssignmentRule, Team

EASTERN = 3  # of the regions, from the north
Kind = AssignmentRule.Kind


def draw(team: Team, people: dict[str, User]) -> None:
    east, west = _prefectures(REGIONS[:EASTERN]), _prefectures(REGIONS[EASTERN:])
    rules = (
        (Kind.TERRITORY, "東日本", {"prefectures": east}, ("sales1", "sales2")),
        (Kind.TERRITORY, "西日本", {"prefectures": west}, ("sales2", "sales3")),
        (Kind.SKILL, "製造業の商談経験", {"industries": ["製造"]}, ("sales1", "sales3")),
    )
    for position, (kind, name, asked, who) in enumerate(rules):
        rule = AssignmentRule.objects.create(team=team, kind=kind, name=name, position=position, **asked)
        rule.people.set([people[each].member for each in who])


def _prefectures(regions) -> list[str]:
    return [name for _label, names in regions for name in names.split()[::2]]
