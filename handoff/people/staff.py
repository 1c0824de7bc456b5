"""What an admin does to a person: each verb in one transaction, with an event that says who, what and when."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handoff.models import Event, Member, Team
from handoff.transition import Lost
from leads.people import full_name
from leads.roles import Role

STAFF_LOCK = 7_108  # whoever changes people holds it: two admins must not take each other's role away at once


class Taken(Lost):
    """Somebody has this e-mail address already."""

    def __init__(self):
        super().__init__(_("Somebody with this e-mail address is here already."))


def active_admins():
    """Those who can log in: somebody who is only invited may never come."""
    found = User.objects.filter(Q(groups__name=Role.ADMIN) | Q(is_superuser=True), is_active=True)
    return found.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).distinct()


@transaction.atomic
def add(*, last_name: str, first_name: str, email: str, roles: Iterable[str], team: Team, by, at: dt.datetime) -> User:
    """A person who cannot log in before choosing a password. Raises Taken."""
    try:
        with transaction.atomic():
            user = User(username=email, email=email, last_name=last_name, first_name=first_name)
            user.set_unusable_password()
            user.save(force_insert=True)
    except IntegrityError:
        raise Taken from None
    Member.objects.create(user=user, team=team)
    user.groups.set(_groups(roles))
    _record(user, "added", by, at, roles=sorted(roles), team=team.name)
    return user


@transaction.atomic
def change(user: User, *, last_name: str, first_name: str, email: str, roles, team: Team, by, at: dt.datetime) -> None:
    """Raises Taken, and Lost when nobody would be left who may administer."""
    _alone()
    _is_not_above(user, by)
    before = {
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "team": _team_name(user),
        "email": user.email,
    }
    user.last_name, user.first_name, user.email, user.username = last_name, first_name, email, email
    try:
        with transaction.atomic():
            user.save(update_fields=["last_name", "first_name", "email", "username"])
    except IntegrityError:
        raise Taken from None
    Member.objects.update_or_create(user=user, defaults={"team": team})
    user.groups.set(_groups(roles))
    _somebody_administers()
    after = {"roles": sorted(roles), "team": team.name, "email": email}
    if before != after:
        _record(user, "changed", by, at, before=before, **after)


@transaction.atomic
def deactivate(user: User, *, by, at: dt.datetime) -> None:
    """From the next request on the person is signed out. What they hold stays until it is handed over."""
    _alone()
    _is_not_above(user, by)
    if user == by:
        raise Lost(_("You cannot deactivate yourself. Another administrator can."))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise Lost(_("This person is deactivated already."))
    _somebody_administers()
    _record(user, "deactivated", by, at)


@transaction.atomic
def reactivate(user: User, *, by, at: dt.datetime) -> None:
    _is_not_above(user, by)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise Lost(_("This person is active already."))
    _record(user, "reactivated", by, at)


def _groups(roles: Iterable[str]) -> list[Group]:
    return [Group.objects.get_or_create(name=str(role))[0] for role in roles]


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STAFF_LOCK])


def _is_not_above(user: User, by: User) -> None:
    """With a superuser's e-mail address in their hands, an administrator could become one."""
    if user.is_superuser and not by.is_superuser:
        raise Lost(_("Only a superuser can change a superuser."))


def _somebody_administers() -> None:
    if not active_admins().exists():
        raise Lost(_("Somebody has to be an administrator. Give the role to another person first."))


def _team_name(user: User) -> str:
    return Team.objects.filter(members__user=user).values_list("name", flat=True).first() or ""


def _record(user: User, what: str, by, at: dt.datetime, **data) -> None:
    facts = {"person": user.pk, "name": full_name(user), "what": what}
    Event.record(Event.Kind.PERSON_CHANGED, at=at, actor=by, data=facts | data)
