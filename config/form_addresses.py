"""Addresses that only take what a form sends, when a browser opens them: after a reload, or by going back."""

from posixpath import dirname

from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve


def form_addresses(get_response):
    """Leads a person from there to the page above it, in place of the browser's empty page."""

    def middleware(request):
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and _opened_by_a_person(request):
            return redirect(_page_above(request.path))
        return response

    return middleware


def _opened_by_a_person(request) -> bool:
    is_page = "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers
    return request.method == "GET" and is_page


def _page_above(path: str) -> str:
    """The nearest address above this one that there is; it may again be a form's, and so on up to the start page."""
    while path != "/":
        path = dirname(path.rstrip("/")).rstrip("/") + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path
