"""The coded reasons for which a lead leaves the queue without a toss-up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NurtureReason(models.TextChoices):
    TIMING_FAR = "timing_far", _("timing is far off")
    GATHERING = "gathering", _("only gathering information")
    NO_BUDGET = "no_budget", _("no budget now")
    NO_CHALLENGE = "no_challenge", _("no clear challenge yet")
    NOT_REACHED = "not_reached", _("could not be reached")
    OTHER = "other", _("other")


class DisqualifyReason(models.TextChoices):
    COMPETITOR = "competitor", _("competitor or trade partner")
    OUT_OF_SCOPE = "out_of_scope", _("not our customer")
    WRONG_CONTACT = "wrong_contact", _("wrong contact data")
    LEFT_COMPANY = "left_company", _("has left the company")
    DUPLICATE = "duplicate", _("duplicate")
    REFUSED = "refused", _("does not want to be contacted")
    OTHER = "other", _("other")


def reason_text(disposition: str, code: str) -> str:
    """The label of a coded reason of a disposition; the code itself when it is not one of ours."""
    choices = NurtureReason if disposition == "nurtured" else DisqualifyReason
    return str(dict(choices.choices).get(code, code))
