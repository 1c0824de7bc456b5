"""Who decides about toss-ups while a manager is away."""

import datetime as dt

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from handoff.models.absence import Absence
from handoff.models.member import Member
from handoff.words.people import person_name
from leads.roles import Role


def _in_force(now: dt.datetime) -> QuerySet[Absence]:
    """Today's absences of managers, with a delegate who is here."""
    today = Absence.objects.on(timezone.localdate(now))
    of_managers = today.filter(user__groups__name=Role.SALES_MANAGER, user__is_active=True, user__member__isnull=False)
    return of_managers.filter(delegate__is_active=True).exclude(delegate__in=today.values("user"))


def teams_delegated_to(user, now: dt.datetime) -> dict[int, str]:
    """Team → the absent manager's name."""
    found = _in_force(now).filter(delegate=user).select_related("user__member").order_by("-entered_at")
    return {absence.user.member.team_id: person_name(absence.user) for absence in found}


def delegates_of(team_id: int | None, now: dt.datetime) -> list[int]:
    """Users who decide in place of a manager of this team."""
    return list(_in_force(now).filter(user__member__team=team_id).values_list("delegate", flat=True)) if team_id else []


def possible_delegates(member: Member) -> QuerySet[User]:
    """For a manager: colleagues of the team, and the managers and admins of others. For anybody else nobody."""
    if not member.user.groups.filter(name=Role.SALES_MANAGER).exists():
        return User.objects.none()
    same_team = Q(member__team=member.team, groups__name__in=list(Role))
    others = Q(groups__name__in=[Role.SALES_MANAGER, Role.ADMIN])
    found = User.objects.filter(same_team | others, is_active=True).exclude(pk=member.user_id)
    return found.distinct().order_by("last_name", "first_name", "email")
