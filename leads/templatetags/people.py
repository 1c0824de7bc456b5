from django import template
from django.utils.translation import pgettext

from leads.people import full_name
from leads.roles import ROLE_NAMES, Role

register = template.Library()
register.filter("full_name", full_name)


@register.filter
def people_names(users) -> str:
    return pgettext("between the items of a list", ", ").join(map(full_name, users))


@register.filter
def role_labels(user) -> list:
    """The names of the user's roles. The groups should be prefetched."""
    held = {group.name for group in user.groups.all()} | ({Role.ADMIN} if user.is_superuser else set())
    return [name for role, name in ROLE_NAMES.items() if role in held]
