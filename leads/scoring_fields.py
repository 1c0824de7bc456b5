"""What an attribute rule may look at, and which comparisons make sense on it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    TAGS = "tags"
    CUSTOM = "custom"  # a column of somebody's file: text that may hold a number


@dataclass(frozen=True)
class Field:
    name: str
    label: str | Promise
    type: FieldType


CUSTOM_PREFIX = "custom:"
FIELDS = {
    field.name: field
    for field in (
        Field("industry", _("industry"), FieldType.TEXT),
        Field("employees", _("employees"), FieldType.NUMBER),
        Field("annual_revenue", _("annual revenue (yen)"), FieldType.NUMBER),
        Field("title_rank", _("title rank"), FieldType.NUMBER),
        Field("title", _("job title"), FieldType.TEXT),
        Field("department", _("department"), FieldType.TEXT),
        Field("prefecture", _("prefecture"), FieldType.TEXT),
        Field("customer_similarity", _("similarity to customers"), FieldType.NUMBER),
        Field("tag", _("tag"), FieldType.TAGS),
        Field("source", _("lead source"), FieldType.TEXT),
        Field("campaign", _("campaign"), FieldType.TEXT),
        Field("company_name", _("company name"), FieldType.TEXT),
        Field("is_customer", _("existing customer"), FieldType.FLAG),
    )
}

OPERATORS = {
    "is": _("is"),
    "is_not": _("is not"),
    "in": _("is one of"),
    "not_in": _("is none of"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "between": _("is between"),
    "contains": _("contains"),
    "is_empty": _("is empty"),
    "is_not_empty": _("is not empty"),
}
WITHOUT_VALUE = frozenset({"is_empty", "is_not_empty"})
WITH_LIST = frozenset({"in", "not_in"})
NUMERIC = frozenset({"at_least", "at_most", "between"})

_EQUALITY = {"is", "is_not", "in", "not_in", *WITHOUT_VALUE}
OPERATORS_OF = {
    FieldType.TEXT: _EQUALITY | {"contains"},
    FieldType.NUMBER: _EQUALITY | NUMERIC,
    FieldType.FLAG: {"is", "is_not", *WITHOUT_VALUE},
    FieldType.TAGS: _EQUALITY | {"contains"},
    FieldType.CUSTOM: frozenset(OPERATORS),
}


def field_named(name: str) -> Field | None:
    """The field of that name; `custom:<column>` is any column that an import kept. None: there is no such field."""
    if name.startswith(CUSTOM_PREFIX) and (column := name.removeprefix(CUSTOM_PREFIX).strip()):
        return Field(name, column, FieldType.CUSTOM)
    return FIELDS.get(name)


def compares_numbers(field: Field, operator: str) -> bool:
    return field.type == FieldType.NUMBER or operator in NUMERIC
