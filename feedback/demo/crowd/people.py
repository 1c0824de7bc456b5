"""Enough people for a crowd: the demo's own, and colleagues of theirs who cannot sign in."""

from django.contrib.auth.models import Group, User

from feedback.demo.crowd import words
from feedback.demo.logins import create_people
from handoff.models import Member, Team
from leads.roles import Role

LEADS_A_REP, MOST_REPS = 8_000, 30
LEADS_A_SELLER, MOST_SELLERS = 15_000, 20


def people_for(leads: int) -> tuple[list[User], list[User], User | None]:
    """(inside sales, salespeople, manager) of the first team: those who are there, or the demo's with colleagues."""
    team = Team.objects.earliest("pk")
    if not User.objects.exists():
        create_people(team)
        _colleagues(team, "is-more", Role.IS_REP, min(leads // LEADS_A_REP, MOST_REPS), capacity=60)
        _colleagues(team, "sales-more", Role.SALES_REP, min(leads // LEADS_A_SELLER, MOST_SELLERS), capacity=8)
    of_team = User.objects.filter(member__team=team, is_active=True).order_by("pk")
    roles = (Role.IS_REP, Role.SALES_REP, Role.SALES_MANAGER)
    reps, sellers, managers = (list(of_team.filter(groups__name=role)) for role in roles)
    return reps, sellers, managers[0] if managers else None


def _colleagues(team: Team, name: str, role: Role, count: int, *, capacity: int) -> None:
    group = Group.objects.get_or_create(name=role)[0]
    for number in range(1, count + 1):
        email = f"{name}{number}@example.jp"
        last, first = words.FAMILY[number * 7 % len(words.FAMILY)], words.GIVEN[number * 3 % len(words.GIVEN)]
        names = {"username": email, "email": email, "last_name": last, "first_name": first}
        user = User.objects.create(**names, password="!")  # noqa: S106  fits no password
        user.groups.add(group)
        Member.objects.create(user=user, team=team, weekly_capacity=capacity)
