"""What can be wrong with a file or a row, as codes to store and as sentences to read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class FileProblem(Exception):
    """The file as a whole cannot be read. `message` says why and what to do, in the reader's language."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


SENTENCES = {
    # The row is refused.
    "undecodable": gettext_noop("“%(column)s” holds bytes that are not %(encoding)s text."),
    "null_character": gettext_noop("“%(column)s” holds a null character (0x00)."),
    "cells": gettext_noop(
        "The row has %(value)s cells, the header has %(limit)s. A comma or quotation mark may be wrong."
    ),
    "quotes": gettext_noop("The quotation marks do not match, so the cells cannot be told apart."),
    "endless_cell": gettext_noop("A cell is longer than %(limit)s characters, or its quotation mark is never closed."),
    "unclosed": gettext_noop(
        "A quotation mark is never closed: all lines up to line %(limit)s were taken for one cell."
    ),
    "endless_line": gettext_noop("The line is longer than %(limit)s characters. Line breaks may be missing."),
    "too_long": gettext_noop("“%(column)s” is %(value)s characters long; %(limit)s are allowed."),
    "missing": gettext_noop("%(field)s is missing."),
    "nobody": gettext_noop("Neither lead ID nor e-mail: nothing says which lead it is."),
    "unreadable_required": gettext_noop("%(field)s cannot be read: “%(value)s”."),
    "no_identity": gettext_noop(
        "Nothing says who this is: neither e-mail, nor name with company or phone, nor lead ID."
    ),
    "lead_id_taken": gettext_noop("The lead ID “%(value)s” belongs to another person."),
    "unknown_lead": gettext_noop("No lead is known by “%(value)s”. Import the leads first."),
    "no_meaning": gettext_noop("%(field)s: nobody has said what “%(value)s” means."),
    "in_future": gettext_noop("%(field)s lies in the future: %(value)s."),
    # The row is imported without that value.
    "unreadable": gettext_noop("%(field)s cannot be read: “%(value)s”. It stays unknown."),
    "bad_corporate_number": gettext_noop(
        "“%(value)s” is not a valid corporate number. The name identifies the company."
    ),
    # The row is imported as it is.
    "unknown_kind": gettext_noop("“%(value)s” is not a kind of activity known here. It is kept as a kind of its own."),
    "broken_character": gettext_noop("“%(column)s” holds a broken character (�) that was already in the file."),
    "cut": gettext_noop("“%(column)s” was cut to %(limit)s characters."),
}
REFUSALS = frozenset(list(SENTENCES)[: list(SENTENCES).index("unreadable")])


def sentence(problem: dict, field_labels: Mapping[str, Promise | str]) -> str:
    """One problem in the active language."""
    field = field_labels.get(problem.get("field", ""), problem.get("field", ""))
    numbers = {name: f"{value:,}" for name, value in problem.items() if isinstance(value, int)}
    values = {"column": "", "value": "", "limit": "", "encoding": "", **problem, **numbers, "field": str(field)}
    return _(SENTENCES[problem["code"]]) % values
