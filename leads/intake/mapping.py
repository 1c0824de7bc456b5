"""Which column is which field: guessed from the header, corrected by people, remembered for the next such file."""

import hashlib
import re
from functools import lru_cache

from leads.intake.fields import FIELDS
from leads.models import ColumnMapping
from leads.normalise import nfkc

CUSTOM = "custom"
IGNORED = ""
REQUIRED = {  # of each group at least one
    "leads": [["external_id", "email", "name", "family_name"]],
    "activities": [["lead_id", "email"], ["kind"], ["occurred_at"]],
    "companies": [["company_name", "corporate_number"]],
}


def header_key(name: str) -> str:
    """A column name as it is compared: NFKC, lower case, without spaces and punctuation."""
    return re.sub(r"[\s_\-・./()\[\]【】:*#?]", "", nfkc(name).lower())


@lru_cache
def _words(kind: str) -> dict[str, str]:
    return {header_key(word): name for name, field in reversed(FIELDS[kind].items()) for word in field.synonyms()}


def known(kind: str, column: str) -> bool:
    return header_key(column) in _words(kind)


def guess(kind: str, columns: list[str]) -> dict[str, str]:
    """Column → field. Each field goes to the best column only; the rest become fields of their own."""
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    unnamed = CUSTOM if kind != "activities" else IGNORED
    for column in sorted(columns, key=lambda column: _closeness(kind, column)):
        field = _words(kind).get(header_key(column), "")
        mapping[column] = field if field and field not in taken else unnamed
        taken.add(field)
    return {column: mapping[column] for column in columns}


def _closeness(kind: str, column: str) -> int:
    """The place of the column's name among its field's words: the usual name comes before the rare ones."""
    key = header_key(column)
    field = FIELDS[kind].get(_words(kind).get(key, ""))
    return [header_key(word) for word in field.synonyms()].index(key) if field else 0


def remembered(kind: str, columns: list[str]) -> dict[str, str] | None:
    found = ColumnMapping.objects.filter(kind=kind, header_key=_header_hash(columns)).first()
    return found.mapping if found else None


def remember(kind: str, columns: list[str], mapping: dict[str, str]) -> None:
    ColumnMapping.objects.update_or_create(
        kind=kind, header_key=_header_hash(columns), defaults={"mapping": mapping}
    )


def _header_hash(columns: list[str]) -> str:
    return hashlib.sha256("\x1f".join(map(header_key, columns)).encode()).hexdigest()


def problems(kind: str, mapping: dict[str, str]) -> tuple[list[str], list[list[str]]]:
    """What makes this mapping unusable: the fields given twice, and the groups of which no field is given."""
    fields = [field for field in mapping.values() if field not in (CUSTOM, IGNORED)]
    twice = [field for field in dict.fromkeys(fields) if fields.count(field) > 1]
    return twice, [group for group in REQUIRED[kind] if not set(group) & set(fields)]
