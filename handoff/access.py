"""Who sees which objects of this app. Views reach objects only through these querysets."""

from django.db.models import Q

from handoff.models import Attachment, Handoff, Member, Notice, QueueEntry
from leads.access import leads, require, require_any_role
from leads.roles import Role, has_role, roles

__all__ = [
    "attachments",
    "handoffs",
    "leads",
    "member",
    "notices",
    "queue_entries",
    "require",
    "require_any_role",
    "team_handoffs",
]


def member(user) -> Member | None:
    """The user's membership; None for a login that was never put into a team. One query a user object."""
    if not hasattr(user, "_member"):
        user._member = Member.objects.select_related("team__calendar").filter(user=user).first()
    return user._member


def _team_rows(user, model):
    """All rows for an admin, those of the own team for a member."""
    if has_role(user, Role.ADMIN):
        return model.objects.all()
    membership = member(user)
    return model.objects.filter(team=membership.team) if membership else model.objects.none()


def queue_entries(user):
    """IS reps and managers: their team's queue. An admin: all. Others: none."""
    if not has_role(user, Role.IS_REP, Role.SALES_MANAGER, Role.ADMIN):
        return QueueEntry.objects.none()
    return _team_rows(user, QueueEntry)


def team_handoffs(user):
    """What a manager decides about: the team's toss-ups."""
    if not has_role(user, Role.SALES_MANAGER, Role.ADMIN):
        return Handoff.objects.none()
    return _team_rows(user, Handoff)


def handoffs(user):
    """A manager and an IS rep see their team's toss-ups, a salesperson the own ones, an admin all."""
    if not roles(user):
        return Handoff.objects.none()
    if has_role(user, Role.IS_REP, Role.SALES_MANAGER, Role.ADMIN):
        return _team_rows(user, Handoff)
    return Handoff.objects.filter(Q(assignee=user) | Q(submitted_by=user))


def attachments(user):
    """The files of toss-ups that the user sees, and those still to be sent with entries that the user sees."""
    unsent = Q(handoff=None, entry__in=queue_entries(user))
    return Attachment.objects.filter(unsent | Q(handoff__in=handoffs(user)))


def notices(user):
    return Notice.objects.filter(recipient=user)
