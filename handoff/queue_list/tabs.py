"""The tabs of the queue: each a named scope, with what its empty list teaches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handoff.querysets.queue import QueueSet

if TYPE_CHECKING:
    from handoff.queue_list.query import Viewer


@dataclass(frozen=True)
class Tab:
    name: str
    label: str | Promise
    rows: Callable[[QueueSet, "Viewer"], QueueSet]
    empty_title: str | Promise
    empty_text: str | Promise


TABS = (
    Tab(
        "all",
        pgettext_lazy("queue tab", "All"),
        lambda entries, viewer: entries,
        _("The queue is empty"),
        _("New leads arrive here automatically when an import or new activities make them worth a call."),
    ),
    Tab(
        "mine",
        pgettext_lazy("queue tab", "Mine"),
        lambda entries, viewer: entries.mine(viewer.user).awake(viewer.now),
        _("You have no lead in hand"),
        _("Press “Next lead”: you get the most urgent one that nobody has claimed."),
    ),
    Tab(
        "unclaimed",
        pgettext_lazy("queue tab", "Unclaimed"),
        lambda entries, viewer: entries.unclaimed().awake(viewer.now),
        _("Every lead has somebody"),
        _("Nothing waits to be claimed. See “Due today” for what your colleagues may need help with."),
    ),
    Tab(
        "due_today",
        pgettext_lazy("queue tab", "Due today"),
        lambda entries, viewer: entries.due_today(viewer.now, viewer.calendar),
        _("Nothing more is due today"),
        _("Good time for the next lead, or for hearings that are not complete yet."),
    ),
    Tab(
        "overdue",
        pgettext_lazy("queue tab", "Overdue"),
        lambda entries, viewer: entries.overdue(viewer.now),
        _("Nothing is overdue"),
        _("Every lead was answered in time, or still has time left."),
    ),
    Tab(
        "callbacks",
        pgettext_lazy("queue tab", "Callbacks today"),
        lambda entries, viewer: entries.callbacks_today(viewer.now, viewer.calendar),
        _("Nobody is to be called back today"),
        _("Log a call as “call back later” with a time: the lead comes back to the top then, and you are told."),
    ),
    Tab(
        "hold",
        pgettext_lazy("queue tab", "On hold"),
        lambda entries, viewer: entries.on_hold(),
        _("No lead waits for a hearing or a decision"),
        _("Leads with enough score but no hearing yet, and doubtful cases, are listed here."),
    ),
    Tab(
        "snoozed",
        pgettext_lazy("queue tab", "Snoozed"),
        lambda entries, viewer: entries.snoozed(viewer.now),
        _("Nothing is snoozed"),
        _("“Snooze” hides a lead until a moment you choose. Its deadline keeps running."),
    ),
    Tab(
        "returned",
        pgettext_lazy("queue tab", "Returned"),
        lambda entries, viewer: entries.returned(),
        _("Nothing was returned"),
        _("Toss-ups that a manager or sales sent back are listed here, with the reason and what to do next."),
    ),
)
TABS_BY_NAME = {tab.name: tab for tab in TABS}
