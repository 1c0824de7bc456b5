from django import template
from django.template.defaultfilters import date as date_format
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(value) -> str:
    return "—" if value is None else f"{value}%"


@register.filter
def hours(value) -> str:
    """Hours with one decimal; "—" when there are none."""
    return "—" if value is None else _("%(hours)s h") % {"hours": f"{value:.1f}"}


@register.filter
def month_name(first) -> str:
    return date_format(first, _("F Y"))


@register.simple_tag
def share_bar(share) -> str:
    return render_to_string("feedback/_share.html", {"share": share})
