from django import template
from django.utils import timezone

from handoff import access

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context) -> int:
    """How many notices the person of this request has not read, up to 100. One indexed query."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return 0
    return access.notices(request.user).visible(timezone.now()).unread().count_up_to_many()
