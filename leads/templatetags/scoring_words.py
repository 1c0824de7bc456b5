from django import template

from leads import scoring_words

register = template.Library()
for name in ("kind_label", "behaviour_name", "behaviour_row_text", "group_label", "condition_text"):
    register.filter(name, getattr(scoring_words, name))


@register.filter
def at(items, position: int):
    """The item at this place, counted from 0; None without items."""
    return items[position] if items else None
