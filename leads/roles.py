"""The five roles are Django groups; one person may hold several. A superuser counts as an admin."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    MARKETER = "marketer"
    IS_REP = "is_rep"
    SALES_MANAGER = "sales_manager"
    SALES_REP = "sales_rep"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.MARKETER: _("Marketing"),
    Role.IS_REP: _("Inside sales"),
    Role.SALES_MANAGER: _("Sales manager"),
    Role.SALES_REP: _("Salesperson"),
    Role.ADMIN: _("Administrator"),
}


def roles(user) -> frozenset[str]:
    """The role names of this user; empty for anonymous and inactive ones. One query a user object."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles"):
        names = set(user.groups.values_list("name", flat=True)) & set(Role)
        user._roles = frozenset(names | ({Role.ADMIN} if user.is_superuser else set()))
    return user._roles


def has_role(user, *wanted: str) -> bool:
    return not roles(user).isdisjoint(wanted)
