"""What a replay cannot know, in sentences: only what applies to this one, with its number of cases."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from feedback.replay.page import ReplayPage


def sentences(page: ReplayPage) -> list[str]:
    unknown, needs = page.run.result["unknown"], set(page.run.result["needs"])
    said = [
        (unknown.get("never_tossed_up"), _(
            "%(number)s leads were never tossed up. What would have come of them is in no rate here."
        )),
        (unknown.get("pending"), _("%(number)s own toss-ups have no outcome yet and are left out.")),
        (unknown.get("undated"), _(
            "%(number)s cases have no date. They are judged by what is known on %(day)s, also what was learned after"
            " the toss-up, so the result may look better than it is. They count in no figure per week, and cannot be"
            " split into earlier and later ones."
        )),
        ("scores" in needs or "actions" in needs) and (unknown.get("without_activity"), _(
            "%(number)s cases have no activity in the ledger before their date. Their behaviour score is as if they had"
            " done nothing."
        )),
        "hearing" in needs and (unknown.get("without_hearing"), _(
            "Of %(number)s cases no hearing was known on the day. Conditions about a hearing are unknown there, and"
            " unknown is not met."
        )),
        "past" in needs and (unknown.get("undated_losses"), _(
            "%(number)s cases belong to leads that were lost before on an unknown day. They count as lost before,"
            " unless the case itself is that loss."
        )),
    ]  # fmt: skip
    numbers = [each for each in said if each and each[0]]
    day = page.undated_as_of
    found = [text % {"number": intcomma(number), "day": _day(day)} for number, text in numbers]
    return [*found, _always()]


def _always() -> str:
    return _(
        "Company, title, tags and similarity to customers are as they are known today: earlier values are not kept."
        " Whether a company was a customer, earlier losses and the hearing are as they were on the day. A company"
        " counts as a customer from its first won order known here; imported customers without one, always."
    )


def _day(day) -> str:
    from handoff.words.moments import day_words

    return day_words(day)
