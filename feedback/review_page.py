"""The choices and lists of the review page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.figures import Counts, Figures
from feedback.models import Outcome
from handoff.models import Clock, Handoff

PERIODS = (3, 6, 12)
USUAL = 6


def chosen_period(choice) -> int:
    months = choice.get("months", "")
    return next((period for period in PERIODS if str(period) == months), USUAL)


def reason_lists(found: Figures) -> list[tuple]:
    """(title, [(reason, count)]), the most frequent reason first."""
    return [
        (_("Lost reasons"), _labelled(found.lost_reasons, Outcome.LostReason)),
        (_("Feedback from sales"), _labelled(found.feedback, Outcome.Feedback)),
        (_("Reasons for return"), _labelled(found.return_reasons, Handoff.ReturnReason)),
    ]


def _labelled(counts: Counts, codes) -> list[tuple[str, int]]:
    labels = dict(codes.choices)
    return [(labels.get(code, code), count) for code, count in counts.items()]


def overdue_list(found: Figures) -> list[tuple]:
    """(what, how many, where to see them) for each kind of promise."""
    places = {
        Clock.Kind.FIRST_RESPONSE: f"{reverse('queue')}?tab=overdue",
        Clock.Kind.APPROVAL: reverse("approvals"),
        Clock.Kind.SALES_ACCEPTANCE: f"{reverse('approvals')}?tab=acceptance",
        Clock.Kind.FIRST_SALES_ACTION: reverse("deals"),
    }
    return [(kind.label, found.overdue.get(kind.value, 0), place) for kind, place in places.items()]
