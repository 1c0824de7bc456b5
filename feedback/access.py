"""Who sees which deals. Views reach objects only through these querysets."""

from handoff.access import handoffs, member, require, require_any_role, team_handoffs
from handoff.models import Handoff, Team
from leads.roles import Role, has_role

__all__ = ["deals", "handoffs", "own_deals", "require", "require_any_role", "team_handoffs", "teams"]

WORKED = ["assigned", "accepted", "closed"]


def own_deals(user):
    """The toss-ups a salesperson works: only the assignee may act on them."""
    if not has_role(user, Role.SALES_REP):
        return Handoff.objects.none()
    return Handoff.objects.filter(assignee=user, state__in=WORKED)


def deals(user):
    """A salesperson's own, a manager's team's, an admin's all."""
    if has_role(user, Role.SALES_MANAGER, Role.ADMIN):
        return team_handoffs(user).filter(state__in=WORKED)
    return own_deals(user)


def teams(user):
    """Whose figures a person may see: a manager the own team's, an admin all."""
    if has_role(user, Role.ADMIN):
        return Team.objects.order_by("name")
    membership = member(user) if has_role(user, Role.SALES_MANAGER) else None
    return Team.objects.filter(pk=membership.team_id) if membership else Team.objects.none()
