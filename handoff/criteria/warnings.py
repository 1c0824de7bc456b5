"""What a criteria document says but hardly means: rules and segments nobody reaches, windows that overlap."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from handoff.criteria.condition_complaints import condition_complaints
from handoff.criteria.condition_logic import Together
from handoff.criteria.document import Condition, CriteriaDocument, Rule, Table
from handoff.criteria.problems import Problem, overlaps
from handoff.criteria.sentences import condition_sentence, listed_conditions


def warnings(document: CriteriaDocument) -> Iterator[Problem]:
    """Found without looking at a lead, so only what is certain for every lead. Incomplete rules are left alone."""
    yield from _table_warnings(document, ())
    for number, (segment, own_id) in enumerate(zip(document.segments, document.segment_ids(), strict=True)):
        earlier = document.segments[:number]
        found = _unreached_segment(segment.conditions, [(each.name, each.conditions) for each in earlier])
        if found:
            yield Problem((), "conditions", found).of_segment(own_id, segment.name)
        for warning in _table_warnings(segment.table, segment.conditions):
            yield warning.of_segment(own_id, segment.name)


def _table_warnings(table: Table, given: tuple[Condition, ...]) -> Iterator[Problem]:
    """given: conditions that all leads of this table meet."""
    earlier: list[tuple[int, Rule]] = []
    for number, rule in table.active_rules():
        if any(_is_unfinished(table, condition) for condition in (*given, *rule.conditions)):
            continue
        if message := _unreached_rule(table, given, rule, earlier):
            yield Problem(("rule", number - 1), "conditions", message)
        earlier.append((number, rule))
    for one, other in overlaps(table):
        message = _("Open on some of the same days as “%(name)s”: where both apply to a lead, the largest offset wins.")
        place = next(number for number, each in enumerate(table.windows) if each is other)
        yield Problem(("window", place), "start", message % {"name": one.name})


def _unreached_rule(table: Table, given: tuple[Condition, ...], rule: Rule, earlier: list[tuple[int, Rule]]) -> str:
    together = Together(table, (*given, *rule.conditions))
    if contradiction := together.contradiction():
        return _contradicts(table, contradiction)
    for number, other in earlier:
        if together.imply(other.conditions):
            return _says_earlier(number, rule, other)
    return ""


def _says_earlier(number: int, rule: Rule, other: Rule) -> str:
    if not other.conditions:
        return _("Never reached: rule %(number)s has no conditions and decides before it.") % {"number": number}
    if set(map(repr, rule.conditions)) == set(map(repr, other.conditions)):
        return _("Never reached: rule %(number)s has the same conditions.") % {"number": number}
    return _("Never reached: whoever meets its conditions meets those of rule %(number)s before.") % {"number": number}


def _unreached_segment(conditions: tuple[Condition, ...], earlier: list[tuple[str, tuple[Condition, ...]]]) -> str:
    table = Table("", {}, ())
    if any(_is_unfinished(table, condition) for condition in conditions):
        return ""
    together = Together(table, conditions)
    if contradiction := together.contradiction():
        return _contradicts(table, contradiction)
    for name, others in earlier:
        if others and not any(_is_unfinished(table, each) for each in others) and together.imply(others):
            return _("No lead comes here: all of them belong to the segment “%(name)s” before.") % {"name": name}
    return ""


def _contradicts(table: Table, conditions: list[Condition]) -> str:
    said = listed_conditions([condition_sentence(condition, table) for condition in conditions])
    return _("No lead can meet this: %(conditions)s.") % {"conditions": said}


def _is_unfinished(table: Table, condition: Condition) -> bool:
    return any(True for _complaint in condition_complaints(table, condition))
