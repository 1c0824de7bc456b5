"""What is wrong with a single condition, in the reader's language."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from handoff.criteria.document import Condition, Table, Threshold
from handoff.criteria.fields import NUMERIC_OPERATORS, WITH_LIST, WITHOUT_VALUE, find_field

MOST_TEXT = 300
LONGEST_SPAN = 3650  # days


def condition_complaints(table: Table, condition: Condition) -> Iterator[tuple[str, str]]:
    """(field, message) of what is wrong with a condition of this table."""
    field = find_field(condition.field)
    if field is None or not is_plain(condition.field, 100):
        yield "field", _("There is no field “%(name)s”.") % {"name": condition.field}
        return
    if condition.operator not in field.operators:
        yield "operator", _("“%(field)s” cannot be compared like that.") % {"field": field.label}
        return
    for threshold in condition.thresholds():
        if threshold.name not in table.thresholds:
            yield "value", no_threshold(threshold.name)
            return
    if complaint := _value_complaint(table, condition, field):
        yield "value", complaint
    for name in field.parameters:
        if complaint := _parameter_complaint(table, name, condition.parameters.get(name)):
            yield name, complaint


def _value_complaint(table: Table, condition: Condition, field) -> str:
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
    return "" if all(map(is_text, values)) else _("Write a value.")


def _parameter_complaint(table: Table, name: str, value) -> str:
    if name == "kinds":
        named = isinstance(value, list | tuple) and value
        return "" if named and all(map(is_text, value)) else _("Choose at least one kind of activity.")
    days = table.resolve(value)
    return "" if is_whole(days) and 1 <= days <= LONGEST_SPAN else not_whole(1, LONGEST_SPAN)


def not_whole(lowest: int, highest: int) -> str:
    return _("Write a whole number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}


def is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**15


def is_text(value) -> bool:
    return isinstance(value, str) and bool(value.strip()) and is_plain(value)


def is_plain(text: str, longest: int = MOST_TEXT) -> bool:
    """PostgreSQL stores neither a NUL nor half of a character."""
    return len(text) <= longest and not any(
        character == "\0" or "\ud800" <= character <= "\udfff" for character in text
    )


def too_long(longest: int) -> str:
    return _("Write at most %(number)s ordinary characters.") % {"number": longest}


def no_threshold(name: str) -> str:
    return _("There is no threshold “%(name)s”.") % {"name": name}
