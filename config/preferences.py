"""How the page looks to this browser: kept in cookies, so that it also holds before login and needs no query."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("system", "light", "dark")
RAILS = ("open", "collapsed")
A_YEAR = 60 * 60 * 24 * 365


def chosen_theme(request) -> str:
    """The theme of the cookie; "" means follow the system."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in ("light", "dark") else ""


def chosen_rail(request) -> str:
    return "collapsed" if request.COOKIES.get("rail") == "collapsed" else "open"


def _keep(request, cookie: str, allowed: tuple[str, ...]):
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "home"
    response = redirect(target)
    value = request.POST.get(cookie, "")
    if value in allowed:
        response.set_cookie(cookie, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return response


@require_POST
@login_not_required
def theme(request):
    return _keep(request, "theme", THEMES)


@require_POST
@login_not_required
def rail(request):
    return _keep(request, "rail", RAILS)
