"""What a person whose session ran out gets to see, so that nothing typed is lost on the way to the login page."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse


def session_expiry(get_response):
    """Outside the login check: turns its redirect into what the asker can use."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 302 or not _goes_to_login(response):
            return response
        if _asked_by_script(request):
            # A login page must not be swapped into a piece of this one: session-guard.js opens a dialog.
            return HttpResponse(status=401, headers={"HX-Trigger": "session-expired"})
        if request.method not in ("GET", "HEAD"):
            # After login the browser can only GET: back to the form, not to where it was sent.
            response["Location"] = f"{reverse('account_login')}?next={_form_page(request)}"
        return response

    return middleware


def _goes_to_login(response) -> bool:
    target = urlsplit(response["Location"])
    return target.path == reverse("account_login") and "next=" in target.query


def _asked_by_script(request) -> bool:
    return "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Dest") == "empty"


def _form_page(request) -> str:
    source = urlsplit(request.headers.get("Referer", ""))
    return source.path if source.netloc == request.get_host() else resolve_url("home")
