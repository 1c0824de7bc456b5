"""Saved views of the queue: whose they are, which one is shown, and how many rows each has."""

from django.db.models import QuerySet

from handoff import access
from handoff.models import SavedView
from handoff.querysets.counting import count_text, counts_up_to
from handoff.queue_list.query import QueueQuery, Viewer

VIEWS_UP_TO = 30  # of one person; as many stand beside the tabs


def views_of(user, query: str = "") -> list[SavedView]:
    """One's own and the shared ones; `is_current` on those that ask for just this list."""
    found = list(access.saved_views(user).own_first(user).select_related("owner")[:VIEWS_UP_TO])
    for view in found:
        view.is_current = view.query == query
    return found


def counts(views: list[SavedView], viewer: Viewer) -> dict[int, str]:
    """How many rows each view has for this person, as its badge says it, in one query."""
    rows: dict[str, QuerySet] = {str(view.pk): QueueQuery.parse(view.query).entries(viewer) for view in views}
    return {int(pk): count_text(count) for pk, count in counts_up_to(viewer.user, rows).items()}
