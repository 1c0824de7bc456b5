"""Pages for when something went wrong. None of them asks the database, the session or the user anything."""

import sys
from urllib.parse import urlsplit

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import escape_leading_slashes

from config.preferences import chosen_theme


def _error(request, template: str, status: int, **context) -> HttpResponse:
    context |= {"theme": chosen_theme(request), "path": _way_back(request)}
    return HttpResponse(render_to_string(template, context), status=status)


def _way_back(request) -> str:
    """This page, or for something that was sent, the page that it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    source = urlsplit(request.headers.get("Referer", ""))
    is_here = source.netloc == request.get_host() and source.path.startswith("/")
    return escape_leading_slashes(source.path) if is_here else "/"


def bad_request(request, exception):
    return _error(request, "400.html", 400)


def permission_denied(request, exception):
    return _error(request, "403.html", 403)


def not_found(request, exception):
    return _error(request, "404.html", 404)


def server_error(request):
    return database_down(request) if _lost_the_database(sys.exception()) else _error(request, "500.html", 500)


def csrf_failure(request, reason=""):
    return _error(request, "403_csrf.html", 403)


def database_down(request):
    response = _error(request, "503.html", 503)
    response["Retry-After"] = "30"
    return response


def under_maintenance(request, announcement: str):
    response = _error(request, "503_maintenance.html", 503, announcement=announcement)
    response["Retry-After"] = "300"
    response["Cache-Control"] = "no-store"
    return response


def _lost_the_database(error) -> bool:
    """True when it could not be reached or went away; a deadlock or a slow query is another matter."""
    if not isinstance(error, (InterfaceError, OperationalError)):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(("08", "53", "57P"))
