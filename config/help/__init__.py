"""The short "how to use" panel of every page: a few sentences, found by the page's route."""

from collections.abc import Sequence

from django.utils.functional import Promise

from config.help import daily, rules, running

HELP = daily.HELP | rules.HELP | running.HELP


def sentences(route: str) -> Sequence[str | Promise]:
    """Those of the longest route that this one begins with, so that a page beneath another has at least its help."""
    known = max((prefix for prefix in HELP if route.startswith(prefix)), key=len, default="")
    return HELP.get(known, ())
