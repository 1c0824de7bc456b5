"""Who sees which deals. Views reach objects only through these querysets."""

from feedback.models import PastCaseFile
from handoff.access import handoffs, member, require, require_any_role, team_handoffs
from handoff.models import Handoff, Team
from leads.models import BackgroundRun, ImportRun
from leads.roles import Role, has_role

__all__ = [
    "deals",
    "handoffs",
    "own_deals",
    "past_case_files",
    "past_case_imports",
    "replays",
    "require",
    "require_any_role",
    "team_handoffs",
    "team_to_replay",
    "teams",
]

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


def team_to_replay(user) -> int | None:
    """Whose toss-ups a person may try criteria on: a manager the own team's, an admin (None) everybody's."""
    if has_role(user, Role.ADMIN):
        return None
    membership = member(user)
    return membership.team_id if membership else 0


def replays(user):
    """An admin sees all; a manager those of the own team's toss-ups."""
    runs = BackgroundRun.objects.filter(kind="replay").order_by("-created_at")
    if has_role(user, Role.ADMIN):
        return runs
    if not has_role(user, Role.SALES_MANAGER):
        return runs.none()
    return runs.filter(parameters__cases__team=team_to_replay(user))


def past_case_files(user):
    """The files whose cases are in use: they tell of no team."""
    if not has_role(user, Role.SALES_MANAGER, Role.ADMIN):
        return PastCaseFile.objects.none()
    files = PastCaseFile.objects.filter(import_run__state=ImportRun.State.DONE)
    return files.select_related("import_run").order_by("-pk")


def past_case_imports(user):
    """The files on their way in."""
    files = ImportRun.objects.filter(kind=PastCaseFile.KIND)
    return files.select_related("run", "created_by").order_by("-pk") if has_role(user, Role.ADMIN) else files.none()
