"""Of the pages that an admin sets the workbench up with. Route → sentences."""

from django.utils.translation import gettext_lazy as _

HELP = {
    "settings/": (
        _("What an admin looks after: people, calendars, notices that did not arrive."),
        _("The list at the top says what is still to be set up."),
    ),
    "settings/people/": (
        _("Add a person with an e-mail address; an invitation with a link to set the password goes out at once."),
        _("Roles decide what somebody sees and may do. One person may have several."),
        _("Somebody who leaves is deactivated, not deleted: the history stays. Hand over the open leads first."),
    ),
    "settings/calendars/": (
        _("Deadlines count open days and hours only: weekdays, public holidays and your own closed days."),
        _("Before you save, the page shows which running deadlines would move."),
    ),
    "settings/queue/": (
        _("How many leads one person may hold at once, and after how long an untouched one goes back."),
    ),
    "settings/hearing/": (
        _(
            "The questions of the hearing, with order, choices and help. Publishing makes a new version; old"
            " answers stay with theirs."
        ),
    ),
    "settings/package/": (_("How much each part of the hand-over package counts in the completeness meter."),),
    "settings/assignment/": (
        _(
            "How a salesperson is suggested: account owner, territory, skills, capacity, then who was"
            " assigned longest ago."
        ),
    ),
    "settings/nurture/": (_("When leads come back from nurturing by themselves."),),
    "settings/exports/": (
        _("Who took which list out as a CSV file, when and with which filters. No line can be changed or deleted."),
    ),
    "settings/undelivered/": (_("Notices that could not be sent, with the reason. Mend the cause, then try again."),),
    "start/": (
        _("A few questions to begin with. Each can be skipped and answered later."),
        _("The list finds out by itself what is done."),
    ),
}
