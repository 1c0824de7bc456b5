"""Who sees which objects of this app. Views reach objects only through these querysets."""

from django.core.exceptions import PermissionDenied

from leads.models import BackgroundRun, Company, ImportRun, Lead
from leads.roles import Role, has_role, roles


def require(user, *wanted: str) -> None:
    """Refuse a person who holds none of these roles."""
    if not has_role(user, *wanted):
        raise PermissionDenied


def require_any_role(user) -> None:
    """Refuse a person without any role: a login alone shows nothing."""
    require(user, *Role)


def leads(user):
    """Every role may look every lead up: sales asks for leads, marketing and IS work on them."""
    return Lead.objects.all() if roles(user) else Lead.objects.none()


def companies(user):
    return Company.objects.all() if roles(user) else Company.objects.none()


def import_runs(user):
    """Files of leads, activities and companies; further kinds have pages and readers of their own."""
    ours = ImportRun.objects.filter(kind__in=ImportRun.Kind.values)
    return ours if has_role(user, Role.MARKETER, Role.ADMIN) else ours.none()


def background_runs(user):
    """One's own; an admin sees all."""
    if has_role(user, Role.ADMIN):
        return BackgroundRun.objects.all()
    return BackgroundRun.objects.filter(started_by=user) if roles(user) else BackgroundRun.objects.none()
