"""What keeps a criteria document from being published, each problem with its place, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from handoff.criteria.condition_complaints import (
    LONGEST_SPAN,
    MOST_TEXT,
    condition_complaints,
    is_plain,
    is_text,
    is_whole,
    no_threshold,
    not_whole,
    too_long,
)
from handoff.criteria.document import FLAGS, SLA, Condition, CriteriaDocument, Rule, Segment, Table, Window
from handoff.criteria.fields import find_field, is_segment_field
from handoff.criteria.thresholds import threshold_kind
from handoff.deadlines.targets import MOST_DAYS, MOST_ESCALATE_DAYS, MOST_HOURS, Ladder
from handoff.judging.facts import FILTERS
from handoff.models.criteria import Profile, Route

MOST_RULES = 200
MOST_CONDITIONS = 600  # each is a column of one statement, and PostgreSQL allows 1,664
MOST_SEGMENTS = 20
MOST_WINDOWS = 100
WINDOW_YEARS = (2000, 2100)
MOST_QUOTA = 1000
MOST_REASON = 60
MOST_NAME = 60
EMPTY = Table("", {}, ())


@dataclass(frozen=True)
class Problem:
    """where: ("threshold", name), ("rule", n), ("rule", n, m), ("window", n), ("cooling",), ("quota",), ("sla", kind).

    Numbers count from 0. What belongs to a segment starts with ("segment", id); segment: the name people gave it.
    """

    where: tuple
    field: str
    message: str
    segment: str = ""

    def __str__(self) -> str:
        return _("%(place)s: %(message)s") % {"place": self.place, "message": self.message}

    def of_segment(self, id: str, name: str) -> "Problem":
        return replace(self, where=("segment", id, *self.where), segment=name)

    @property
    def place(self) -> str:
        match self.where:
            case ("segment", _id):
                return _("Segment “%(name)s”") % {"name": self.segment}
            case ("segment", _id, *inside):
                inner = Problem(tuple(inside), self.field, self.message).place
                return _("Segment “%(name)s”, %(place)s") % {"name": self.segment, "place": inner}
            case ("threshold", name):
                return str(threshold_kind(name).label)
            case ("rule", number):
                return _("Rule %(number)s") % {"number": number + 1}
            case ("rule", number, condition):
                numbers = {"number": number + 1, "condition": condition + 1}
                return _("Rule %(number)s, condition %(condition)s") % numbers
            case ("condition", number):
                return _("Condition %(number)s") % {"number": number + 1}
            case ("window", number):
                return _("Campaign window %(number)s") % {"number": number + 1}
            case ("cooling",):
                return _("Cooling time")
            case ("quota",):
                return _("Manual toss-ups")
            case ("sla", _kind):
                return _("Deadlines")
        return _("Criteria")


def problems(document: CriteriaDocument) -> list[Problem]:
    return list(_problems(document))


def warnings(document: CriteriaDocument) -> list[Problem]:
    """What can be published but is probably not meant; see handoff.criteria.warnings."""
    from handoff.criteria.warnings import warnings

    return list(warnings(document))


def _problems(document: CriteriaDocument) -> Iterator[Problem]:
    yield from _table_problems(document)
    rules = [rule for _segment, _offset, table in document.tables() for rule in table.rules]
    if len(document.rules) <= MOST_RULES < len(rules):
        message = _("At most %(number)s rules in all tables together.") % {"number": MOST_RULES}
        yield Problem(("rules",), "rules", message)
    if sum(len(rule.conditions) for rule in rules) > MOST_CONDITIONS:
        message = _("At most %(number)s conditions in all rules together.") % {"number": MOST_CONDITIONS}
        yield Problem(("rules",), "conditions", message)
    yield from quota_problems(document.quota)
    for kind in SLA:
        yield from sla_problems(kind, document.sla.get(kind))
    for kind, ladder in document.ladders.items():
        yield from ladder_problems(kind, ladder)
    if len(document.segments) > MOST_SEGMENTS:
        message = _("At most %(number)s segments.") % {"number": MOST_SEGMENTS}
        yield Problem(("segments",), "segments", message)
    for number, (segment, own_id) in enumerate(zip(document.segments, document.segment_ids(), strict=True)):
        for problem in (*_segment_problems(document, number, segment), *_table_problems(segment.table)):
            yield problem.of_segment(own_id, segment.name)


def _table_problems(table: Table) -> Iterator[Problem]:
    if table.profile not in Profile.values:
        yield Problem(("profile",), "profile", _("There is no profile “%(name)s”.") % {"name": table.profile})
    for name, value in table.thresholds.items():
        yield from threshold_problems(name, value)
    if len(table.rules) > MOST_RULES:
        yield Problem(("rule", MOST_RULES), "rules", _("At most %(number)s rules.") % {"number": MOST_RULES})
    if not table.active_rules():
        yield Problem(("rules",), "active", _("At least one rule must be switched on."))
    for number, rule in enumerate(table.rules):
        yield from _rule_problems(table, number, rule)
    if len(table.windows) > MOST_WINDOWS:
        yield Problem(("windows",), "windows", _("At most %(number)s campaign windows.") % {"number": MOST_WINDOWS})
    for number, window in enumerate(table.windows):
        yield from window_problems(table, number, window)
    yield from cooling_problems(table.cooling_days)
    yield from _twice("rule", table.rules)
    yield from _twice("window", table.windows)


def _twice(word: str, things: tuple) -> Iterator[Problem]:
    """Edits find a thing by its id."""
    ids = [thing.id for thing in things]
    for number, own in enumerate(ids):
        if own and own in ids[:number]:
            yield Problem((word, number), "id", _same_id(own))


def _segment_problems(document: CriteriaDocument, number: int, segment: Segment) -> Iterator[Problem]:
    if not segment.name.strip():
        yield Problem((), "name", _("Give the segment a name."))
    elif not is_plain(segment.name, MOST_NAME):
        yield Problem((), "name", too_long(MOST_NAME))
    elif segment.name.strip() in [earlier.name.strip() for earlier in document.segments[:number]]:
        yield Problem((), "name", _("Another segment has this name."))
    if segment.id and segment.id in [earlier.id for earlier in document.segments[:number]]:
        yield Problem((), "id", _same_id(segment.id))
    if not segment.conditions:
        message = _("Say with at least one condition which leads belong to the segment.")
        yield Problem((), "conditions", message)
    for position, condition in enumerate(segment.conditions):
        for field, message in segment_condition_complaints(condition):
            yield Problem(("condition", position), field, message)


def segment_condition_complaints(condition: Condition) -> Iterator[tuple[str, str]]:
    """(field, message) of what is wrong with a condition that tells who belongs to a segment."""
    field = find_field(condition.field)
    if field and not is_segment_field(condition.field):
        yield (
            "field",
            _("“%(field)s” cannot tell segments apart: it changes with people's work.") % {"field": field.label},
        )
    elif condition.thresholds():
        yield "value", _("Write a value instead of a threshold.")
    else:
        yield from condition_complaints(EMPTY, condition)


def cooling_problems(value) -> Iterator[Problem]:
    if value is not None:
        yield from _whole(("cooling",), "cooling_days", value, 1, LONGEST_SPAN)


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
    if isinstance(value, dict):
        yield from _whole(("sla", kind), kind, value.get("hours"), 1, MOST_HOURS)
    else:
        yield from _whole(("sla", kind), kind, value, 1, MOST_DAYS)


def ladder_problems(kind: str, ladder: Ladder) -> Iterator[Problem]:
    if ladder.remind not in Ladder.Remind.values:
        yield Problem(("sla", kind), "remind", _("Choose when to remind."))
    yield from _whole(("sla", kind), "escalate_days", ladder.escalate_days, 1, MOST_ESCALATE_DAYS)


def window_problems(table: Table, number: int, window: Window) -> Iterator[Problem]:
    place = ("window", number)
    if not window.name.strip():
        yield Problem(place, "name", _("Give the campaign window a name."))
    elif not is_plain(window.name, 100):
        yield Problem(place, "name", too_long(100))
    for name in ("start", "end"):
        if not WINDOW_YEARS[0] <= getattr(window, name).year <= WINDOW_YEARS[1]:
            years = dict(zip(("first", "last"), WINDOW_YEARS, strict=True))
            yield Problem(place, name, _("Choose a day from %(first)s to %(last)s.") % years)
    if window.end < window.start:
        yield Problem(place, "end", _("The last day is before the first day."))
    if not any(window.offsets.values()):
        yield Problem(place, "offsets", _("Say by how much at least one threshold is lowered."))
    for name, offset in window.offsets.items():
        if name not in table.thresholds:
            yield Problem(place, f"offset_{name}", no_threshold(name))
        elif not any(threshold_problems(name, table.thresholds[name])):
            yield from _whole(place, f"offset_{name}", offset, 0, table.thresholds[name])
    for name, values in window.filter.items():
        if name not in FILTERS:
            yield Problem(place, "filter", _("A campaign window cannot be limited by “%(name)s”.") % {"name": name})
        elif not all(map(is_text, values)):
            yield Problem(place, f"filter_{name}", too_long(MOST_TEXT))


def overlaps(table: Table) -> list[tuple[Window, Window]]:
    """Pairs of windows that are open on the same day. Allowed: where both apply, the larger offset wins."""
    windows = table.windows
    return [
        (one, other)
        for number, one in enumerate(windows)
        for other in windows[number + 1 :]
        if one.start <= other.end and other.start <= one.end
    ]


def _rule_problems(table: Table, number: int, rule: Rule) -> Iterator[Problem]:
    place = ("rule", number)
    if rule.outcome.flag not in FLAGS:
        yield Problem(place, "flag", _("Choose target, on hold or not a target."))
    if rule.outcome.route not in Route.values:
        yield Problem(place, "route", _("Choose a route."))
    if (rule.outcome.flag == "not_target") != (rule.outcome.route == "nurture"):
        yield Problem(place, "route", _("What is not a target, and only that, goes to nurturing."))
    if not rule.outcome.reason.strip():
        yield Problem(place, "reason", _("Give the rule a reason."))
    elif not is_plain(rule.outcome.reason, MOST_REASON):
        yield Problem(place, "reason", too_long(MOST_REASON))
    for position, condition in enumerate(rule.conditions):
        for field, message in condition_complaints(table, condition):
            yield Problem(("rule", number, position), field, message)


def _whole(place: tuple, field: str, value, lowest: int, highest: int) -> Iterator[Problem]:
    if not is_whole(value) or not lowest <= value <= highest:
        yield Problem(place, field, not_whole(lowest, highest))


def _same_id(own: str) -> str:
    return _("Two things have the id “%(id)s”.") % {"id": own}
