"""The people of a team: who is away, and how much each of them holds."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, Prefetch, Q, QuerySet

from handoff import access
from handoff.deadlines.calendars import Calendars
from handoff.models import Absence, Member, QueueEntry, Team
from handoff.people.absences import away
from leads.roles import ROLE_NAMES, Role, has_role, roles

MANAGING = (Role.SALES_MANAGER, Role.ADMIN)


@dataclass(frozen=True)
class Person:
    user: User
    roles: list[str]
    absence: Absence | None
    is_away: bool
    open_entries: int
    overdue: int
    open_deals: int
    may_change: bool


def visible_members(user) -> QuerySet[Member]:
    """Everybody for an admin, the own team for its members."""
    members = Member.objects.select_related("user", "team").order_by("team", "user__last_name", "user__email")
    if has_role(user, Role.ADMIN):
        return members
    membership = access.member(user)
    return members.filter(team=membership.team) if membership else members.none()


def may_change(user, member: Member) -> bool:
    return member.user_id == user.pk or has_role(user, *MANAGING)


def colleagues(entry_owner: User, team: Team, now: dt.datetime) -> QuerySet[User]:
    """IS reps of the team who are there to take entries over, the least loaded first, with `open_entries`."""
    mine = Q(queue_entries__state=QueueEntry.State.CLAIMED)
    reps = User.objects.filter(is_active=True, groups__name=Role.IS_REP, member__team=team)
    reps = reps.exclude(pk__in={entry_owner.pk, *away(now)})
    return reps.annotate(open_entries=Count("queue_entries", filter=mine, distinct=True)).order_by("open_entries", "pk")


def people(user, now: dt.datetime) -> list[tuple[Team, list[Person]]]:
    """Teams with their active people, and those who have left with work in their hands."""
    today = Calendars().default.local_day(now)
    claimed = Q(user__queue_entries__state=QueueEntry.State.CLAIMED)
    late = claimed & Q(user__queue_entries__answered_at=None, user__queue_entries__due_at__lt=now)
    deals = Q(user__deals__state__in=["assigned", "accepted"])
    to_come = Absence.objects.to_come(today).select_related("delegate").order_by("first_day")
    absences = Prefetch("user__absences", to_come)
    members = (
        visible_members(user)
        .prefetch_related("user__groups", absences)
        .annotate(
            open_entries=Count("user__queue_entries", filter=claimed, distinct=True),
            overdue=Count("user__queue_entries", filter=late, distinct=True),
            open_deals=Count("user__deals", filter=deals, distinct=True),
        )
        .filter(Q(user__is_active=True) | Q(open_entries__gt=0) | Q(open_deals__gt=0))
    )
    found: dict[Team, list[Person]] = {}
    for member in members:
        found.setdefault(member.team, []).append(_person(user, member, today))
    return list(found.items())


def _person(viewer, member, today: dt.date) -> Person:
    absence = next(iter(member.user.absences.all()), None)
    held = roles(member.user)
    return Person(
        member.user,
        [str(ROLE_NAMES[role]) for role in Role if role in held],
        absence,
        bool(absence and absence.first_day <= today),
        member.open_entries,
        member.overdue,
        member.open_deals,
        may_change(viewer, member),
    )
