"""What the pages of the exceptions share: who may change them, and the way between them."""

from handoff import access
from handoff.models import Team
from leads.roles import Role, has_role

MAY_CHANGE = (Role.SALES_MANAGER, Role.ADMIN)


def common(user, shown: str) -> dict:
    """shown: the URL name of the page. may_edit is of the criteria, may_change of the exceptions."""
    return {
        "shown": shown,
        "may_edit": has_role(user, Role.ADMIN),
        "may_change": has_role(user, *MAY_CHANGE),
    }


def teams(user):
    """Whose ledger a person reads: the own team's, an admin all."""
    if has_role(user, Role.ADMIN):
        return Team.objects.order_by("name")
    membership = access.member(user)
    return Team.objects.filter(pk=membership.team_id) if membership else Team.objects.none()
