"""How the page looks to this browser: kept in cookies, so that it also holds before login and needs no query."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from handoff.models import Member
from leads.asked import asked_address

THEMES = ("system", "light", "dark")
RAILS = ("open", "collapsed")
A_YEAR = 60 * 60 * 24 * 365


def chosen_theme(request) -> str:
    """The theme of the cookie; "" means follow the system."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in ("light", "dark") else ""


def chosen_rail(request) -> str:
    return "collapsed" if request.COOKIES.get("rail") == "collapsed" else "open"


def back(request):
    """A redirect to the page that the form was on."""
    return redirect(asked_address(request) or "home")


def keep(response, cookie: str, value: str, allowed) -> bool:
    """Set the cookie for a year if the value is one of those allowed."""
    if value not in allowed:
        return False
    response.set_cookie(cookie, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return True


@require_POST
@login_not_required
def theme(request):
    response = back(request)
    keep(response, "theme", request.POST.get("theme"), THEMES)
    return response


@require_POST
@login_not_required
def rail(request):
    response = back(request)
    keep(response, "rail", request.POST.get("rail"), RAILS)
    return response


@require_POST
@login_not_required
def language(request):
    """Also the language of the mails, for those who get any."""
    response = back(request)
    chosen = request.POST.get("language")
    if keep(response, settings.LANGUAGE_COOKIE_NAME, chosen, dict(settings.LANGUAGES)):
        Member.objects.filter(user_id=request.user.pk).update(language=chosen)
    return response
