"""The product's own questions: wording in each language, choices, and the free text that belongs to them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOT_YET_KNOWN = "not_yet_known"
NOT_YET_KNOWN_CHOICE = (NOT_YET_KNOWN, _("not yet known"))
YES_NO = (("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No")))


@dataclass(frozen=True)
class Wording:
    """detail: the name of the free text that belongs to the question, needed for some of its choices."""

    label: Promise
    choices: tuple[tuple[str, Promise], ...] = ()
    detail: str = ""
    detail_label: Promise | str = ""
    detail_needed_for: frozenset[str] = frozenset()


# Facts of the criteria read these by name and by code: they may be put into other words, but never taken away.
CORE = {
    "timing": Wording(
        _("Timing"),
        (
            ("within_1_month", _("within 1 month")),
            ("within_3_months", _("within 3 months")),
            ("within_6_months", _("within 6 months")),
            ("within_12_months", _("within 12 months")),
            ("later", pgettext_lazy("timing", "later")),
            ("undecided", pgettext_lazy("timing", "undecided")),
            NOT_YET_KNOWN_CHOICE,
        ),
    ),
    "decision_maker": Wording(
        _("Decision-maker"),
        (
            ("self", _("this person decides")),
            ("named", _("somebody else decides (name known)")),
            ("participant", _("takes part in the decision")),
            NOT_YET_KNOWN_CHOICE,
        ),
        "decision_maker_name",
        _("Name and position"),
        frozenset({"named", "participant"}),
    ),
    "challenge": Wording(
        _("Challenge"),
        (("clear", _("clear")), ("unclear", _("unclear")), NOT_YET_KNOWN_CHOICE),
        "challenge_detail",
        _("What the challenge is"),
        frozenset({"clear"}),
    ),
}
WORDING = CORE | {
    "budget": Wording(_("Budget")),
    "current_solution": Wording(_("Current solution")),
    "key_people": Wording(_("Key people")),
    "background": Wording(_("Background")),
}
