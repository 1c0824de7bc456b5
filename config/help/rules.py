"""Of the pages about criteria, scores, imports and reviews. Route → sentences."""

from django.utils.translation import gettext_lazy as _

HELP = {
    "criteria/": (
        _("The rules are read from top to bottom; the first one that fits decides."),
        _("The number beside a rule says how many leads it decides now."),
        _("To change something, edit the draft. Nothing is in force until it is published with a reason."),
    ),
    "criteria/draft/": (
        _("Edit rules and thresholds here; the right side shows what would change for the open leads."),
        _("Several people may edit at once. Every act can be taken back with “Undo my last change”."),
        _("“Review and publish” asks for a reason and shows every change once more."),
    ),
    "criteria/draft/review/": (
        _("Every change of the draft as a sentence, and what it means for the open leads."),
        _("The new version comes into force for all leads in one moment. It can be rolled back."),
    ),
    "criteria/draft/tables/<slug:table>/rules/": (
        _("All conditions of a rule must hold. The sentence above reads what you have typed."),
        _("What nobody knows yet, such as a hearing that has not been held, does not hold."),
    ),
    "criteria/draft/tables/<slug:table>/windows/": (
        _("A campaign window lowers the thresholds for some days and ends by itself."),
        _("Leads that pass only because of it are marked, and reported separately."),
    ),
    "criteria/draft/segments/": (
        _("A segment has its own table of rules. A lead belongs to the first segment that fits."),
    ),
    "criteria/guide/": (_("The criteria in force in plain words, for everybody. The page can be printed."),),
    "criteria/history/": (
        _("Every version with who published it, when and why. Two of them can be compared."),
        _("“Roll back to this” publishes a copy of an earlier version."),
    ),
    "criteria/versions/": (_("A version as it was published. It never changes."),),
    "criteria/profiles/": (
        _("A profile is a starting set of rules and steps for a size of company. Everything can be edited afterwards."),
        _("Before you switch, the page shows how many leads would change."),
    ),
    "criteria/impact/": (
        _("What the draft would change, by flag, reason, segment and source, down to single leads."),
        _("The load compares the expected toss-ups of a week with what each person can take."),
    ),
    "criteria/publications/": (_("Which leads changed with this publication, and from what to what."),),
    "criteria/rules/": (
        _("How the toss-ups of each rule did: accepted, opportunities, won."),
        _("A rule with few cases says little: look at the number before the rate."),
    ),
    "criteria/exceptions/": (
        _(
            "Ways around the usual rules: strategic targets, customers, leads lost before, campaign windows,"
            " manual toss-ups."
        ),
        _("Each has a person in charge or a last day, so that no exception stays for ever."),
    ),
    "criteria/exceptions/quota/": (_("How many leads sales may still ask for by hand this month, who asked and why."),),
    "companies/<int:pk>/exceptions/": (_("Which exceptions hold for this company, and until when."),),
    "scoring/": (
        _("The behaviour score adds up what a lead did lately, the attribute score who it is."),
        _("Points fade with time where the rule says so. Every score shows its breakdown."),
    ),
    "scoring/draft/": (
        _("Change points in the draft; every field is saved as you leave it."),
        _("Beside it: how the scores would spread out, and which leads would move most."),
    ),
    "imports/": (
        _("Each import with what was added, changed and refused. Refused rows come back as a file to correct."),
        _("The same file again changes nothing. One person is one lead."),
    ),
    "imports/new/": (
        _("Choose the file: CSV from Excel, your MA tool or CRM. Encoding and columns are found out."),
        _("You check the columns and a dry run before anything is written."),
    ),
    "imports/<int:pk>/": (
        _("Four steps: file, columns, dry run, import. Until the last one nothing changes."),
        _("You may leave this page and come back; the work goes on."),
    ),
    "reviews/": (
        _("The month in figures: conversion, lost reasons, speed of response and near misses."),
        _("Follow a figure to the cases behind it before you change a threshold."),
    ),
    "reviews/weekly/": (_("The report that managers and admins get when the week opens."),),
    "reviews/replay/": (
        _("Try criteria on past toss-ups: what they would have said on the day, with what was known then."),
        _("Caught and missed orders stand beside each other; open any number to see its cases."),
    ),
    "reviews/replay/files/": (_("Past toss-ups from a file, in four steps. They are used for the replay only."),),
    "reviews/frontier/": (
        _(
            "Each point is a threshold: the more leads it lets pass, the more orders it catches, and the"
            " more work it makes."
        ),
        _("A press on a point puts it into the draft. The draft is not in force until it is published."),
    ),
    "runs/": (
        _("Long work goes on while you do something else; this page tells how far it is."),
        _("When it is done, it says what was done, skipped and refused."),
    ),
}
