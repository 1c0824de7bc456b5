from django import template

from leads.models import Lead
from leads.roles import Role, has_role

register = template.Library()


@register.simple_tag(takes_context=True)
def first_steps(context) -> dict | None:
    """For the empty queue of an installation that has no lead at all; None when there are some."""
    if Lead.objects.exists():
        return None
    return {"may_import": has_role(context["request"].user, Role.MARKETER, Role.ADMIN)}
