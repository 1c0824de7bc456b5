from django import template
from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _

from handoff.templatetags.shares import percent, share_bar

register = template.Library()
register.filter(percent)
register.simple_tag(share_bar)


@register.filter
def hours(value) -> str:
    """Hours with one decimal; "—" when there are none."""
    return "—" if value is None else _("%(hours)s h") % {"hours": f"{value:.1f}"}


@register.filter
def month_name(first) -> str:
    return date_format(first, _("F Y"))
