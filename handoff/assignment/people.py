"""The salespeople who can be chosen, with what each of them holds."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from handoff.deadlines.calendars import Calendars
from handoff.models import Absence, Handoff, Team
from leads.roles import Role, has_role


def salespeople(team: Team, company=None) -> QuerySet[Any]:
    """The team's salespeople with `open_deals`, the least loaded first, and the company's account owner of any team."""
    chosen = Q(member__team=team)
    if company and company.account_owner:
        chosen |= Q(email__iexact=company.account_owner)
    return with_load(User.objects.filter(chosen))


def with_load(people) -> QuerySet[Any]:
    """Active salespeople with `open_deals`, the least loaded first, and whether they are away today."""
    found = people.filter(is_active=True, groups__name=Role.SALES_REP)
    gone = Absence.objects.on(timezone.localdate()).filter(user=OuterRef("pk"))
    load = {"open_deals": _count(state__in=Handoff.WITH_SALES), "is_away": Exists(gone)}
    return found.annotate(**load).order_by("open_deals", "pk")


def with_record(people: QuerySet[Any], now: dt.datetime, calendars: Calendars | None = None) -> QuerySet[Any]:
    """Of people with_load: how many they took this week, how many they can, and when they were given one last."""
    last = Handoff.objects.filter(assignee=OuterRef("pk"), assigned_at__isnull=False).order_by("-assigned_at")
    return people.annotate(
        taken=_count(assigned_at__gte=monday(now, calendars), assigned_at__lte=now),
        capacity=F("member__weekly_capacity"),
        last_at=Subquery(last.values("assigned_at")[:1]),
        team=F("member__team"),
    )


def _count(**which) -> Coalesce:
    """Toss-ups of a person, by an index of their own: nobody's whole past is read."""
    mine = Handoff.objects.filter(assignee=OuterRef("pk"), **which).order_by().values("assignee")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), Value(0))


def monday(now: dt.datetime, calendars: Calendars | None = None) -> dt.datetime:
    """When the week of a moment began, by the first business calendar: midnight before its Monday."""
    calendar = (calendars or Calendars()).default
    day = calendar.local_day(now)
    return calendar.moment(day - dt.timedelta(days=day.weekday()), 0)


def account_owner(company) -> User | None:
    """The salesperson who owns this customer, if they can log in and still work here."""
    return account_owners([company]).get(company.account_owner.lower()) if company else None


def account_owners(companies) -> dict[str, User]:
    """Active salespeople by e-mail, among the account owners of these companies."""
    emails = {company.account_owner.lower() for company in companies if company.account_owner}
    people = with_load(User.objects.annotate(key=Lower("email")).filter(key__in=emails)) if emails else ()
    return {person.key: person for person in people}


def team_load(manager) -> QuerySet[Any]:
    """The salespeople a manager may assign to, with their open deals: the own team's, an admin's are everybody's."""
    from handoff import access

    people = User.objects.all()
    if not has_role(manager, Role.ADMIN):
        people = people.filter(member__team__in=access.decided_teams(manager))
    return with_load(people)
