"""Whether to answer with a whole page or with the piece of it that htmx asked for."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_fragment(request) -> bool:
    """False for boosted links and for a page that htmx restores from history: both need the whole page."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def render_page_or_fragment(request, page: str, fragment: str, context=None, status: int = 200):
    """Render `fragment` for htmx, else `page`; caches are told that the two differ."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
