"""Of the pages that people work on every day. Route → sentences."""

from django.utils.translation import gettext_lazy as _

HELP = {
    "queue/": (
        _("The most urgent lead comes first: overdue, then due today, then by score."),
        _("“Next lead” claims the first lead that nobody has and opens it. Two people never get the same one."),
        _("Call, write down the hearing and log the contact. Then toss up, move to nurturing, or snooze."),
        _("Only a logged contact or a result stops the deadline. Claiming does not."),
        _("Tick rows to act on many at once. For ten minutes it can be taken back with one press."),
        _("A list with the filters and sort you like can be kept as a view, for yourself or for the team."),
    ),
    "queue/views/": (
        _("A view keeps tab, search, filters and sort under a name. The number beside it is counted for you."),
        _("A shared view shows everybody of the team the same list; only its owner can change it."),
    ),
    "queue/many/": (
        _("Each lead has its own result. What a colleague was working on stays as it was, and the reason is shown."),
        _("Taking it back makes each lead what it was before, unless somebody has gone on with it."),
    ),
    "queue/<int:pk>/toss-up/": (
        _("The reason comes from the verdict; add in your own words what sales should know."),
        _("The package on the page is exactly what the salesperson will see. It cannot be changed once it is sent."),
        _("The meter shows what is still missing. You may send it all the same."),
        _("Key people, the next step and files go with it. Until you toss up, files can be removed again."),
    ),
    "leads/": (
        _("Search by a part of the name, kana, company, e-mail or phone. Two characters are enough."),
        _("Filters narrow the list down; the address of the page keeps them, so that you can bookmark or share it."),
    ),
    "leads/<int:pk>/": (
        _("From the top: who it is, why now, the scores, the hearing and what happened so far."),
        _("Press “Why?” to read how a score or the verdict came about, and what would change it."),
        _("What you type in the hearing is kept as a draft within two seconds."),
    ),
    "leads/<int:pk>/return/": (
        _("A lead that comes back to the queue gets a new deadline. Its history stays."),
        _("Say why it comes back: inside sales reads it first."),
    ),
    "companies/": (
        _("All people of one company stand on one page, with what each of them did."),
        _("㈱ and 株式会社 are the same company: names are compared after normalising."),
    ),
    "nurture/": (
        _("Leads that are not for sales yet, each with the reason and the day to look again."),
        _("One whose situation has changed can go back to the queue, by hand or by itself when a rule says so."),
    ),
    "handoffs/<int:pk>/": (
        _("The hand-over package is frozen: it shows what was known when it was tossed up."),
        _("Print it with the browser; saving as PDF works the same way."),
        _("“Share” has the link. Only people who may see this toss-up can open it."),
    ),
    "approvals/": (
        _("One line for each toss-up. Open a line to read the package without leaving the list."),
        _("Approve with a salesperson and a priority, or return with a reason that says what is missing."),
        _("Tick several lines to decide about them together. The result of each one is shown."),
    ),
    "deals/": (
        _("Accept new toss-ups first: they have a deadline, too."),
        _("Log what you did, and then whether an opportunity came of it: inside sales hears of it."),
        _("A toss-up that was too early goes back with a reason. That is not a fault: the criteria learn from it."),
    ),
    "team/": (
        _("Who is here and who is away, and how much each person holds."),
        _("Nothing new comes to somebody who is away. Deadlines that already run go on: hand those leads over."),
    ),
    "team/<int:pk>/absence/": (
        _("From the first to the last day nothing new comes to this person."),
        _("On the next page the open leads can pass to a colleague."),
    ),
    "team/<int:pk>/handover/": (
        _("Tick the leads, choose a colleague or the whole team, and press “Hand over”."),
        _("The deadlines go on unchanged."),
    ),
    "team/<int:pk>/chat/": (_("Notices of the team go to this chat. Use the test button before you rely on it."),),
    "notices/": (
        _("What concerns you: new leads, returned toss-ups, deadlines. Press one to go there."),
        _("Under “What I hear of” you choose for each kind whether it comes here, by e-mail or by chat."),
    ),
    "notices/choices/": (
        _("For each kind of notice choose the bell, e-mail at once or once a day, and chat."),
        _("Notices go out in open hours only."),
    ),
    "notices/chat/": (_("Enter the webhook address of your own chat, then send a test."),),
    "deadlines/": (
        _("What is due and overdue, and how promises were kept by person, team and week."),
        _("The clock starts when a lead becomes a target; the first day is not counted."),
    ),
    "clocks/": (_("Day by day, what counted towards the deadline and what did not."),),
    "password/": (_("At least ten characters. Other devices are signed out."),),
}
