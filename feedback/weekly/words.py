"""The weekly report in words, for the page and the command; the notice's sentence is in handoff/notices/words.py."""

from django.utils.translation import gettext as _

from feedback.weekly.figures import Week


def lines(week: Week) -> list[tuple[str, str]]:
    percent = "—" if week.sla_percent is None else f"{week.sla_percent}%"
    met = f"{percent} ({week.sla_met} / {week.sla_met + week.sla_missed})"
    return [
        (_("Leads that entered the queue"), str(week.entered)),
        (_("First responses"), str(week.answered)),
        (_("Leads that left the queue"), str(week.closed)),
        (_("Open at the end of the week"), str(week.open)),
        (_("Overdue at the end of the week"), str(week.overdue)),
        (_("Deadlines met"), met),
        (_("Toss-ups"), str(week.tossed_up)),
        (_("Returned or sent back"), str(week.returned)),
        (_("Accepted by sales"), str(week.accepted)),
        (_("Opportunities"), str(week.opportunities)),
        (_("Won"), str(week.won)),
        (_("Lost"), str(week.lost)),
        (_("With sales for two weeks without an opportunity"), str(week.stuck)),
    ]
