"""What an editor does to a criteria document. Pure: a document in, the changed document out; Gone when it is not there.

table: EVERYBODY, or the id of the segment whose table is meant. Rules, windows and segments are named by their ids.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from handoff.criteria.document import CriteriaDocument, Rule, Segment, Table, Window
from handoff.deadlines.targets import Ladder

EVERYBODY = "all"
SWITCHES = ("active", "approval", "automatic")


class Gone(LookupError):
    """There is no such rule, window, segment or threshold in the document."""

    def __init__(self) -> None:
        super().__init__(_("This is no longer part of the draft."))


class InUse(ValueError):
    """A threshold that conditions name cannot be taken away. rules: their numbers."""

    def __init__(self, rules: list[int]) -> None:
        self.rules = rules
        numbers = ", ".join(map(str, rules))
        super().__init__(_("Still used by rule %(numbers)s. Change its conditions first.") % {"numbers": numbers})


def new_id(word: str) -> str:
    """An id that no other draft of anybody gives to another thing."""
    return f"{word}-{uuid4().hex[:10]}"


def table_of(document: CriteriaDocument, table: str) -> Table:
    return document if table == EVERYBODY else _found(document.segments, table).table


def rule_of(document: CriteriaDocument, table: str, rule: str) -> Rule:
    return _found(table_of(document, table).rules, rule)


def window_of(document: CriteriaDocument, table: str, window: str) -> Window:
    return _found(table_of(document, table).windows, window)


def segment_of(document: CriteriaDocument, segment: str) -> Segment:
    return _found(document.segments, segment)


def add_rule(document: CriteriaDocument, table: str, rule: Rule) -> CriteriaDocument:
    """Before a last rule without conditions, which would keep anything behind it from ever being reached."""

    def added(found: Table) -> Table:
        catches_all = bool(found.rules) and not found.rules[-1].conditions and bool(rule.conditions)
        place = len(found.rules) - catches_all
        return found.with_changes(rules=(*found.rules[:place], rule, *found.rules[place:]))

    return _in_table(document, table, added)


def put_rule(document: CriteriaDocument, table: str, rule: Rule) -> CriteriaDocument:
    return _in_table(document, table, lambda found: found.with_changes(rules=_put(found.rules, rule)))


def save_rule(document: CriteriaDocument, table: str, rule: Rule) -> CriteriaDocument:
    """In the place of the rule of its id; as a new one when there is none."""
    is_there = any(each.id == rule.id for each in table_of(document, table).rules)
    return put_rule(document, table, rule) if is_there else add_rule(document, table, rule)


def copy_rule(document: CriteriaDocument, table: str, rule: str, copy: str) -> CriteriaDocument:
    """The copy, of id `copy`, right behind the rule and switched off: it would never be reached as it is."""

    def copied(found: Table) -> Table:
        place = _place(found.rules, rule) + 1
        twin = replace(found.rules[place - 1], id=copy, active=False)
        return found.with_changes(rules=(*found.rules[:place], twin, *found.rules[place:]))

    return _in_table(document, table, copied)


def move_rule(document: CriteriaDocument, table: str, rule: str, number: int) -> CriteriaDocument:
    """To be the rule of this number, counted from 1; beyond the ends, the first or the last."""
    return _in_table(document, table, lambda found: found.with_changes(rules=_moved(found.rules, rule, number)))


def remove_rule(document: CriteriaDocument, table: str, rule: str) -> CriteriaDocument:
    return _in_table(document, table, lambda found: found.with_changes(rules=_without(found.rules, rule)))


def switch_rule(document: CriteriaDocument, table: str, rule: str, switch: str, on: bool) -> CriteriaDocument:
    if switch not in SWITCHES:
        raise Gone
    switched: dict[str, Any] = {switch: on}
    return put_rule(document, table, replace(rule_of(document, table, rule), **switched))


def put_thresholds(document: CriteriaDocument, table: str, values: dict[str, int]) -> CriteriaDocument:
    """Other values for some thresholds, or new ones."""
    return _in_table(document, table, lambda found: found.with_changes(thresholds=found.thresholds | values))


def remove_threshold(document: CriteriaDocument, table: str, name: str) -> CriteriaDocument:
    """InUse while a condition names it. Windows lower it no longer."""

    def removed(found: Table) -> Table:
        if name not in found.thresholds:
            raise Gone
        if rules := rules_using(found, name):
            raise InUse(rules)
        left = {other: value for other, value in found.thresholds.items() if other != name}
        windows = tuple(
            replace(window, offsets={other: offset for other, offset in window.offsets.items() if other != name})
            for window in found.windows
        )
        return found.with_changes(thresholds=left, windows=windows)

    return _in_table(document, table, removed)


def rules_using(table: Table, threshold: str) -> list[int]:
    """Numbers of the rules with a condition that names this threshold."""
    return [
        number
        for number, rule in enumerate(table.rules, 1)
        if any(used.name == threshold for condition in rule.conditions for used in condition.thresholds())
    ]


def add_window(document: CriteriaDocument, table: str, window: Window) -> CriteriaDocument:
    return _in_table(document, table, lambda found: found.with_changes(windows=(*found.windows, window)))


def put_window(document: CriteriaDocument, table: str, window: Window) -> CriteriaDocument:
    return _in_table(document, table, lambda found: found.with_changes(windows=_put(found.windows, window)))


def save_window(document: CriteriaDocument, table: str, window: Window) -> CriteriaDocument:
    """In the place of the window of its id; as a new one when there is none."""
    is_there = any(each.id == window.id for each in table_of(document, table).windows)
    return put_window(document, table, window) if is_there else add_window(document, table, window)


def remove_window(document: CriteriaDocument, table: str, window: str) -> CriteriaDocument:
    return _in_table(document, table, lambda found: found.with_changes(windows=_without(found.windows, window)))


def put_cooling(document: CriteriaDocument, table: str, days: int | None) -> CriteriaDocument:
    return _in_table(document, table, lambda found: found.with_changes(cooling_days=days))


def put_process(
    document: CriteriaDocument, quota: int, sla: dict[str, Any], ladders: dict[str, Ladder]
) -> CriteriaDocument:
    return document.with_changes(quota=quota, sla=sla, ladders=ladders)


def adopt(document: CriteriaDocument, table: str, source: Table) -> CriteriaDocument:
    """The rules and thresholds of another table, a profile's, in the place of this one's.

    Campaign windows stay as far as the new rules lower the thresholds they lower; cooling time stays.
    """

    def adopted(found: Table) -> Table:
        lowered = set(source.lowered_thresholds())
        kept = tuple(window for window in found.windows if set(window.offsets) <= lowered)
        return found.with_changes(
            profile=source.profile, thresholds=source.thresholds, rules=source.rules, windows=kept
        )

    return _in_table(document, table, adopted)


def with_new_ids(table: Table) -> Table:
    """The same table as one of its own: its rules and windows are no longer those of the table it was taken from."""
    rules = tuple(replace(rule, id=new_id("rule")) for rule in table.rules)
    windows = tuple(replace(window, id=new_id("window")) for window in table.windows)
    return table.with_changes(rules=rules, windows=windows)


def add_segment(document: CriteriaDocument, segment: Segment) -> CriteriaDocument:
    return document.with_changes(segments=(*document.segments, segment))


def put_segment(document: CriteriaDocument, segment: str, name: str, conditions: tuple) -> CriteriaDocument:
    changed = replace(segment_of(document, segment), name=name, conditions=conditions)
    return document.with_changes(segments=_put(document.segments, changed))


def move_segment(document: CriteriaDocument, segment: str, number: int) -> CriteriaDocument:
    return document.with_changes(segments=_moved(document.segments, segment, number))


def remove_segment(document: CriteriaDocument, segment: str) -> CriteriaDocument:
    return document.with_changes(segments=_without(document.segments, segment))


def _in_table(document: CriteriaDocument, table: str, change: Callable[[Table], Table]) -> CriteriaDocument:
    if table == EVERYBODY:
        return change(document)  # type: ignore[return-value]
    segment = segment_of(document, table)
    return document.with_changes(segments=_put(document.segments, replace(segment, table=change(segment.table))))


def _place(things: tuple, key: str) -> int:
    for place, thing in enumerate(things):
        if thing.id == key:
            return place
    raise Gone


def _found(things: tuple, key: str):
    return things[_place(things, key)]


def _put(things: tuple, thing) -> tuple:
    place = _place(things, thing.id)
    return (*things[:place], thing, *things[place + 1 :])


def _without(things: tuple, key: str) -> tuple:
    place = _place(things, key)
    return (*things[:place], *things[place + 1 :])


def _moved(things: tuple, key: str, number: int) -> tuple:
    thing, others = _found(things, key), _without(things, key)
    place = max(0, min(number - 1, len(others)))
    return (*others[:place], thing, *others[place:])
