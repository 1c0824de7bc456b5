from django import template
from django.utils.translation import pgettext

from handoff.words.values import TITLE_RANKS, outcome_text, reason_label

register = template.Library()
register.filter("reason_label", reason_label)
register.filter("outcome_text", outcome_text)


@register.filter
def title_rank(rank: int) -> str:
    """部長級, …; 不明 for 0."""
    return str(TITLE_RANKS.get(rank, "")) or pgettext("title rank", "unknown")


@register.filter
def position(older) -> str:
    """A timeline position as it stands in a link."""
    at, source, pk = older
    return f"{at.isoformat()}_{source}_{pk}".replace("+00:00", "Z")
