"""The account that an empty installation begins with. Whoever makes it administers everything, so not anybody may."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.signing import BadSignature, TimestampSigner
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from handoff.models import Event, Member, Team
from handoff.people.staff import STAFF_LOCK
from handoff.transition import Lost
from leads.people import full_name
from leads.roles import Role

SIGNER = TimestampSigner(salt="the first account")
KEY_IS_GOOD_FOR = dt.timedelta(days=1)


def nobody_is_here() -> bool:
    return not User.objects.exists()


def may_be_made(key: str) -> bool:
    """On one's own machine by whoever opens the page; elsewhere with the key that `manage.py first_account` prints."""
    return nobody_is_here() and (settings.LOCAL or _is_right(key))


def link() -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse('start_account')}?key={SIGNER.sign('first')}"


def _is_right(key: str) -> bool:
    try:
        return SIGNER.unsign(key, max_age=KEY_IS_GOOD_FOR) == "first"
    except BadSignature:
        return False


@transaction.atomic
def make(*, last_name: str, first_name: str, email: str, password: str, at: dt.datetime) -> User:
    """An administrator in the first team. Raises Lost when somebody else was first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STAFF_LOCK])
    if not nobody_is_here():
        raise Lost(_("Somebody has made the first account already. Log in, or ask them for an invitation."))
    user = User.objects.create_user(email, email, password, last_name=last_name, first_name=first_name)
    user.groups.add(Group.objects.get_or_create(name=Role.ADMIN.value)[0])
    Member.objects.create(user=user, team=Team.objects.earliest("pk"))
    facts = {"person": user.pk, "name": full_name(user), "what": "first", "roles": [Role.ADMIN.value]}
    Event.record(Event.Kind.PERSON_CHANGED, at=at, actor=user, data=facts)
    return user
