"""What keeps a criteria document from being published, each problem with its place, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handoff.criteria_document import FLAGS, SLA, Condition, CriteriaDocument, Rule, Threshold, Window
from handoff.facts import FILTERS
from handoff.fields import NUMERIC_OPERATORS, WITH_LIST, WITHOUT_VALUE, find_field
from handoff.models.criteria import Profile, Route
from handoff.thresholds import threshold_kind

MOST_RULES = 200
MOST_WINDOWS = 100
MOST_QUOTA = 1000
MOST_DAYS = 60
MOST_TEXT = 300
MOST_REASON = 60
LONGEST_SPAN = 3650  # days


@dataclass(frozen=True)
class Problem:
    """where: ("threshold", name), ("rule", n), ("rule", n, m), ("window", n), ("quota",) or ("sla", kind), from 0."""

    where: tuple
    field: str
    message: str

    def __str__(self) -> str:
        return _("%(place)s: %(message)s") % {"place": self.place, "message": self.message}

    @property
    def place(self) -> str:
        match self.where:
            case ("threshold", name):
                return str(threshold_kind(name).label)
            case ("rule", number):
                return _("Rule %(number)s") % {"number": number + 1}
            case ("rule", number, condition):
                numbers = {"number": number + 1, "condition": condition + 1}
                return _("Rule %(number)s, condition %(condition)s") % numbers
            case ("window", number):
                return _("Campaign window %(number)s") % {"number": number + 1}
            case ("quota",):
                return _("Manual toss-ups")
            case ("sla", _kind):
                return _("Deadlines")
        return _("Criteria")


def problems(document: CriteriaDocument) -> list[Problem]:
    return list(_problems(document))


def _problems(document: CriteriaDocument) -> Iterator[Problem]:
    if document.profile not in Profile.values:
        yield Problem(("profile",), "profile", _("There is no profile “%(name)s”.") % {"name": document.profile})
    for name, value in document.thresholds.items():
        yield from threshold_problems(name, value)
    if len(document.rules) > MOST_RULES:
        yield Problem(("rule", MOST_RULES), "rules", _("At most %(number)s rules.") % {"number": MOST_RULES})
    if not document.active_rules():
        yield Problem(("rules",), "active", _("At least one rule must be switched on."))
    for number, rule in enumerate(document.rules):
        yield from _rule_problems(document, number, rule)
    if len(document.windows) > MOST_WINDOWS:
        yield Problem(("windows",), "windows", _("At most %(number)s campaign windows.") % {"number": MOST_WINDOWS})
    for number, window in enumerate(document.windows):
        yield from window_problems(document, number, window)
    yield from quota_problems(document.quota)
    for kind in SLA:
        yield from sla_problems(kind, document.sla.get(kind))


def threshold_problems(name: str, value) -> Iterator[Problem]:
    kind = threshold_kind(name)
    yield from _whole(("threshold", name), "value", value, kind.least, kind.most)


def quota_problems(value) -> Iterator[Problem]:
    if value == 0:
        message = _("At least 1. To allow no manual toss-ups, switch off the rule for requests from sales.")
        yield Problem(("quota",), "quota", message)
    else:
        yield from _whole(("quota",), "quota", value, 1, MOST_QUOTA)


def sla_problems(kind: str, value) -> Iterator[Problem]:
    yield from _whole(("sla", kind), kind, value, 1, MOST_DAYS)


def window_problems(document: CriteriaDocument, number: int, window: Window) -> Iterator[Problem]:
    place = ("window", number)
    if not window.name.strip():
        yield Problem(place, "name", _("Give the campaign window a name."))
    elif not _plain(window.name, 100):
        yield Problem(place, "name", _too_long(100))
    if window.end < window.start:
        yield Problem(place, "end", _("The last day is before the first day."))
    if not any(window.offsets.values()):
        yield Problem(place, "offsets", _("Say by how much at least one threshold is lowered."))
    for name, offset in window.offsets.items():
        if name not in document.thresholds:
            yield Problem(place, f"offset_{name}", _no_threshold(name))
        elif not any(threshold_problems(name, document.thresholds[name])):
            yield from _whole(place, f"offset_{name}", offset, 0, document.thresholds[name])
    for name, values in window.filter.items():
        if name not in FILTERS:
            yield Problem(place, "filter", _("A campaign window cannot be limited by “%(name)s”.") % {"name": name})
        elif not all(map(_is_text, values)):
            yield Problem(place, f"filter_{name}", _too_long(MOST_TEXT))


def overlaps(document: CriteriaDocument) -> list[tuple[Window, Window]]:
    """Pairs of windows that are open on the same day. Allowed: where both apply, the larger offset wins."""
    windows = document.windows
    return [
        (one, other)
        for number, one in enumerate(windows)
        for other in windows[number + 1 :]
        if one.start <= other.end and other.start <= one.end
    ]


def _rule_problems(document: CriteriaDocument, number: int, rule: Rule) -> Iterator[Problem]:
    place = ("rule", number)
    if rule.outcome.flag not in FLAGS:
        yield Problem(place, "flag", _("Choose target, on hold or not a target."))
    if rule.outcome.route not in Route.values:
        yield Problem(place, "route", _("Choose a route."))
    if (rule.outcome.flag == "not_target") != (rule.outcome.route == "nurture"):
        yield Problem(place, "route", _("What is not a target, and only that, goes to nurturing."))
    if not rule.outcome.reason.strip():
        yield Problem(place, "reason", _("Give the rule a reason."))
    elif not _plain(rule.outcome.reason, MOST_REASON):
        yield Problem(place, "reason", _too_long(MOST_REASON))
    for position, condition in enumerate(rule.conditions):
        for field, message in _condition_complaints(document, condition):
            yield Problem(("rule", number, position), field, message)


def _condition_complaints(document: CriteriaDocument, condition: Condition) -> Iterator[tuple[str, str]]:
    field = find_field(condition.field)
    if field is None or not _plain(condition.field, 100):
        yield "field", _("There is no field “%(name)s”.") % {"name": condition.field}
        return
    if condition.operator not in field.operators:
        yield "operator", _("“%(field)s” cannot be compared like that.") % {"field": field.label}
        return
    for threshold in condition.thresholds():
        if threshold.name not in document.thresholds:
            yield "value", _no_threshold(threshold.name)
            return
    if complaint := _value_complaint(document, condition, field):
        yield "value", complaint
    for name in field.parameters:
        if complaint := _parameter_complaint(document, name, condition.parameters.get(name)):
            yield name, complaint


def _value_complaint(document: CriteriaDocument, condition: Condition, field) -> str:
    if condition.operator in WITHOUT_VALUE:
        return ""
    numeric = field.kind == "number" or condition.operator in NUMERIC_OPERATORS
    if isinstance(condition.value, Threshold):
        return "" if numeric and condition.operator not in WITH_LIST else _("Write a value instead of a threshold.")
    if field.kind == "yes_no":
        return "" if isinstance(condition.value, bool) else _("Choose yes or no.")
    listed = condition.operator in WITH_LIST
    values = condition.value if listed else [condition.value]
    if not isinstance(values, list | tuple) or not values or len(values) > MOST_TEXT:
        return _("Write a value.")
    if numeric:
        if not all(_is_number(value) for value in values):
            return _("Write a number.")
        if condition.operator == "between" and (len(values) != 2 or values[0] > values[1]):
            return _("Write two numbers, the smaller one first.")
        return ""
    if field.choices:
        return "" if all(value in dict(field.choices) for value in values) else _("Choose one of the list.")
    return "" if all(map(_is_text, values)) else _("Write a value.")


def _parameter_complaint(document: CriteriaDocument, name: str, value) -> str:
    if name == "kinds":
        named = isinstance(value, list | tuple) and value
        return "" if named and all(map(_is_text, value)) else _("Choose at least one kind of activity.")
    days = document.resolve(value)
    return "" if _is_whole(days) and 1 <= days <= LONGEST_SPAN else _not_whole(1, LONGEST_SPAN)


def _whole(place: tuple, field: str, value, lowest: int, highest: int) -> Iterator[Problem]:
    if not _is_whole(value) or not lowest <= value <= highest:
        yield Problem(place, field, _not_whole(lowest, highest))


def _not_whole(lowest: int, highest: int) -> str:
    return _("Write a whole number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**15


def _is_text(value) -> bool:
    return isinstance(value, str) and bool(value.strip()) and _plain(value)


def _plain(text: str, longest: int = MOST_TEXT) -> bool:
    return len(text) <= longest and "\0" not in text


def _too_long(longest: int) -> str:
    return _("Write at most %(number)s ordinary characters.") % {"number": longest}


def _no_threshold(name: str) -> str:
    return _("There is no threshold “%(name)s”.") % {"name": name}
