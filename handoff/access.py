"""Who sees which objects of this app. Views reach objects only through these querysets."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from handoff.approving.delegates import teams_delegated_to
from handoff.models import Attachment, BulkAction, Handoff, Member, Notice, QueueEntry, SavedView, Team
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


def decided_teams(user):
    """Whose toss-ups this person decides about: a manager the own team's, a delegate also the absent manager's."""
    if has_role(user, Role.ADMIN):
        return Team.objects.all()
    own = has_role(user, Role.SALES_MANAGER) and member(user)
    return Team.objects.filter(Q(pk=own.team_id if own else None) | Q(pk__in=delegated_teams(user)))


def delegated_teams(user) -> dict[int, str]:
    """Team → the manager who is away today and has named this person. One query a user object."""
    if not hasattr(user, "_delegated_teams"):
        user._delegated_teams = teams_delegated_to(user, timezone.now()) if roles(user) else {}
    return user._delegated_teams


def may_decide(user) -> bool:
    return has_role(user, Role.SALES_MANAGER, Role.ADMIN) or bool(delegated_teams(user))


def require_decider(user) -> None:
    if not may_decide(user):
        raise PermissionDenied


def decides_for(user, team_id: int) -> str:
    """The absent manager in whose place this person decides about a team's toss-ups; "" in their own right."""
    own = member(user)
    if has_role(user, Role.ADMIN) or (has_role(user, Role.SALES_MANAGER) and own and own.team_id == team_id):
        return ""
    return delegated_teams(user).get(team_id, "")


def team_handoffs(user):
    """What a manager decides about: the team's toss-ups; for their delegate too while they are away."""
    if has_role(user, Role.ADMIN):
        return Handoff.objects.all()
    return Handoff.objects.filter(team__in=decided_teams(user)) if may_decide(user) else Handoff.objects.none()


def handoffs(user):
    """A manager and an IS rep see their team's toss-ups, a salesperson the own ones, an admin all; a delegate too."""
    if not roles(user):
        return Handoff.objects.none()
    if has_role(user, Role.ADMIN):
        return Handoff.objects.all()
    seen = Q(assignee=user) | Q(submitted_by=user)
    if has_role(user, Role.IS_REP, Role.SALES_MANAGER):
        membership = member(user)
        seen = Q(team=membership.team_id if membership else None)
    return Handoff.objects.filter(seen | Q(team__in=delegated_teams(user)))


def attachments(user):
    """The files of toss-ups that the user sees, and those still to be sent with entries that the user sees."""
    unsent = Q(handoff=None, entry__in=queue_entries(user))
    return Attachment.objects.filter(unsent | Q(handoff__in=handoffs(user)))


def notices(user):
    return Notice.objects.filter(recipient=user)


def managed_teams(user):
    """An admin's all, a manager's own."""
    if has_role(user, Role.ADMIN):
        return Team.objects.order_by("name")
    own = has_role(user, Role.SALES_MANAGER) and member(user)
    return Team.objects.filter(pk=own.team_id) if own else Team.objects.none()


def saved_views(user):
    """One's own views of the queue and those that colleagues of the team share."""
    if not has_role(user, Role.IS_REP, Role.SALES_MANAGER, Role.ADMIN):
        return SavedView.objects.none()
    membership = member(user)
    return SavedView.objects.seen_by(user, membership and membership.team)


def bulk_actions(user):
    """What one has done to many at once."""
    return BulkAction.objects.filter(by=user)
