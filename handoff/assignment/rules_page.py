"""What the page of the assignment rules shows of each team."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handoff import access
from handoff.assignment.people import salespeople, with_record
from handoff.assignment.prefectures import NAMES
from handoff.forms.assignment_rule import PolicyForm
from handoff.models import AssignmentPolicy, AssignmentRule, Member, Team
from handoff.people.absences import away
from handoff.words.values import listed


@dataclass(frozen=True)
class RuleLine:
    rule: AssignmentRule
    conditions: list[str]
    people: list[User]


@dataclass(frozen=True)
class PersonLine:
    user: User
    is_away: bool
    rules: list[AssignmentRule]


@dataclass(frozen=True)
class TeamRules:
    team: Team
    policy: PolicyForm
    territories: list[RuleLine]
    skills: list[RuleLine]
    people: list[PersonLine]


def rules_page(user, sent: tuple[int, PolicyForm] | None = None) -> list[TeamRules]:
    """sent: a team's policy that did not pass."""
    return [_of_team(team, sent) for team in access.managed_teams(user)]


def _of_team(team: Team, sent) -> TeamRules:
    members = Prefetch("people", Member.objects.filter(user__is_active=True).select_related("user"))
    rules = list(AssignmentRule.objects.filter(team=team).prefetch_related(members))
    lines = [RuleLine(rule, conditions(rule), [each.user for each in rule.people.all()]) for rule in rules]
    now = timezone.now()
    absent = away(now)
    people = [
        PersonLine(person, person.pk in absent, [line.rule for line in lines if person in line.people])
        for person in with_record(salespeople(team).select_related("member"), now)
    ]
    policy = PolicyForm(instance=AssignmentPolicy.of(team.pk), prefix=f"policy-{team.pk}")
    kinds = AssignmentRule.Kind
    return TeamRules(
        team,
        sent[1] if sent and sent[0] == team.pk else policy,
        [line for line in lines if line.rule.kind == kinds.TERRITORY],
        [line for line in lines if line.rule.kind == kinds.SKILL],
        people,
    )


def conditions(rule: AssignmentRule) -> list[str]:
    """What a lead must meet, in words; empty: every lead does."""
    found = []
    if rule.prefectures:
        in_japanese = (get_language() or "ja").startswith("ja")
        found.append(listed(name if in_japanese else NAMES.get(name, name) for name in rule.prefectures))
    if rule.industries:
        found.append(_("industry: %(words)s") % {"words": listed(rule.industries)})
    if rule.employees_min is not None or rule.employees_max is not None:
        found.append(_size(rule.employees_min, rule.employees_max))
    if rule.products:
        found.append(_("product: %(words)s") % {"words": listed(rule.products)})
    if rule.foreign_names:
        found.append(_("names without Japanese letters"))
    return found


def _size(least: int | None, most: int | None) -> str:
    facts = {"least": least, "most": most}
    if least is None:
        return _("at most %(most)s employees") % facts
    if most is None:
        return _("at least %(least)s employees") % facts
    return _("%(least)s to %(most)s employees") % facts
