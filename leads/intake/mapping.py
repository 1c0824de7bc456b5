"""Which column is which field: guessed from the header, corrected by people, remembered for the next such file."""

import hashlib

from leads.intake.words import COLUMNS, comparable
from leads.models import ColumnMapping

CUSTOM = "custom"
IGNORED = ""
KEEPING = ("leads", "companies")  # kinds whose other columns become fields of their own
REQUIRED = {  # of each group at least one
    "leads": [["external_id", "email", "name", "family_name"]],
    "activities": [["lead_id", "email"], ["kind"], ["occurred_at"]],
    "companies": [["company_name", "corporate_number"]],
}


def known(kind: str, column: str) -> bool:
    return comparable(column) in COLUMNS[kind]


def guess(kind: str, columns: list[str]) -> dict[str, str]:
    """Column → field. Each field goes to the column with its most usual name; the rest become fields of their own."""
    rest = CUSTOM if kind in KEEPING else IGNORED
    found = {column: COLUMNS[kind].get(comparable(column), (rest, 0)) for column in columns}
    mapping = dict.fromkeys(columns, rest)
    taken: set[str] = set()
    for column in sorted(columns, key=lambda column: found[column][1]):
        field, _ = found[column]
        if field not in taken:
            mapping[column] = field
            taken |= {field} - {rest}
    return mapping


def remembered(kind: str, columns: list[str]) -> dict[str, str] | None:
    found = ColumnMapping.objects.filter(kind=kind, header_key=_header_hash(columns)).first()
    return found.mapping if found else None


def remember(kind: str, columns: list[str], mapping: dict[str, str]) -> None:
    ColumnMapping.objects.update_or_create(kind=kind, header_key=_header_hash(columns), defaults={"mapping": mapping})


def _header_hash(columns: list[str]) -> str:
    return hashlib.sha256("\x1f".join(map(comparable, columns)).encode()).hexdigest()


def problems(kind: str, mapping: dict[str, str]) -> tuple[list[str], list[list[str]]]:
    """What makes this mapping unusable: the fields given twice, and the groups of which no field is given."""
    fields = [field for field in mapping.values() if field not in (CUSTOM, IGNORED)]
    twice = [field for field in dict.fromkeys(fields) if fields.count(field) > 1]
    return twice, [group for group in REQUIRED[kind] if not set(group) & set(fields)]
