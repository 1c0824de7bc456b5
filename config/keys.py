"""The keys that pages listen to, as the list behind "?" names them. g and a letter go to the items of the rail."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Key(NamedTuple):
    keys: tuple[str, ...]
    does: str | Promise


class Group(NamedTuple):
    title: str | Promise
    keys: tuple[Key, ...]


EVERYWHERE = (
    Key(("/",), _("Search")),
    Key(("?",), _("This list")),
    Key(("Esc",), _("Close a menu or a window, leave the search")),
)
IN_LISTS = (
    Key(("j", "k"), _("Next and previous row")),
    Key(("Enter",), _("Open the row")),
    Key(("x",), _("Select the row of the queue; with Shift and a press the mouse selects a stretch")),
)
ON_A_LEAD = (
    Key(("n",), _("Take the next lead")),
    Key(("c",), _("Claim")),
    Key(("h",), _("Hearing")),
    Key(("l",), _("Log a contact")),
    Key(("p",), _("Phone, with the log open")),
    Key(("1", "6"), _("First to sixth result in the log")),
    Key(("s",), _("Snooze")),
    Key(("t",), _("Toss up")),
)
GROUPS = (
    Group(_("Queue and lead"), ON_A_LEAD),
    Group(_("Lists"), IN_LISTS),
    Group(_("Everywhere"), EVERYWHERE),
)
