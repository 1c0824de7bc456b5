"""The named thresholds that ship: label, unit and the values that make sense. Others are plain whole numbers."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST = 1_000_000
PEOPLE = pgettext_lazy("unit", "people")
TIMES = pgettext_lazy("unit", "times")
DAYS = pgettext_lazy("unit", "days")
POINTS = pgettext_lazy("unit", "points")
MONTHS = pgettext_lazy("unit", "months")


@dataclass(frozen=True)
class ThresholdKind:
    """step: that of the slider, which reaches to slider_most; more can be typed. subject: what is compared with it."""

    name: str
    label: str | Promise
    unit: str | Promise = ""
    least: int = 0
    most: int = MOST
    slider_most: int = 0
    step: int = 1
    subject: str | Promise = ""


THRESHOLDS = {
    kind.name: kind
    for kind in (
        ThresholdKind("employees_min", _("employees, at least"), PEOPLE, 1, MOST, 1000, 10),
        ThresholdKind("title_rank_min", _("title rank, at least"), "", 1, 6, 6),
        ThresholdKind("actions_min", _("number of actions, at least"), TIMES, 1, 100, 10),
        ThresholdKind("action_days", _("actions within the last"), DAYS, 1, 365, 180, 5),
        ThresholdKind("behaviour_min", _("behaviour score, at least"), POINTS, 0, 1000, 300, 5, _("behaviour score")),
        ThresholdKind("attribute_min", _("attribute score, at least"), POINTS, 0, 100, 100, 5, _("attribute score")),
        ThresholdKind("timing_months_max", _("timing, within"), MONTHS, 1, 36, 12),
    )
}


def threshold_kind(name: str) -> ThresholdKind:
    return THRESHOLDS.get(name) or ThresholdKind(name, name, slider_most=100)
