"""What stands in the left rail and in the phone's bottom bar, for the roles of the person who asks."""

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from config import help as page_help
from config.keys import GROUPS
from config.preferences import chosen_rail, chosen_theme
from handoff.access import delegated_teams
from leads.roles import ROLE_NAMES, Role, roles

EVERYBODY = frozenset(Role)


class Item(NamedTuple):
    name: str  # also the URL name
    label: Promise
    icon: str
    key: str  # pressed after "g"
    roles: frozenset[str]


ITEMS = (
    Item("queue", _("Queue"), "inbox", "q", frozenset({Role.IS_REP, Role.SALES_MANAGER, Role.ADMIN})),
    Item("approvals", _("Approvals"), "stamp", "a", frozenset({Role.SALES_MANAGER, Role.ADMIN})),
    Item("deals", _("My deals"), "handshake", "d", frozenset({Role.SALES_REP, Role.SALES_MANAGER})),
    Item("leads", _("Leads"), "users", "l", EVERYBODY),
    Item("companies", _("Companies"), "building-2", "k", EVERYBODY),
    Item("nurture", _("Nurturing"), "sprout", "u", frozenset({Role.MARKETER, Role.IS_REP})),
    Item("imports", _("Imports"), "file-up", "i", frozenset({Role.MARKETER, Role.ADMIN})),
    Item(
        "sla",
        _("Deadlines"),
        "timer",
        "t",
        frozenset({Role.IS_REP, Role.SALES_REP, Role.SALES_MANAGER, Role.ADMIN}),
    ),
    Item("reviews", _("Reviews"), "chart-line", "r", frozenset({Role.SALES_MANAGER, Role.ADMIN})),
    Item("criteria", _("Criteria"), "scale", "c", EVERYBODY),
    Item("scoring", _("Scoring"), "gauge", "o", frozenset({Role.MARKETER, Role.ADMIN})),
    Item("settings", _("Settings"), "settings", "s", frozenset({Role.ADMIN})),
)
FIRST_OF_RULES = {"criteria"}  # from here on it is less about today's work: set a little apart
ON_A_PHONE = 4


def items(request) -> list[dict]:
    held, place = roles(request.user), _place(request.path)
    found = []
    for item in ITEMS:
        if not item.roles & held and not (item.name == "approvals" and delegated_teams(request.user)):
            continue
        try:
            url = reverse(item.name)
        except NoReverseMatch:
            continue
        found.append(
            item._asdict() | {"url": url, "current": place.startswith(url), "apart": item.name in FIRST_OF_RULES}
        )
    return found


def _place(path: str) -> str:
    """Replay and frontier are tabs of the criteria, the first start is part of the settings."""
    if path.startswith(reverse("start")):
        return reverse("settings")
    tabs = (reverse("replay"), reverse("frontier"))
    return reverse("criteria") if path.startswith(tabs) else path


def _help(request) -> Sequence[str | Promise]:
    match = request.resolver_match
    return page_help.sentences(match.route) if match else ()


def navigation(request):
    """Lazy, so that fragments and error pages, which show no rail, ask the database nothing."""
    nav_items = SimpleLazyObject(lambda: items(request))
    return {
        "nav_items": nav_items,
        "phone_items": SimpleLazyObject(lambda: nav_items[:ON_A_PHONE]),
        "role_names": SimpleLazyObject(lambda: [ROLE_NAMES[role] for role in Role if role in roles(request.user)]),
        "help_sentences": SimpleLazyObject(lambda: _help(request)),
        "key_groups": GROUPS,
        "theme": chosen_theme(request),
        "rail": chosen_rail(request),
    }
