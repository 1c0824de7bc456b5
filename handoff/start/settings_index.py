"""What an admin can set, as the settings page lists it."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Link(NamedTuple):
    name: str  # also the URL name
    icon: str
    title: str | Promise
    text: str | Promise


LINKS = (
    Link("people", "users", _("People"), _("Accounts, roles, invitations")),
    Link("start_teams", "users-round", _("Teams"), _("Who shares a queue")),
    Link("hearing_sheets", "clipboard-list", _("Hearing sheets"), _("Questions and the words to ask them in")),
    Link("queue_rules", "hourglass", _("Rules of the queue"), _("How many leads one person holds, and for how long")),
    Link(
        "assignment_rules", "waypoints", _("Assignment rules"), _("Territories, skills, assignment without a manager")
    ),
    Link("package_settings", "gauge", _("Completeness"), _("How much each part of a package counts")),
    Link("recycle_rules", "repeat", _("Recycle rules"), _("When leads come back from nurturing")),
    Link("exports", "file-down", _("Files taken out"), _("Who took which list out as CSV")),
    Link("undelivered", "mail-warning", _("Not delivered"), _("Notices that could not be sent")),
    Link("start", "list-checks", _("Getting started"), _("What is set up, and what is left")),
)
