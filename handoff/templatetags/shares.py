from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.filter
def percent(value) -> str:
    return "—" if value is None else f"{value}%"


@register.simple_tag
def share_bar(share) -> str:
    """A part of a whole (with part, whole and percent) as a number with a thin bar beneath it."""
    return render_to_string("_share.html", {"share": share})
