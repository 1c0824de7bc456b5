"""The tag library "lucide", remembered: an icon is cut out of the package's archive and drawn once, not once a page."""

from functools import lru_cache

from django.template import Library
from lucide.templatetags.lucide import lucide as draw

register = Library()
remembered = lru_cache(maxsize=1024)(draw)


@register.simple_tag
def lucide(name: str, **attributes: object) -> str:
    return remembered(name, **attributes)
